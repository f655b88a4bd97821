"""
Compares what Maskscope told of a model with what its framework computed.

    python compare.py FOLDER [--exported]

FOLDER holds reference.npz and .json of make_model.py; masks.npz of `maskscope masks`; logits.json, of training examples
by number what `maskscope what-if` said; and with --exported export/model.onnx of `maskscope export`, which is run here.
Prints JSON.
"""

import json
import sys
from pathlib import Path

import numpy as np

from compare_masks import Agreement, Layer, Rectifier, agreement, unpacked


def rectifiers_of(folder: Path, arrays: dict[str, np.ndarray]) -> list[Rectifier]:
    described = json.loads((folder / "reference.json").read_text())["rectifiers"]
    return [Rectifier(one["name"], arrays[f"q{i}"], one["rounding"]) for i, one in enumerate(described)]


def layers_of(folder: Path) -> list[Layer]:
    with np.load(folder / "masks.npz") as archive:
        names = [name for name in archive.files if f"{name}.shape" in archive.files]
        return [Layer(name, unpacked(archive[name], archive[f"{name}.shape"])) for name in names]


def exported_logits(folder: Path) -> dict[str, np.ndarray]:
    """The exported model's, of the images as the export's metadata say that they are prepared."""
    import onnxruntime

    import images

    metadata = json.loads((folder / "export" / "metadata.json").read_text())
    preprocessing = metadata["preprocessing"]["name"]
    session = onnxruntime.InferenceSession(str(folder / "export" / "model.onnx"), providers=["CPUExecutionProvider"])
    size = session.get_inputs()[0].shape[2]

    def run(split: str) -> np.ndarray:
        given = images.prepared(split, size, preprocessing).transpose(0, 3, 1, 2)
        return session.run(None, {session.get_inputs()[0].name: np.ascontiguousarray(given)})[0]

    return {split: run(split) for split in images.SPLITS}


def difference(told: np.ndarray, own: np.ndarray, span: float) -> float:
    return float(np.abs(told - own).max() / span)


def main(folder: Path, is_exported: bool) -> None:
    with np.load(folder / "reference.npz") as archive:
        arrays = {name: archive[name] for name in archive.files}
    train, test = arrays["logits/train"], arrays["logits/val"]
    both = np.concatenate([train, test])
    span = float(both.max() - both.min())
    told: dict[str, list[float]] = json.loads((folder / "logits.json").read_text())
    examples = [int(number) for number in told]
    found = {
        "logits": difference(np.array(list(told.values())), train[examples], span),
        "own": difference(train, arrays["logits/exact"], span),
        "exported": None,
    }
    if is_exported:
        exported = exported_logits(folder)
        found["exported"] = difference(np.concatenate([exported["train"], exported["val"]]), both, span)
    masks: Agreement = agreement(rectifiers_of(folder, arrays), layers_of(folder))
    print(json.dumps({**found, "masks": masks.as_json()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--exported" in sys.argv[2:])
