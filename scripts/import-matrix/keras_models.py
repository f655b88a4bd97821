"""Models of keras.applications and tutorials of Keras, as Keras saves them and exports them to ONNX."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

import images  # noqa: E402
import keras_tutorials  # noqa: E402
from entry import Entry  # noqa: E402
from reference import Record, own_form, write_reference  # noqa: E402

# What holds its preprocessing itself is given bytes.
RAW = {"include_preprocessing": True}
APPLICATIONS: dict[str, dict[str, Any]] = {
    "VGG16": {},
    "ResNet50": {},
    "ResNet50V2": {},
    "DenseNet121": {},
    "MobileNet": {"alpha": 0.5},
    "MobileNetV2": {"alpha": 0.5},
    "MobileNetV3Small": RAW,
    "MobileNetV3Large": {"minimalistic": True, "alpha": 0.75, **RAW},
    "InceptionV3": {},
    "Xception": {},
    "EfficientNetB0": {},
    "NASNetMobile": {},
    "InceptionResNetV2": {},
}
LARGER = {"InceptionV3": 96, "Xception": 96, "InceptionResNetV2": 96}
H5 = {"VGG16", "MobileNet", "ResNet50", "DenseNet121", "Xception"}
BYTES = {"MobileNetV3Small", "MobileNetV3Large", "EfficientNetB0"}
# They begin with a Rescaling, of which an import takes the preprocessing.
SCALED = {"MobileNetV3Small", "MobileNetV3Large", "EfficientNetB0", "MLP"}
ONNX = ["ResNet50", "MobileNetV2", "VGG16"]
TUTORIALS: dict[str, Callable[[], keras.Model]] = {
    "LeNet": keras_tutorials.lenet,
    "CIFAR CNN": keras_tutorials.cifar_cnn,
    "batch-norm CNN": keras_tutorials.batch_norm_cnn,
    "MLP": keras_tutorials.perceptron,
    "small ResNet": keras_tutorials.small_resnet,
    "small Inception": keras_tutorials.small_inception,
    "grouped CNN": keras_tutorials.grouped_cnn,
}


def of_applications(name: str) -> keras.Model:
    size = LARGER.get(name, 64)
    build = getattr(keras.applications, name)
    return build(weights=None, classes=images.CLASSES, input_shape=(size, size, 3), **APPLICATIONS[name])


def entries() -> list[Entry]:
    def application(name: str, writer: Any) -> Entry:
        preprocessing = "raw" if name in BYTES else "unit"
        build = partial(of_applications, name)
        size = LARGER.get(name, 64)
        return Entry("keras.applications", name, writer, build, size, preprocessing, name in SCALED)

    def tutorial(name: str, writer: Any) -> Entry:
        return Entry("Keras", name, writer, TUTORIALS[name], 32, "raw" if name in SCALED else "unit", name in SCALED)

    saved = [application(name, "h5" if name in H5 else "keras") for name in APPLICATIONS]
    exported = [application(name, "keras-onnx") for name in ONNX]
    plain = [tutorial(name, "h5" if i % 2 else "keras") for i, name in enumerate(TUTORIALS)]
    other = [tutorial("LeNet", "keras-onnx"), tutorial("batch-norm CNN", "keras-onnx")]
    return saved + exported + plain + other + [
        Entry("Keras", "transfer of MobileNetV2", "keras", keras_tutorials.transfer, 64, "raw")
    ]  # fmt: skip


def make(entry: Entry, folder: Path) -> None:
    keras.utils.set_random_seed(7)
    model = entry.build()
    given = {split: images.prepared(split, entry.size, entry.preprocessing) for split in images.SPLITS}
    make_ordinary(model, given["train"])
    file = str(folder / entry.file)
    if entry.writer == "keras-onnx":
        model.export(file, format="onnx", verbose=False)
    else:
        model.save(file)
    single, train = recorded(model, given["train"])
    _, test = recorded(model, given["val"])
    weights = model.get_weights()
    keras.utils.clear_session()
    keras.config.set_floatx("float64")
    model = entry.build()
    model.set_weights(weights)
    double, exact = recorded(model, given["train"].astype(np.float64))
    write_reference(folder, single, double, {"train": train, "val": test, "exact": exact})


def leaves(model: keras.Model) -> Iterator[keras.layers.Layer]:
    return (layer for layer in model._flatten_layers(include_self=False) if not isinstance(layer, keras.Model))


def make_ordinary(model: keras.Model, given: np.ndarray) -> None:
    """Gives biases and batch-norms random values, and batch-norms the statistics of the images."""
    random = np.random.default_rng(7)
    norms = [layer for layer in leaves(model) if isinstance(layer, keras.layers.BatchNormalization)]
    for norm in norms:
        if norm.gamma is not None:
            norm.gamma.assign(random.uniform(0.5, 1.5, norm.gamma.shape))
    for layer in leaves(model):
        for bias in (getattr(layer, "bias", None), getattr(layer, "beta", None)):
            if isinstance(bias, keras.Variable):
                bias.assign(random.normal(0, 0.1, bias.shape))
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 0.0
    model(given, training=True)
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum


def recorded(model: keras.Model, given: np.ndarray) -> tuple[Record, np.ndarray]:
    """One pass, layer by layer; logits are taken before a last softmax."""
    record = Record()
    with watched(model, record) as answers:
        answer = np.asarray(model(given, training=False))
    return record, answers.get("logits", answer)


@contextmanager
def watched(model: keras.Model, record: Record) -> Iterator[dict[str, np.ndarray]]:
    answers: dict[str, np.ndarray] = {}

    def watching(name: str, function: Callable) -> Callable:
        def call(values: Any, *args: Any, **kwargs: Any) -> Any:
            record.add(name, np.array(values))
            return function(values, *args, **kwargs)

        return call

    def keeping(values: Any, *_: Any, **__: Any) -> Any:
        answers["logits"] = np.array(values)
        return values

    undo: list[tuple[Any, str, Any]] = []
    for layer in leaves(model):
        place = place_of_function(layer)
        if place is None:
            continue
        function = getattr(layer, place)
        undo.append((layer, place, function))
        if is_softmax(layer):
            new = keeping
        else:
            own = isinstance(layer, (keras.layers.Activation, keras.layers.ReLU))
            new = watching(own_form(layer.name) if own else f"{own_form(layer.name)}-relu", function)
        object.__setattr__(layer, place, new)
    try:
        yield answers
    finally:
        for layer, place, function in undo:
            object.__setattr__(layer, place, function)


def place_of_function(layer: keras.layers.Layer) -> str | None:
    """The attribute of a layer that is a ReLU or a softmax; None where it has none."""
    if isinstance(layer, keras.layers.Softmax):
        return "call"
    if isinstance(layer, keras.layers.ReLU):
        return "call" if float(layer.negative_slope or 0) == 0 and float(layer.threshold or 0) == 0 else None
    function = getattr(layer, "activation", None)
    named = getattr(function, "__name__", "")
    return "activation" if named in ("relu", "relu6", "softmax") else None


def is_softmax(layer: keras.layers.Layer) -> bool:
    is_named = getattr(getattr(layer, "activation", None), "__name__", "") == "softmax"
    return isinstance(layer, keras.layers.Softmax) or is_named
