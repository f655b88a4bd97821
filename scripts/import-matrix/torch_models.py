"""Models of torchvision, timm and tutorials of PyTorch, as torch.onnx.export writes them."""

import copy
import warnings
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import timm
import torch
import torchvision
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

import images
import torch_tutorials
from entry import Entry
from reference import Record, own_form, write_reference

TORCHVISION = (
    "alexnet vgg11 vgg11_bn vgg16 resnet18 resnet34 resnet50 resnext50_32x4d wide_resnet50_2 densenet121 googlenet "
    "inception_v3 mobilenet_v2 mobilenet_v3_small mobilenet_v3_large mnasnet0_5 shufflenet_v2_x0_5 squeezenet1_0 "
    "squeezenet1_1 efficientnet_b0 regnet_y_400mf regnet_x_400mf convnext_tiny"
).split()
TIMM = (
    "test_resnet test_efficientnet test_byobnet test_convnext test_nfnet resnet10t resnet14t resnet26 resnet18d "
    "resnetaa34d resnetblur18 resnetv2_18 seresnet18 legacy_seresnet18 ecaresnet26t skresnet18 resnest14d "
    "res2net50_14w_8s ese_vovnet19b_dw dla34 dla46_c hrnet_w18_small repvgg_a0 mobilenetv1_100 mobilenetv2_050 "
    "mobilenetv3_small_050 mobilenetv4_conv_small_050 hardcorenas_a tinynet_e ghostnet_050 repghostnet_050 lcnet_050 "
    "fbnetc_100 spnasnet_100 mnasnet_small semnasnet_050 efficientnet_lite0 mixnet_s regnetx_002 regnety_002 gernet_s "
    "vgg11 vgg11_bn selecsls42 dpn48b cspresnet50 darknet17 hgnet_tiny inception_v4 xception41 starnet_s050 "
    "fasternet_t0 mobileone_s0"
).split()
TUTORIALS = {
    "LeNet": torch_tutorials.LeNet,
    "CIFAR CNN": torch_tutorials.cifar_cnn,
    "batch-norm CNN": torch_tutorials.batch_norm_cnn,
    "MLP": torch_tutorials.Perceptron,
    "small ResNet": torch_tutorials.SmallResNet,
    "small Inception": torch_tutorials.small_inception,
}
DYNAMO = ["resnet18", "densenet121", "googlenet", "mobilenet_v2", "mobilenet_v3_small", "shufflenet_v2_x0_5", "vgg11"]
# Some reduce a side too far; and torch.onnx writes no adaptive pooling of other lengths than 6 (AlexNet) and 7 (VGG).
LARGER = {"inception_v3": 96, "inception_v4": 96, "squeezenet1_0": 96, "squeezenet1_1": 96}
LARGER |= dict.fromkeys(["alexnet", "vgg11", "vgg11_bn", "vgg16"], 224)


def of_torchvision(name: str) -> nn.Module:
    auxiliary = {"aux_logits": False} if name in ("googlenet", "inception_v3") else {}
    if auxiliary:
        auxiliary |= {"init_weights": False}
    return torchvision.models.get_model(name, weights=None, num_classes=images.CLASSES, **auxiliary)


def of_timm(name: str) -> nn.Module:
    return timm.create_model(name, pretrained=False, num_classes=images.CLASSES)


def entries() -> list[Entry]:
    size = lambda name: LARGER.get(name, 64)  # noqa: E731
    vision = [Entry("torchvision", n, "torchscript", partial(of_torchvision, n), size(n)) for n in TORCHVISION]
    today = [Entry("torchvision", n, "dynamo", partial(of_torchvision, n), size(n)) for n in DYNAMO]
    others = [Entry("timm", n, "torchscript", partial(of_timm, n), size(n)) for n in TIMM]
    plain = [Entry("PyTorch", n, "dynamo", build, 32) for n, build in TUTORIALS.items()]
    return vision + today + others + plain


def make(entry: Entry, folder: Path) -> None:
    torch.manual_seed(7)
    model = entry.build().eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        make_ordinary(model, entry.size)
        export(model, entry, folder / entry.file)
    given = {split: tensor_of(split, entry) for split in images.SPLITS}
    single, train = recorded(model, given["train"])
    _, test = recorded(model, given["val"])
    double, exact = recorded(copy.deepcopy(model).double(), given["train"].double())
    single.names = double.names = names_in(folder / entry.file, len(single.names))
    write_reference(folder, single, double, {"train": train, "val": test, "exact": exact})


