"""What a model of the matrix is: how it is built, how it is written, and what images it is given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Family = Literal["torchvision", "timm", "PyTorch", "keras.applications", "Keras"]
Writer = Literal["torchscript", "dynamo", "keras", "h5", "keras-onnx"]

SUFFIXES: dict[Writer, str] = {
    "torchscript": ".onnx",
    "dynamo": ".onnx",
    "keras": ".keras",
    "h5": ".h5",
    "keras-onnx": ".onnx",
}


@dataclass(frozen=True)
class Entry:
    """
    name: of the model, as its library calls it
    build: makes it with random weights, for ten classes and square images of three channels
    size: height and width of its images
    preprocessing: what its framework gives it of a byte x: x / 255 (`unit`) or x (`raw`)
    tells: it says itself what Maskscope has to give it, so that the import is told nothing
    """

    family: Family
    name: str
    writer: Writer
    build: Callable[[], Any]
    size: int = 64
    preprocessing: Literal["unit", "raw"] = "unit"
    tells: bool = False

    @property
    def key(self) -> str:
        """Names the entry on the command line and its results' file."""
        return f"{self.family}-{self.name}-{self.writer}".replace(".", "-").replace(" ", "-").lower()

    @property
    def file(self) -> str:
        return f"model{SUFFIXES[self.writer]}"
