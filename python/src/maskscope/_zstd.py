"""Zstandard: Python's own from 3.14 on, before that the package `zstandard`."""
from __future__ import annotations

from ._errors import MaskscopeError


def unpacked(packed: bytes, size: int) -> bytes | None:
    """None where it is not what `size` bytes were packed to."""
    try:
        bits = _decompressed(packed, size)
    except MaskscopeError:
        raise
    except Exception:  # each library has an error class of its own
        return None
    return bits if len(bits) == size else None


def _decompressed(packed: bytes, size: int) -> bytes:
    try:
        from compression import zstd
    except ImportError:
        try:
            import zstandard
        except ImportError:
            raise MaskscopeError(
                "Masks of this snapshot are stored as compressed changes; install the package zstandard to read them."
            ) from None
        # -1 where the frame does not say; what says another size is not unpacked at all.
        if zstandard.frame_content_size(packed) not in (-1, size):
            return b""
        return zstandard.ZstdDecompressor().decompress(packed, max_output_size=size)
    # One byte more than there may be, so that too much is seen and not unpacked.
    return zstd.ZstdDecompressor().decompress(packed, max_length=size + 1)
