"""Packed masks: as they are, or as what changes in them until a later snapshot (docs/run-file.md, "History")."""
from __future__ import annotations

import numpy as np

from ._checksums import mask_checksum
from ._errors import MaskscopeError
from ._file import RunFile
from ._snapshots import Layer, Snapshot
from ._zstd import unpacked


# Whole rows that are read at a time, so that each is held against its checksum: 46 MB of a network of full size.
_ROWS_AT_ONCE = 1024


class MaskReader:
    def __init__(self, file: RunFile, layers: list[Layer], snapshots: list[Snapshot]):
        self._file = file
        self._layers = layers
        self._snapshots = {one.number: one for one in snapshots}

    def stored(self, snapshot: Snapshot) -> int:
        """Of how many examples, the first ones, masks are in the file."""
        if snapshot.masks_kept == "all":
            return snapshot.examples
        where, values = self._rows_from(snapshot, 0, 1 << 32)
        (count,), = self._file.rows(f"SELECT count(*) FROM {where}", values)
        return count + self._changed(snapshot)

    def read(self, snapshot: Snapshot, examples: np.ndarray, layers: list[Layer]) -> np.ndarray:
        """uint8 (examples, bytes of these layers, which follow each other in the file).

        Goes from snapshot to later snapshot until each mask is found as it is, and back again with what changes.
        """
        offset = layers[0].byte_offset
        length = layers[-1].byte_offset + layers[-1].byte_length - offset
        rows = np.empty((len(examples), length), np.uint8)
        sought = np.arange(len(examples))
        steps: list[tuple[Snapshot, np.ndarray]] = []
        at = snapshot
        while True:
            changed = examples[sought] < self._changed(at)
            self._put_stored(at, examples, sought[~changed], offset, rows)
            sought = sought[changed]
            if len(sought) == 0:
                break
            steps.append((at, sought))
            at = self._later(at)
        for at, places in reversed(steps):
            for layer in layers:
                part = rows[:, layer.byte_offset - offset:layer.byte_offset - offset + layer.byte_length]
                self._flip(at, layer, examples, places, part)
        return rows

    def _later(self, snapshot: Snapshot) -> Snapshot:
        later = self._snapshots.get(snapshot.changes_until)
        # What does not lead to a later moment is no history, and could lead round in a circle.
        if later is None or later.moment <= snapshot.moment:
            raise self._file.damaged(f"snapshot {snapshot.number} has no later one to be worked out from")
        return later

    def _changed(self, snapshot: Snapshot) -> int:
        """Of how many examples, the first ones, it is stored what changes."""
        if snapshot.changes_until is None:
            return 0
        found = self._file.rows(
            f"SELECT first + examples FROM {self._file.table('mask_changes')} WHERE snapshot = ? AND position = 0 "
            "ORDER BY first DESC LIMIT 1", (snapshot.number,)
        )
        return found[0][0] if found else 0

    def _rows_from(self, snapshot: Snapshot, first: int, count: int) -> tuple[str, tuple[int, ...]]:
        if self._file.version < 5:
            where = f"{self._file.table('masks')} WHERE alternation = ? AND example >= ? AND example < ?"
            return where, (snapshot.number, first, first + count)
        key = (snapshot.number << 32) + first
        return f"{self._file.table('mask_rows')} WHERE key >= ? AND key < ?", (key, key + count)

    def _put_stored(
        self, snapshot: Snapshot, examples: np.ndarray, places: np.ndarray, offset: int, rows: np.ndarray
    ) -> None:
        """A query for each run of consecutive examples, or piece of one."""
        if len(places) == 0:
            return
        for run in np.split(places, np.flatnonzero(np.diff(examples[places]) != 1) + 1):
            for some in np.split(run, range(_ROWS_AT_ONCE, len(run), _ROWS_AT_ONCE)):
                found = self._parts(snapshot, int(examples[some[0]]), len(some), offset, rows.shape[1])
                if len(found) != len(some) or any(len(bits) != rows.shape[1] for bits in found):
                    raise MaskscopeError(
                        f"{self._file.path.name} holds no complete masks of the examples {examples[some[0]]} to "
                        f"{examples[some[-1]]} of snapshot {snapshot.number}."
                    )
                rows[some] = np.frombuffer(b"".join(found), np.uint8).reshape(len(some), -1)

    def _parts(self, snapshot: Snapshot, first: int, count: int, offset: int, length: int) -> list[bytes]:
        where, values = self._rows_from(snapshot, first, count)
        if not self._file.has_checksums:
            order = "example" if self._file.version < 5 else "key"
            sql = f"SELECT substr(bits, ?, ?) FROM {where} ORDER BY {order}"
            return [bits for bits, in self._file.rows(sql, (offset + 1, length, *values))]
        rows = self._file.rows(f"SELECT key & 4294967295, bits, checksum FROM {where} ORDER BY key", values)
        for example, bits, checksum in rows:
            if checksum is not None and checksum != mask_checksum(example, bits):
                raise self._file.altered(f"the mask of example {example} of snapshot {snapshot.number}")
        return [bits[offset:offset + length] for _, bits, _ in rows]

    def _flip(
        self, snapshot: Snapshot, layer: Layer, examples: np.ndarray, places: np.ndarray, rows: np.ndarray
    ) -> None:
        table, sought = self._file.table("mask_changes"), examples[places]
        blocks = self._file.rows(
            f"SELECT first, examples FROM {table} WHERE snapshot = ? AND position = ? AND first <= ? ORDER BY first",
            (snapshot.number, layer.position, int(sought.max()))
        )
        done = 0
        for first, count in blocks:
            inside = (sought >= first) & (sought < first + count)
            if not inside.any():
                continue
            (*_, bits), = self._file.whole(
                ("snapshot", "position", "first", "examples", "bits"),
                f"{table} WHERE snapshot = ? AND position = ? AND first = ?", (snapshot.number, layer.position, first),
                f"what changes in layer {layer.name} after snapshot {snapshot.number}"
            )
            flips = unpacked(bits, count * layer.byte_length)
            if flips is None:
                raise self._file.damaged(f"changes of snapshot {snapshot.number} cannot be unpacked")
            block = np.frombuffer(flips, np.uint8).reshape(count, layer.byte_length)
            rows[places[inside]] ^= block[sought[inside] - first]
            done += int(inside.sum())
        if done != len(places):
            raise self._file.damaged(f"changes of snapshot {snapshot.number} are not complete")
