"""The same training step in PyTorch, as one would write it: autograd, clip_grad_norm_ and torch.optim.SGD.

Takes a folder as step.py does, and a way: eager, channels_last, or compile (channels_last by torch.compile). Speaks as
step.py does.
"""
import json
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

folder, way = sys.argv[1:3]
layout = torch.contiguous_format if way == "eager" else torch.channels_last
job = json.load(open(f"{folder}/job.json"))
flat = np.fromfile(f"{folder}/weights.bin", "<f4")
variables, at = {}, 0
for name, shape in job["parameters"]:
    size = int(np.prod(shape))
    value = torch.from_numpy(flat[at:at + size].reshape(shape).copy())
    at += size
    if len(shape) == 4:
        value = value.permute(3, 2, 0, 1).clone(memory_format=layout)
    variables[name] = value.requires_grad_()
images = np.fromfile(f"{folder}/images.bin", "<f4").reshape(job["images"])
labels = np.fromfile(f"{folder}/labels.bin", "<i4")
optimizer = torch.optim.SGD(list(variables.values()), lr=0.0, momentum=0.9)


def padding(length, kernel, stride):
    missing = max((-(-length // stride) - 1) * stride + kernel - length, 0)
    return missing // 2, missing - missing // 2


def convolved(value, kernel, bias, stride, same):
    if not same:
        return F.conv2d(value, kernel, bias, stride=stride)
    rows = padding(value.shape[2], kernel.shape[2], stride)
    columns = padding(value.shape[3], kernel.shape[3], stride)
    if rows[0] == rows[1] and columns[0] == columns[1]:
        return F.conv2d(value, kernel, bias, stride=stride, padding=(rows[0], columns[0]))
    return F.conv2d(F.pad(value, (*columns, *rows)), kernel, bias, stride=stride)


def logits_of(value, training):
    for node in job["nodes"]:
        kind, name = node["type"], node["name"]
        if kind == "convolution":
            same = node["padding"] == "same"
            value = convolved(value, variables[f"{name}/kernel"], variables[f"{name}/bias"], node["stride"], same)
        elif kind == "support":
            value = F.relu(value)
        elif kind == "dropout":
            value = F.dropout(value, node["rate"], training)
        elif kind == "global-mean":
            value = value.mean((2, 3))
        elif kind not in ("input", "softmax-loss"):
            raise ValueError(kind)
    return value


def loss_of(images, labels, training):
    return F.cross_entropy(logits_of(images, training), labels)


trained_loss_of = torch.compile(loss_of) if way == "compile" else loss_of


def fed():
    """From numpy, each time, as training does; what lies as [examples, height, width, channels] is channels_last."""
    value = torch.from_numpy(images).permute(0, 3, 1, 2)
    return value.contiguous(memory_format=layout), torch.from_numpy(labels).long()


def step():
    optimizer.zero_grad(set_to_none=True)
    loss = trained_loss_of(*fed(), True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(variables.values(), 1.0)
    optimizer.step()
    return float(loss)


def timed(count):
    times = []
    for _ in range(count):
        started = time.perf_counter()
        step()
        times.append((time.perf_counter() - started) * 1000)
    return times


with torch.no_grad():
    loss = float(loss_of(*fed(), False))
# What is compiled at the first step takes part in no race.
timed(3)
print(json.dumps({"version": torch.__version__, "loss": loss}), flush=True)
for line in sys.stdin:
    print(json.dumps(timed(int(line))), flush=True)
