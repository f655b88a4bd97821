"""One run: what was asked for, what was measured, its masks and weights."""
from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from ._errors import MaskscopeError
from ._file import RunFile
from ._masks import MaskReader
from ._snapshots import Layer, Snapshot, layer_named, read_layers, read_snapshots, snapshot_numbered
from ._tables import as_table
from ._weights import read_weights

_CURVE = {"iteration": "i8", "epoch": "f8", "loss": "f8", "error": "f8", "learning_rate": "f8"}
_TEST_CURVE = {"iteration": "i8", "epoch": "f8", "loss": "f8", "error": "f8"}
_EPOCHS = {
    "epoch": "i8", "iterations": "i8", "phase": "O", "learning_rate": "f8", "train_loss": "f8", "train_error": "f8",
    "test_loss": "f8", "test_error": "f8", "drift": "f8", "seconds": "f8",
}
_EVALUATIONS = {
    "checkpoint_name": "O", "epoch": "i8", "iteration": "i8", "examples": "i8", "relu_error": "f8", "relu_loss": "f8",
    "maskt_error": "f8", "maskt_loss": "f8",
}
_COUNTS = (
    "snapshot", "position", "bits_on", "on_to_off", "off_to_on", "dead", "always_on", "on_per_unit",
    "on_to_off_per_unit", "off_to_on_per_unit", "flips_per_example",
)
# Bytes of texts of the run, at most; what is longer is not read.
_LONGEST = {
    "id": 100, "name": 1000, "status": 100, "configuration": 100_000, "topology": 4_000_000, "environment": 100_000,
    "tags": 10_000, "note": 10_000,
}


