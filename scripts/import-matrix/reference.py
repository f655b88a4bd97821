"""What a framework itself computes: pre-activations of every ReLU in float32 and in float64, and logits."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np


@dataclass
class Record:
    """
    What one pass recorded.

    names: of the ReLUs, in the order of their calls; None where only the order is known
    preactivations: of each ReLU [example, …], channels last
    """

    names: list[str | None] = field(default_factory=list)
    preactivations: list[np.ndarray] = field(default_factory=list)

    def add(self, name: str | None, values: np.ndarray) -> None:
        self.names.append(name)
        self.preactivations.append(values)


def own_form(name: str) -> str:
    """A name as docs/imports.md says that imports bring it to Maskscope's form."""
    return re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")


def write_reference(folder: Path, single: Record, double: Record, logits: dict[str, np.ndarray]) -> None:
    """
    Writes reference.npz: `q<i>` of the training images, `logits/<split>` and `logits/exact`, those of the training
    images in float64; and reference.json: of each ReLU its name and
    the rounding of float32 there, the largest difference between float32's pre-activations and float64's.
    """
    if [q.shape for q in single.preactivations] != [q.shape for q in double.preactivations]:
        raise RuntimeError("float32 and float64 did not call the same ReLUs")
    arrays = {f"q{i}": q for i, q in enumerate(single.preactivations)}
    arrays |= {f"logits/{split}": values for split, values in logits.items()}
    np.savez(folder / "reference.npz", **arrays)
    pairs = zip(single.names, single.preactivations, double.preactivations, strict=True)
    rectifiers = [{"name": name, "rounding": float(np.abs(q - exact).max(initial=0))} for name, q, exact in pairs]
    (folder / "reference.json").write_text(json.dumps({"rectifiers": rectifiers}))
