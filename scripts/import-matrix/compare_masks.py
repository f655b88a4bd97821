"""Compares stored masks with the signs of pre-activations, bit by bit. Needs NumPy alone."""

from dataclasses import asdict, dataclass, replace

import numpy as np


@dataclass(frozen=True)
class Rectifier:
    """
    One call of a ReLU in a framework.

    name: of the mask that shows it, as far as it is known
    q: pre-activations in float32 [example, …]
    rounding: the largest difference between these and the same in float64
    """

    name: str | None
    q: np.ndarray
    rounding: float


@dataclass(frozen=True)
class Layer:
    """A stored mask: bits [example, …] of 0 and 1."""

    name: str
    bits: np.ndarray


@dataclass
class Agreement:
    """
    compared: bits; different: those that differ beyond rounding
    rounded: those that differ where the pre-activation is within float32's own rounding of zero
    largest: the largest |pre-activation| among the rounded, relative to the largest of its layer
    layers: masks that were compared; without: ReLUs of the framework that have none
    worst: the mask that differs most, and how often
    fault: why masks could not be compared, in words
    """

    compared: int = 0
    different: int = 0
    rounded: int = 0
    largest: float = 0.0
    layers: int = 0
    without: int = 0
    worst: str | None = None
    fault: str | None = None

    def as_json(self) -> dict:
        return asdict(self)


# Both programs round: each may be this far from the true value.
ROUNDINGS = 2


def unpacked(packed: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """Bits of an archive of `maskscope masks`: the most significant bit of a byte is the first unit."""
    units = int(np.prod(shape))
    bits = np.unpackbits(packed, axis=1)[:, :units]
    return bits.reshape(len(packed), *shape)


def paired(rectifiers: list[Rectifier], layers: list[Layer]) -> list[tuple[Rectifier, Layer]] | None:
    """Each mask with its ReLU: by names, or by their order where names are not known; None where neither fits."""
    by_name: dict[str, Rectifier] = {one.name: one for one in rectifiers if one.name is not None}
    if len(by_name) == len(rectifiers) and all(layer.name in by_name for layer in layers):
        pairs = [(by_name[layer.name], layer) for layer in layers]
    else:
        pairs = list(zip(rectifiers, layers, strict=False))
        if len(rectifiers) != len(layers):
            return None
    if not all(lengths(one.q) == lengths(layer.bits) for one, layer in pairs):
        return None
    return [(replace(one, q=one.q.reshape(layer.bits.shape)), layer) for one, layer in pairs]


def lengths(values: np.ndarray) -> list[int]:
    """Of its axes: what is one value for each channel may have positions or not (1 × 1 × channels, as of a gate)."""
    return [length for length in values.shape if length != 1]


def agreement(rectifiers: list[Rectifier], layers: list[Layer]) -> Agreement:
    pairs = paired(rectifiers, layers)
    if pairs is None:
        return Agreement(fault=f"{len(layers)} masks do not fit the {len(rectifiers)} ReLUs of the framework")
    total = Agreement(layers=len(layers), without=len(rectifiers) - len(layers))
    most = 0
    for one, layer in pairs:
        differs = (one.q > 0) != (layer.bits == 1)
        near = np.abs(one.q) <= ROUNDINGS * one.rounding
        total.compared += differs.size
        total.rounded += int((differs & near).sum())
        if (differs & near).any():
            largest = float(np.abs(one.q[differs & near]).max() / max(np.abs(one.q).max(), np.finfo(np.float32).tiny))
            total.largest = max(total.largest, largest)
        wrong = int((differs & ~near).sum())
        total.different += wrong
        if wrong > most:
            most = wrong
            total.worst = f"{layer.name} ({wrong} of {differs.size})"
    return total
