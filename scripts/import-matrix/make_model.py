"""
Makes one model of the matrix, its images, and what its framework computes of them.

    python make_model.py --list            every model, as JSON
    python make_model.py KEY FOLDER        FOLDER/model.*, FOLDER/images, FOLDER/reference.npz and .json
"""

import importlib
import json
import sys
import traceback
from pathlib import Path

import images
from entry import Entry

# Keras brings TensorFlow, which a model of PyTorch need not wait for.
KERAS = ("keras",)


def entries_of(module: str) -> list[Entry]:
    return importlib.import_module(module).entries()


def listed() -> list[dict]:
    found = entries_of("torch_models") + entries_of("keras_models")
    return [
        {
            "key": entry.key, "family": entry.family, "name": entry.name, "writer": entry.writer, "file": entry.file,
            "size": entry.size, "preprocessing": None if entry.tells else entry.preprocessing,
        }
        for entry in found
    ]  # fmt: skip


def make(key: str, folder: Path) -> None:
    module = "keras_models" if key.startswith(KERAS) else "torch_models"
    entry = next(one for one in entries_of(module) if one.key == key)
    folder.mkdir(parents=True, exist_ok=True)
    images.write_images(folder / "images", entry.size)
    importlib.import_module(module).make(entry, folder)


if __name__ == "__main__":
    if sys.argv[1] == "--list":
        print(json.dumps(listed()))
    else:
        try:
            make(sys.argv[1], Path(sys.argv[2]))
        except Exception as error:
            traceback.print_exc()
            first = str(error).split("\n", 1)[0]
            sys.exit(f"{type(error).__name__}: {first}")
