"""
Runs one Keras file in Keras itself, for the check of an import (docs/imports.md). It needs Python 3.9 or newer with
keras, and no network.

On standard input it is given a line of JSON (`Request`), then the images, float32, one after the other. Standard input
stays open while an answer is wanted: its end ends this program. On standard output it answers in lines of JSON, whose
`kind` is

    without   this Python has no keras, or keras no backend
    loaded    `version` of the keras that runs the file
    ran       one image: `lengths` of the values asked for, null of one that cannot be told; their float32 follow
    unable    `reason`
    ended     nothing follows
"""

import json
import os
import re
import shutil
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, BinaryIO, Optional

Path = tuple[str, ...]

# Bytes of writable memory: a file of 1 GiB is held three times while it is loaded, and TensorFlow takes 1 GiB itself.
MOST_MEMORY = 12 * 2**30

# Keras computes with any of these.
BACKENDS = ("tensorflow", "torch", "jax")

# A processor computes in float32 throughout, where a GPU may keep fewer digits; and backends say little.
ENVIRONMENT = {
    "CUDA_VISIBLE_DEVICES": "-1",
    "JAX_PLATFORMS": "cpu",
    "KERAS_TORCH_DEVICE": "cpu",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}

# What Keras 3 writes beside layers: initializers, regularizers, constraints, policies of types, tensors in settings.
BESIDE_LAYERS = frozenset(
    """
    Constant GlorotNormal GlorotUniform HeNormal HeUniform Identity LecunNormal LecunUniform Ones Orthogonal
    RandomNormal RandomUniform TruncatedNormal VarianceScaling Zeros
    L1 L2 L1L2 OrthogonalRegularizer MaxNorm MinMaxNorm NonNeg UnitNorm
    DTypePolicy FloatDTypePolicy Policy __keras_tensor__ __numpy__ __tuple__
    """.split()
)
OF_KERAS = re.compile(r"keras(\.[a-z0-9_]+)*")

# What an archive of Keras holds that has no files of layers' own, which would be unpacked.
ARCHIVE = {"metadata.json", "config.json", "model.weights.h5"}


class Unable(Exception):
    """Why the file is not run, as a sentence that begins small and has no full stop."""


@dataclass(frozen=True)
class Request:
    """
    folder: this program's own, removed with it
    file: in it
    classes: names of the layers and operations that may be made
    shape: of an image, where the model takes any
    values: the layers and operations whose outputs are wanted, each behind the names of the models that it is in
    softmax_in: the layer whose own softmax is left out, so that logits are left
    """

    folder: str
    file: str
    classes: frozenset[str]
    shape: tuple[int, ...]
    images: int
    values: tuple[Path, ...]
    softmax_in: Optional[Path]

    @staticmethod
    def read(stream: BinaryIO) -> "Request":
        given = json.loads(stream.readline())
        softmax_in = given["softmaxIn"]
        return Request(
            given["folder"],
            given["file"],
            frozenset(given["classes"]),
            tuple(given["shape"]),
            given["images"],
            tuple(tuple(path) for path in given["values"]),
            None if softmax_in is None else tuple(softmax_in),
        )


class Answers:
    """Standard output, which nothing else in this process writes to: what others print goes to standard error."""

    def __init__(self) -> None:
        self._stream = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)

    def say(self, kind: str, values: bytes = b"", **more: Any) -> None:
        self._stream.write(json.dumps({"kind": kind, **more}).encode() + b"\n" + values)
        self._stream.flush()


def main() -> None:
    answers = Answers()
    request = Request.read(sys.stdin.buffer)
    size = 4
    for length in request.shape:
        size *= length
    images = [sys.stdin.buffer.read(size) for _ in range(request.images)]
    threading.Thread(target=end_when_nobody_waits, args=(request.folder,), daemon=True).start()
    bound_memory()
    try:
        run(request, images, answers)
    except Unable as error:
        answers.say("unable", reason=str(error))
    except Exception as error:
        answers.say("unable", reason=words_of(error)[:1000])
    # Threads of a backend may wait for ever.
    os._exit(0)


def words_of(error: Exception) -> str:
    """Of a layer that cannot be made Keras writes all settings first, and then what is wrong."""
    return f"{type(error).__name__}: {str(error).rpartition('Exception encountered: ')[2]}"


