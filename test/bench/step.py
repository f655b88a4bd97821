"""The same training step in Python TensorFlow, as one would write it: a tf.function around a GradientTape.

Takes a folder with job.json (nodes, parameters, batch, dimensions), weights.bin, images.bin (float32) and labels.bin (int32).
Tells the loss of the batch without dropout, so that the caller sees that it is the same network; then answers every
line "N" with the milliseconds that each of N steps took.
"""
import json, sys, time
import numpy as np
import tensorflow as tf

folder = sys.argv[1]
job = json.load(open(f"{folder}/job.json"))
flat = np.fromfile(f"{folder}/weights.bin", "<f4")
variables, at = {}, 0
for name, shape in job["parameters"]:
    size = int(np.prod(shape))
    variables[name] = tf.Variable(flat[at:at + size].reshape(shape))
    at += size
velocities = {name: tf.Variable(tf.zeros_like(value)) for name, value in variables.items()}
images = tf.constant(np.fromfile(f"{folder}/images.bin", "<f4").reshape(job["images"]))
labels = tf.constant(np.fromfile(f"{folder}/labels.bin", "<i4"))


def logits_of(value, training):
    for node in job["nodes"]:
        kind, name = node["type"], node["name"]
        if kind == "convolution":
            value = tf.nn.conv2d(value, variables[f"{name}/kernel"], node["stride"], node["padding"].upper()) + variables[f"{name}/bias"]
        elif kind == "support":
            value = tf.nn.relu(value)
        elif kind == "dropout":
            value = tf.nn.dropout(value, node["rate"]) if training else value
        elif kind == "global-mean":
            value = tf.reduce_mean(value, [1, 2])
        elif kind not in ("input", "softmax-loss"):
            raise ValueError(kind)
    return value


def loss_of(images, labels, training):
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits_of(images, training)))


@tf.function
def step(images, labels, learning_rate, momentum, weight_decay, clip_norm):
    with tf.GradientTape() as tape:
        loss = loss_of(images, labels, True)
    names = list(variables)
    gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, [variables[name] for name in names]), clip_norm)
    for name, gradient in zip(names, gradients):
        decayed = gradient + weight_decay * variables[name] if name.endswith("/kernel") else gradient
        velocities[name].assign(momentum * velocities[name] + decayed)
        variables[name].assign_sub(learning_rate * velocities[name])
    return loss


def timed(count):
    times = []
    for _ in range(count):
        started = time.perf_counter()
        # Fed from numpy and read back each time, as training does.
        step(tf.constant(images_host), tf.constant(labels_host), *rule).numpy()
        times.append((time.perf_counter() - started) * 1000)
    return times


images_host, labels_host = images.numpy(), labels.numpy()
rule = [tf.constant(value) for value in (0.0, 0.9, 0.0, 1.0)]
print(json.dumps({"version": tf.__version__, "loss": float(loss_of(images, labels, False))}), flush=True)
for line in sys.stdin:
    print(json.dumps(timed(int(line))), flush=True)