def tensor_of(split: str, entry: Entry) -> torch.Tensor:
    pixels = images.prepared(split, entry.size, entry.preprocessing)
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 3, 1, 2)))


def make_ordinary(model: nn.Module, size: int) -> None:
    """
    Gives what begins with ones and zeros random values, and batch-norms the statistics of random images: of a fresh
    model, residual branches may be scaled by zero and activations may vanish with depth, which would hide differences.
    """
    norms = [module for module in model.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]
    with torch.no_grad():
        for name, values in model.named_parameters():
            if values.numel() > 1 and values.min() == values.max():
                is_scale = "bias" not in name.rsplit(".", 1)[-1]
                values.uniform_(0.5, 1.5) if is_scale else values.normal_(0, 0.2)
        for norm in norms:
            norm.momentum = None
            norm.reset_running_stats()
            norm.train()
        model(torch.rand(16, 3, size, size))
    model.eval()


def export(model: nn.Module, entry: Entry, file: Path) -> None:
    example = torch.rand(2, 3, entry.size, entry.size)
    if entry.writer == "dynamo":
        # As it is called without a word: the exporter of today, for the batch of the example.
        torch.onnx.export(model, (example[:1],), str(file), dynamo=True, verbose=False)
        return
    axes = {"image": {0: "batch"}, "logits": {0: "batch"}}
    torch.onnx.export(
        model, (example,), str(file), dynamo=False, opset_version=17, input_names=["image"], output_names=["logits"],
        dynamic_axes=axes,
    )  # fmt: skip


class Recorder(TorchDispatchMode):
    """Hooks every operation with the support of a ReLU, whichever module or function calls it."""

    def __init__(self) -> None:
        super().__init__()
        self.record = Record()
        self.before_softmax: tuple[torch.Tensor, torch.Tensor] | None = None

    def __torch_dispatch__(self, operation: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        kwargs = kwargs or {}
        if begins_at_zero(operation, args, kwargs):
            self.record.add(None, channels_last(args[0]))
        result = operation(*args, **kwargs)
        if operation.overloadpacket._qualified_op_name in ("aten::_log_softmax", "aten::_softmax"):
            self.before_softmax = (args[0], result)
        return result


def begins_at_zero(operation: Any, args: tuple, kwargs: dict) -> bool:
    name = operation.overloadpacket._qualified_op_name.removeprefix("aten::").rstrip("_")
    lower = args[1] if len(args) > 1 else kwargs.get("min_val", kwargs.get("min", kwargs.get("threshold")))
    return name in ("relu", "relu6") or (name in ("hardtanh", "clamp", "clamp_min", "threshold") and lower == 0)


def channels_last(values: torch.Tensor) -> np.ndarray:
    turned = values.permute(0, 2, 3, 1) if values.dim() == 4 else values
    return turned.detach().clone().contiguous().numpy()


def recorded(model: nn.Module, given: torch.Tensor) -> tuple[Record, np.ndarray]:
    """One pass; logits are taken before a last softmax."""
    with torch.no_grad(), Recorder() as recorder:
        answer = model(given)
    if recorder.before_softmax is not None and recorder.before_softmax[1].shape == answer.shape:
        answer = recorder.before_softmax[0]
    return recorder.record, answer.detach().numpy()


def names_in(file: Path, count: int) -> list[str | None]:
    """Of the file's ReLUs, which exporters write in the order of the calls; None where they are not as many."""
    graph = onnx.load(str(file), load_external_data=False).graph
    zeros = {one.name for one in graph.initializer if is_zero(one)}
    zeros |= {node.output[0] for node in graph.node if node.op_type == "Constant" and is_zero(node.attribute[0].t)}
    found = [
        own_form(node.name)
        for node in graph.node
        if node.op_type == "Relu" or (node.op_type == "Clip" and node.input[1] in zeros)
    ]
    return found if len(found) == count else [None] * count


def is_zero(tensor: onnx.TensorProto) -> bool:
    if len(tensor.dims) != 0 or tensor.data_type not in (onnx.TensorProto.FLOAT, onnx.TensorProto.INT64):
        return False
    return float(onnx.numpy_helper.to_array(tensor)) == 0