def end_when_nobody_waits(folder: str) -> None:
    sys.stdin.buffer.read()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def bound_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has none.
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def run(request: Request, images: list[bytes], answers: Answers) -> None:
    backend = next((name for name in BACKENDS if find_spec(name) is not None), None)
    if find_spec("keras") is None or backend is None:
        answers.say("without")
        return
    os.environ.setdefault("KERAS_BACKEND", backend)
    os.environ.update(ENVIRONMENT, KERAS_HOME=request.folder, TMPDIR=request.folder)
    import keras

    answers.say("loaded", version=str(keras.__version__))
    demand_harmless(configuration(request.file), request.classes)
    model = keras.saving.load_model(request.file, compile=False, safe_mode=True)
    if isinstance(model, keras.layers.Layer):
        run_model(keras, model, request, images, answers)
        answers.say("ended")
    else:
        raise Unable("it holds no model")


def configuration(file: str) -> Any:
    """The model's description, by the libraries with which Keras reads it."""
    if not zipfile.is_zipfile(file):
        import h5py

        with h5py.File(file, "r") as opened:
            return json.loads(opened.attrs["model_config"])
    with zipfile.ZipFile(file) as archive:
        if set(archive.namelist()) != ARCHIVE:
            raise Unable("its archive holds further files")
        return json.loads(archive.read("config.json"))


def demand_harmless(config: Any, classes: frozenset[str]) -> None:
    """
    Lets only objects be made whose classes are named here: Keras looks others up in any of its modules, and older
    versions in any module at all, in safe mode too.
    """
    left = [config]
    while left:
        value = left.pop()
        if isinstance(value, (list, tuple)):
            left.extend(value)
        elif isinstance(value, dict):
            left.extend(value.values())
            if ("class_name" in value or "module" in value) and not is_harmless(value, classes):
                name = str(value.get("class_name"))[:64]
                raise Unable(f"it names {name!r}, and only what is read here and harmless is loaded")


def is_harmless(written: dict[str, Any], classes: frozenset[str]) -> bool:
    name, module = written.get("class_name"), written.get("module")
    registered = written.get("registered_name")
    if name == "function":
        own = written.get("config")
        is_activation = isinstance(own, str) and re.fullmatch("[a-z0-9_]+", own) is not None
        return is_activation and own not in ("get", "serialize", "deserialize") and module in (None, "builtins")
    if not isinstance(name, str) or name not in classes | BESIDE_LAYERS:
        return False
    if registered not in (None, name, f"Custom>{name}"):
        return False
    return module is None or (isinstance(module, str) and OF_KERAS.fullmatch(module) is not None)


def run_model(keras: Any, model: Any, request: Request, images: list[bytes], answers: Answers) -> None:
    import numpy as np

    array_of = keras.ops.convert_to_numpy if hasattr(keras, "ops") else np.asarray
    found = dict(leaves(model))
    for path, operation in found.items():
        compute_in_float32(operation)
        if path == request.softmax_in:
            operation.activation = keras.activations.linear
    outputs: dict[Path, list[Any]] = {}
    for path in set(request.values) & found.keys():
        record(found[path], outputs.setdefault(path, []))
    own = tuple(model.inputs[0].shape)[1:]
    shape = request.shape if None in own else own
    for image in images:
        for given in outputs.values():
            given.clear()
        model(np.frombuffer(image, "<f4").reshape(1, *shape), training=False)
        told = [one_array(outputs.get(path, []), array_of) for path in request.values]
        lengths = [None if values is None else values.size for values in told]
        answers.say("ran", b"".join(b"" if values is None else values.tobytes() for values in told), lengths=lengths)


def leaves(model: Any, around: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The layers and operations of a model and of those in it; Keras 2 has layers alone."""
    for one in getattr(model, "operations", None) or model.layers:
        path = (*around, one.name)
        if hasattr(one, "layers"):
            yield from leaves(one, path)
        else:
            yield path, one


def compute_in_float32(operation: Any) -> None:
    """As networks here do; the weights stay as they are."""
    if getattr(operation, "compute_dtype", "float32") != "float32":
        operation.dtype_policy = "float32"


def record(operation: Any, outputs: list[Any]) -> None:
    call = operation.call

    def recorded(*args: Any, **kwargs: Any) -> Any:
        given = call(*args, **kwargs)
        outputs.append(given)
        return given

    object.__setattr__(operation, "call", recorded)


def one_array(outputs: list[Any], array_of: Any) -> Any:
    """None of what was called several times, whose calls cannot be told apart, or gave several values."""
    if len(outputs) != 1 or isinstance(outputs[0], (list, tuple, dict)):
        return None
    return array_of(outputs[0]).astype("<f4")


if __name__ == "__main__":
    main()
