"""Layers whose masks are kept, and the moments at which they were taken."""
from __future__ import annotations

import json
from dataclasses import dataclass

from ._errors import MaskscopeError
from ._file import RunFile


@dataclass(frozen=True)
class Layer:
    """A support layer. `byte_offset` and `byte_length` say where it lies in a packed mask."""

    position: int
    name: str
    shape: tuple[int, ...]
    units: int
    byte_offset: int
    byte_length: int


@dataclass(frozen=True)
class Snapshot:
    """Masks of `examples` training examples, the first ones, under the weights of one moment.

    `number`: by which a run's methods know it. `alternation`: K for alternation K, None of another kind.
    `compared_with`: the snapshot from which flips are counted, over the first `compared_examples`.
    `masks_kept`: "all", or "probe" where only those of the first examples are still there.
    """

    number: int
    kind: str
    alternation: int | None
    checkpoint: str
    epoch: int
    iteration: int
    examples: int
    compared_with: int | None
    compared_examples: int | None
    masks_kept: str
    changes_until: int | None

    @property
    def moment(self) -> tuple[int, int]:
        return self.iteration, self.number


def read_layers(file: RunFile) -> list[Layer]:
    rows = file.rows(
        "SELECT position, name, shape, units, byte_offset, byte_length FROM "
        f"{file.table('support_layers')} ORDER BY position"
    )
    try:
        return [Layer(position, name, tuple(json.loads(shape)), *rest) for position, name, shape, *rest in rows]
    except (TypeError, ValueError) as error:
        raise file.damaged(error) from error


def read_snapshots(file: RunFile) -> list[Snapshot]:
    """By the moment of their weights."""
    columns = (
        "snapshot, kind, alternation, checkpoint_name, epoch, iteration, examples, compared_with, compared_examples, "
        "masks_kept"
    )
    if file.version < 6:
        return _from_alternations(file)
    changes = "changes_until" if file.version >= 8 else "NULL"
    rows = file.rows(f"SELECT {columns}, {changes} FROM {file.table('snapshots')} ORDER BY iteration, snapshot")
    return [Snapshot(*row) for row in rows]


def _from_alternations(file: RunFile) -> list[Snapshot]:
    """Files before version 6 have alternations alone; an import stored the masks of its network as one."""
    rows = file.rows(
        f"SELECT alternation, epoch, iteration, examples, masks_kept FROM {file.table('alternations')} "
        "ORDER BY iteration, alternation"
    )
    (configuration,), = file.rows(f"SELECT configuration FROM {file.table('run')}")
    imported = json.loads(configuration).get("method") == "imported"
    snapshots: list[Snapshot] = []
    for number, epoch, iteration, examples, kept in rows:
        before = snapshots[-1] if snapshots else None
        kind, alternation, checkpoint = (
            ("requested", None, "final") if imported else ("alternation", number, f"alternation-{number}")
        )
        snapshots.append(Snapshot(
            number, kind, alternation, checkpoint, epoch, iteration, examples,
            before and before.number, before and before.examples, kept, None,
        ))
    return snapshots


def layer_named(layers: list[Layer], layer: str | int) -> Layer:
    for one in layers:
        if layer in (one.name, one.position):
            return one
    names = ", ".join(one.name for one in layers)
    raise MaskscopeError(f"There is no support layer {layer!r}; there are {names}.")


def snapshot_numbered(snapshots: list[Snapshot], k: int) -> Snapshot:
    """`k`: a snapshot's number; from -1 on backwards, by the moment of their weights, the last ones."""
    if not snapshots:
        raise MaskscopeError("This run holds no masks.")
    if -len(snapshots) <= k < 0:
        return snapshots[k]
    for one in snapshots:
        if one.number == k:
            return one
    numbers = ", ".join(str(one.number) for one in snapshots)
    raise MaskscopeError(f"There is no snapshot {k}; there are {numbers}.")
