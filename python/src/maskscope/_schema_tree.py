"""Whether the pages that describe a file's tables form a tree: SQLite would follow others for ever."""
from __future__ import annotations

import os

# More than describe any file of ours.
_MOST_PAGES = 200
_INTERIOR, _LEAF = 0x05, 0x0D
# The first page begins with the file's header.
_HEADER = 100


def is_tree(path: str | os.PathLike[str]) -> bool:
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            header = file.read(_HEADER)
            stated = int.from_bytes(header[16:18], "big")
            page_bytes = 65_536 if stated == 1 else stated
            met: set[int] = set()
            left = [1]
            while left:
                number = left.pop()
                if number in met or len(met) == _MOST_PAGES or number < 1 or number * page_bytes > size:
                    return False
                met.add(number)
                file.seek((number - 1) * page_bytes)
                left += _children_of(file.read(page_bytes), _HEADER if number == 1 else 0)
            return True
    except (IndexError, ValueError):
        return False


def _children_of(page: bytes, at: int) -> list[int]:
    """`at`: where the page's head begins. Raises ValueError or IndexError where it is no page of such a tree."""
    if page[at] == _LEAF:
        return []
    if page[at] != _INTERIOR:
        raise ValueError
    cells = _number(page, at + 3, 2)
    places = [_number(page, at + 12 + 2 * cell, 2) for cell in range(cells)]
    return [*(_number(page, place, 4) for place in places), _number(page, at + 8, 4)]


def _number(page: bytes, at: int, length: int) -> int:
    if at + length > len(page):
        raise ValueError
    return int.from_bytes(page[at:at + length], "big")
