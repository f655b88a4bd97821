"""Whether a row is what was written: CRC-32 of its values, continued from one to the next (docs/run-file.md)."""
from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

FIRST_VERSION = 12


def checksum_of(values: Iterable[float | str | bytes | None]) -> int:
    """A value is its kind in one byte, and a number as float64, a text or bytes with their length before them."""
    total = 0
    for value in values:
        if value is None:
            total = zlib.crc32(b"\0", total)
        elif isinstance(value, (int, float)):
            total = zlib.crc32(struct.pack("<Bd", 1, value + 0.0), total)
        else:
            kind, data = (2, value.encode()) if isinstance(value, str) else (3, value)
            total = zlib.crc32(data, zlib.crc32(struct.pack("<BI", kind, len(data)), total))
    return total


def mask_checksum(example: int, bits: bytes) -> int:
    """Of a mask as it is stored: of its bits alone, continued from the example's number."""
    return zlib.crc32(bits, example)