class Run:
    """A run, read-only. Errors, sparsity and churn are fractions of 1. Closed by `close`, or at the end of a `with`.

    `k` is a snapshot's number; -1 is the newest by its weights, -2 the one before. An alternation's number is that of
    its snapshot, too, unless a run has other snapshots between: `snapshot_of(alternation)` tells.
    A layer is given by its name or position. What does not change is read once.
    """

    def __init__(self, path: str | os.PathLike[str]):
        self._file = RunFile(path)
        self._row: dict[str, Any] = {}
        try:
            self._row = self._read_row()
        except BaseException:
            self.close()
            raise

    def _read_row(self) -> dict[str, Any]:
        names = [name for _, name, *_ in self._file.rows("PRAGMA table_info(run)")]
        table = self._file.table("run")
        for name in _LONGEST.keys() & set(names):
            for length, in self._file.rows(f"SELECT length(CAST({name} AS BLOB)) FROM {table}"):
                if (length or 0) > _LONGEST[name]:
                    raise self._file.damaged(f"its {name} has {length} bytes")
        rows = self._file.rows(f"SELECT * FROM {table}")
        if not rows:
            raise self._file.damaged("it holds no run")
        row = dict(zip(names, rows[0]))
        try:
            return {**row, **{name: json.loads(row[name]) for name in ("configuration", "topology", "environment")}}
        except (KeyError, TypeError, ValueError) as error:
            raise self._file.damaged(error) from error

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Run {self.id} {self.name!r} {self.status}>"

    # What it is.

    @property
    def path(self) -> os.PathLike[str]:
        return self._file.path

    @property
    def version(self) -> int:
        """Of the file."""
        return self._file.version

    @property
    def id(self) -> str:
        return self._row["id"]

    @property
    def name(self) -> str:
        return self._row["name"]

    @property
    def status(self) -> str:
        """As it was when the run was opened; one whose training was killed says "running"."""
        return self._row["status"]

    @property
    def created_at(self) -> str:
        return self._row["created_at"]

    @property
    def finished_at(self) -> str | None:
        return self._row["finished_at"]

    @property
    def tags(self) -> list[str]:
        return json.loads(self._row.get("tags", "[]"))

    @property
    def note(self) -> str:
        return self._row.get("note", "")

    @property
    def configuration(self) -> dict[str, Any]:
        """What was asked for."""
        return self._row["configuration"]

    @property
    def topology(self) -> dict[str, Any]:
        """The network: `{"nodes": [...]}`."""
        return self._row["topology"]

    @property
    def environment(self) -> dict[str, str]:
        return self._row["environment"]

    @cached_property
    def layers(self) -> list[Layer]:
        return read_layers(self._file)

    # What was measured: DataFrames where pandas is installed, structured arrays otherwise.

    @property
    def curve(self):
        """Means over the iterations since the point before."""
        return self._table("curve", _CURVE, "iteration")

    @property
    def test_curve(self):
        """Tests between the ends of epochs."""
        if self.version < 3:
            return as_table([], _TEST_CURVE)
        return self._table("test_curve", _TEST_CURVE, "iteration")

    @property
    def epochs(self):
        return self._table("epochs", _EPOCHS, "epoch")

    @property
    def evaluations(self):
        """Test error and loss of checkpoints with ReLU and with MaskT."""
        iteration = "iteration" if self.version >= 6 else (
            "coalesce((SELECT iteration FROM checkpoints AS c WHERE c.name = checkpoint_name AND c.epoch = e.epoch), "
            "(SELECT iterations FROM epochs WHERE epochs.epoch = e.epoch), 0)"
        )
        chosen = ", ".join(iteration if name == "iteration" else name for name in _EVALUATIONS)
        rows = self._file.rows(f"SELECT {chosen} FROM {self._file.table('evaluations')} AS e ORDER BY number")
        return as_table(rows, _EVALUATIONS)

    def _table(self, name: str, columns: dict[str, str], order: str):
        chosen = ", ".join(columns)
        return as_table(self._file.rows(f"SELECT {chosen} FROM {self._file.table(name)} ORDER BY {order}"), columns)

    @property
    def snapshots(self) -> list[Snapshot]:
        """By the moment of their weights."""
        return read_snapshots(self._file)

    def snapshot_of(self, alternation: int) -> int:
        """The number of an alternation's snapshot."""
        for one in self.snapshots:
            if one.alternation == alternation:
                return one.number
        raise MaskscopeError(f"The run has no alternation {alternation}.")

    def sparsity(self) -> np.ndarray:
        """float (snapshots, layers): the fraction of units that are off, from the counts over all examples."""
        return 1 - self._fractions("bits_on", lambda one: one.examples)

    def churn(self) -> np.ndarray:
        """float (snapshots, layers): the fraction of units that flipped since the snapshot before; NaN at the first."""
        return self._fractions("on_to_off + off_to_on", lambda one: one.compared_examples)

    def _fractions(self, counted: str, examples_of) -> np.ndarray:
        snapshots, table = self.snapshots, self._layer_table()
        places = {one.number: place for place, one in enumerate(snapshots)}
        fractions = np.full((len(snapshots), len(self.layers)), np.nan)
        for number, position, count in self._file.rows(f"SELECT {table[1]}, position, {counted} FROM {table[0]}"):
            place = places.get(number)
            examples = None if place is None else examples_of(snapshots[place])
            if examples and count is not None and 0 <= position < len(self.layers):
                fractions[place, position] = count / (self.layers[position].units * examples)
        return fractions

    def _layer_table(self) -> tuple[str, str]:
        """The table of counts, and its column with the snapshot's number."""
        if self.version < 6:
            return self._file.table("alternation_layers"), "alternation"
        return self._file.table("snapshot_layers"), "snapshot"

    def on_rate(self, k: int = -1, layer: str | int = 0) -> np.ndarray:
        """float, the layer's shape: for which fraction of all examples each unit is on."""
        one, snapshot, (table, key) = self._layer(layer), self._snapshot(k), self._layer_table()
        rows = self._file.whole(
            _COUNTS if self._file.has_checksums else ("on_per_unit",), f"{table} WHERE {key} = ? AND position = ?",
            (snapshot.number, one.position), f"what was counted of layer {one.name} at snapshot {snapshot.number}"
        )
        on = rows[0][_COUNTS.index("on_per_unit") if self._file.has_checksums else 0] if rows else b""
        if len(on) != 4 * one.units:
            raise self._file.damaged(f"snapshot {snapshot.number} holds no counts of the units of {one.name}")
        return (np.frombuffer(on, "<u4") / snapshot.examples).reshape(one.shape)

    # Masks, labels and weights.

    def masks(self, k: int, layer: str | int, examples: int | Sequence[int] | None = None) -> np.ndarray:
        """bool (examples, height, width, channels): which units are on.

        `examples`: numbers of training examples, None for all whose masks are stored; for one number the first axis
        is left out.
        """
        one = self._layer(layer)
        packed = self._packed(k, examples, [one])
        bits = np.unpackbits(packed, axis=1, count=one.units).view(bool).reshape(len(packed), *one.shape)
        return bits[0] if np.ndim(examples) == 0 and examples is not None else bits

    def packed(self, k: int, examples: int | Sequence[int] | None = None) -> np.ndarray:
        """uint8 (examples, bytes): whole masks as they are stored, eight units a byte, the first in the highest bit;
        `layers` tells where each layer lies. An eighth of the memory of `masks`."""
        return self._packed(k, examples, self.layers)

    def _packed(self, k: int, examples: int | Sequence[int] | None, layers: list[Layer]) -> np.ndarray:
        snapshot, reader = self._snapshot(k), MaskReader(self._file, self.layers, self.snapshots)
        stored = reader.stored(snapshot)
        chosen = np.arange(stored) if examples is None else np.atleast_1d(np.asarray(examples, dtype=np.int64))
        outside = chosen[(chosen < 0) | (chosen >= stored)]
        if len(outside) > 0:
            raise MaskscopeError(
                f"Snapshot {snapshot.number} holds masks of the examples 0 to {stored - 1}, not of {outside[0]}."
            )
        return reader.read(snapshot, chosen, layers)

    @property
    def labels(self) -> np.ndarray | None:
        """uint16: the class of each training example; None where the file, of a version before 8, holds none."""
        if self.version < 8:
            return None
        columns = ("labels", "image_means") if self._file.has_checksums else ("labels",)
        rows = self._file.whole(columns, self._file.table("training_set"), (), "the labels of the training examples")
        return np.frombuffer(rows[0][0], "<u2") if rows else None

    @property
    def checkpoints(self) -> list[str]:
        """Whose weights are stored."""
        return [name for name, in self._file.rows("SELECT name FROM checkpoints ORDER BY checkpoint")]

    def weights(self, at: str = "final") -> dict[str, np.ndarray]:
        """float32 arrays of a checkpoint by name, as `conv1/kernel`: height × width × input channels × filters, of a
        dense layer inputs × units."""
        return read_weights(self._file, at)

    def _layer(self, layer: str | int) -> Layer:
        return layer_named(self.layers, layer)

    def _snapshot(self, k: int) -> Snapshot:
        return snapshot_numbered(self.snapshots, k)
