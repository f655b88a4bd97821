"""Weights of a checkpoint, in the shapes of the network's arrays."""
from __future__ import annotations

import json

import numpy as np

from ._errors import MaskscopeError
from ._file import RunFile


def read_weights(file: RunFile, at: str) -> dict[str, np.ndarray]:
    checkpoints = dict(file.rows(f"SELECT name, checkpoint FROM {file.table('checkpoints')} ORDER BY checkpoint"))
    if at not in checkpoints:
        names = ", ".join(checkpoints) or "none yet"
        raise MaskscopeError(f"The run has no checkpoint {at!r}; it has {names}.")
    rows = file.whole(
        ("checkpoint", "name", "data"), f"{file.table('checkpoint_tensors')} WHERE checkpoint = ?", (checkpoints[at],),
        f"the weights of checkpoint {at!r}"
    )
    try:
        shapes = _stored_shapes(file) or _shapes_of_kernels(file)
        return {
            name: np.frombuffer(data, "<f4").reshape(shapes.get(name, (-1,))).astype(np.float32)
            for _, name, data in rows
        }
    except (KeyError, TypeError, ValueError) as error:
        raise file.damaged(error) from error


def _stored_shapes(file: RunFile) -> dict[str, tuple[int, ...]]:
    """Empty in a file that was made before version 9."""
    if file.version < 9:
        return {}
    rows = file.whole(("name", "shape"), file.table("tensor_shapes"), (), "the shapes of its arrays")
    return {name: tuple(json.loads(shape)) for name, shape in rows}


def _shapes_of_kernels(file: RunFile) -> dict[str, tuple[int, ...]]:
    """Everything else has one axis, and the number of inputs follows from the number of values."""
    (topology,), = file.rows(f"SELECT topology FROM {file.table('run')}")
    shapes: dict[str, tuple[int, ...]] = {}
    for node in json.loads(topology)["nodes"]:
        if node["type"] == "convolution":
            shapes[f"{node['name']}/kernel"] = (*node["kernel"], -1, node["filters"])
        elif node["type"] == "dense":
            shapes[f"{node['name']}/kernel"] = (-1, node["units"])
    return shapes
