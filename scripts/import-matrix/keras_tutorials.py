"""Networks as tutorials of Keras have them, written by hand for images of 32 × 32."""

import keras
from keras import layers


def lenet() -> keras.Model:
    return keras.Sequential([
        keras.Input((32, 32, 3)),
        layers.Conv2D(6, 5, activation="relu", padding="same"), layers.AveragePooling2D(2),
        layers.Conv2D(16, 5, activation="relu"), layers.AveragePooling2D(2), layers.Flatten(),
        layers.Dense(120, activation="relu"), layers.Dense(84, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])  # fmt: skip


def cifar_cnn() -> keras.Model:
    return keras.Sequential([
        keras.Input((32, 32, 3)), layers.RandomFlip("horizontal"),
        layers.Conv2D(32, 3, padding="same", activation="relu"), layers.Conv2D(32, 3), layers.Activation("relu"),
        layers.MaxPooling2D(), layers.Dropout(0.25),
        layers.Conv2D(64, 3, padding="same", strides=2, activation="relu"), layers.MaxPooling2D(3, 2, padding="same"),
        layers.Flatten(), layers.Dense(128), layers.ReLU(), layers.Dropout(0.5), layers.Dense(10),
        layers.Softmax(),
    ])  # fmt: skip


def batch_norm_cnn() -> keras.Model:
    image = keras.Input((32, 32, 3))
    x = image
    for width in (16, 32, 64):
        x = layers.Conv2D(width, 3, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
        x = layers.ReLU(max_value=6 if width == 32 else None)(x)
        x = layers.MaxPooling2D()(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(64, activation="relu")(x)
    return keras.Model(image, layers.Dense(10, activation="softmax")(x))


def perceptron() -> keras.Model:
    return keras.Sequential([
        keras.Input((32, 32, 3)), layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(128, activation="relu"),
        layers.BatchNormalization(), layers.Dense(64, activation="relu"), layers.Dense(10),
    ])  # fmt: skip


def small_resnet() -> keras.Model:
    image = keras.Input((32, 32, 3))
    x = layers.Conv2D(16, 3, padding="same", use_bias=False)(image)
    x = layers.Activation("relu")(layers.BatchNormalization()(x))
    for width, stride in ((16, 1), (32, 2), (64, 2)):
        y = layers.Conv2D(width, 3, stride, padding="same")(x)
        y = layers.Activation("relu")(layers.BatchNormalization()(y))
        y = layers.BatchNormalization()(layers.Conv2D(width, 3, padding="same")(y))
        if stride != 1:
            x = layers.Conv2D(width, 1, stride)(x)
        x = layers.Activation("relu")(layers.add([x, y]))
    x = layers.AveragePooling2D(8)(x)
    return keras.Model(image, layers.Dense(10, activation="softmax")(layers.Flatten()(x)))


def small_inception() -> keras.Model:
    image = keras.Input((32, 32, 3))
    x = layers.Conv2D(16, 5, 2, padding="same", activation="relu")(image)
    for _ in range(2):
        one = layers.Conv2D(8, 1, activation="relu")(x)
        three = layers.Conv2D(12, 3, padding="same", activation="relu")(layers.Conv2D(6, 1, activation="relu")(x))
        five = layers.Conv2D(8, 5, padding="same", activation="relu")(layers.Conv2D(4, 1, activation="relu")(x))
        pool = layers.Conv2D(4, 1, activation="relu")(layers.MaxPooling2D(3, 1, padding="same")(x))
        x = layers.concatenate([one, three, five, pool])
    x = layers.GlobalMaxPooling2D()(x)
    return keras.Model(image, layers.Dense(10, activation="softmax")(x))


def grouped_cnn() -> keras.Model:
    """With what TensorFlow.js does not have, so that Keras itself checks the import."""
    image = keras.Input((32, 32, 3))
    x = layers.Normalization(mean=[0.49, 0.48, 0.45], variance=[0.06, 0.06, 0.07])(image)
    x = layers.Conv2D(16, 3, 2, padding="same", activation="relu")(x)
    y = layers.ReLU()(layers.Conv2D(16, 3, padding="same", groups=4)(x))
    x = layers.GlobalAveragePooling2D()(keras.ops.add(x, y))
    return keras.Model(image, layers.Dense(10, activation="softmax")(x))


def transfer() -> keras.Model:
    """A base of keras.applications below a head of one's own, behind augmentation and a rescaling."""
    augmentation = keras.Sequential([layers.RandomFlip("horizontal"), layers.RandomRotation(0.1)], name="augmentation")
    base = keras.applications.MobileNetV2((64, 64, 3), alpha=0.35, include_top=False, weights=None)
    image = keras.Input((64, 64, 3))
    x = layers.Rescaling(1 / 127.5, offset=-1)(augmentation(image))
    x = layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(base(x, training=False)))
    return keras.Model(image, layers.Dense(10)(x))
