"""A data set of photograph-like images, the same for a size whenever it is made."""

from pathlib import Path

import numpy as np
from PIL import Image

CLASSES = 10
SPLITS = {"train": 1, "val": 2}


def bytes_of(split: str, size: int) -> np.ndarray:
    """One image of each class: [class, height, width, channel] of bytes."""
    random = np.random.default_rng([SPLITS[split], size])
    coarse = random.uniform(0, 255, (CLASSES, 5, 5, 3)).astype(np.float32)
    smooth = np.stack([resized(image, size) for image in coarse])
    noise = random.normal(0, 20, smooth.shape)
    return np.clip(np.rint(smooth + noise), 0, 255).astype(np.uint8)


def resized(image: np.ndarray, size: int) -> np.ndarray:
    channels = [Image.fromarray(image[..., c]).resize((size, size), Image.Resampling.BICUBIC) for c in range(3)]
    return np.stack([np.asarray(channel) for channel in channels], axis=-1)


def write_images(folder: Path, size: int) -> None:
    """As an image folder: train/<class>/ and val/<class>/, in the order of `bytes_of`."""
    for split in SPLITS:
        for number, image in enumerate(bytes_of(split, size)):
            place = folder / split / f"class-{number}"
            place.mkdir(parents=True, exist_ok=True)
            Image.fromarray(image).save(place / "image.png")


def prepared(split: str, size: int, preprocessing: str) -> np.ndarray:
    """What a program of the framework feeds its model, channels last."""
    pixels = bytes_of(split, size).astype(np.float32)
    return pixels if preprocessing == "raw" else pixels / np.float32(255)
