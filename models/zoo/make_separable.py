#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Makes separable.tflite, pictures, labels, recorded outputs and separable.json.

A depthwise-separable network that finds the digit in a scene: a handwritten digit of scikit-learn's,
enlarged, painted in one colour over a patch of its sample photograph china.jpg, 32x32 in colour. Held-out
scenes use held-out digits and the lower third of the photograph, which no scene to train on touches.
In a virtual environment outside the repository:

  pip install -r requirements.txt
  python make_separable.py         # two minutes of one core
"""
import recipe  # before TensorFlow: it says which kernels TensorFlow takes

import keras
import numpy as np
from keras import layers
from PIL import Image
from sklearn.datasets import load_sample_image

SEED = 16
EDGE = 32
COPIES = 10     # scenes of every digit to train on
EPOCHS = 12
CONTRAST = 80   # least distance of the paint's luma from the patch's mean luma
LUMA = np.array([0.299, 0.587, 0.114])


def photograph():
    """(upper two thirds, lower third) of the photograph, uint8 [h][w][3]."""
    photo = load_sample_image("china.jpg")
    cut = len(photo) * 2 // 3
    return photo[:cut], photo[cut:]


def patch(photo, rng):
    """A square of 32 to 96 pixels, mirrored or not, reduced to 32."""
    edge = int(rng.integers(EDGE, 97))
    top, left = rng.integers(0, photo.shape[0] - edge + 1), rng.integers(0, photo.shape[1] - edge + 1)
    square = photo[top:top + edge, left:left + edge]
    if rng.random() < 0.5:
        square = square[:, ::-1]
    return np.asarray(Image.fromarray(square).resize((EDGE, EDGE), Image.Resampling.BILINEAR))


def paint(background, rng):
    """A uniformly drawn colour that stands out from the background."""
    mean = background.reshape(-1, 3).mean(axis=0) @ LUMA
    while True:
        colour = rng.integers(0, 256, 3)
        if abs(colour @ LUMA - mean) >= CONTRAST:
            return colour


def scene(digit, photo, rng):
    background = patch(photo, rng)
    edge = int(rng.integers(24, EDGE + 1))
    mask = np.zeros((EDGE, EDGE, 1))
    down, right = rng.integers(0, EDGE - edge + 1, 2)
    enlarged = Image.fromarray(digit).resize((edge, edge), Image.Resampling.BILINEAR)
    mask[down:down + edge, right:right + edge, 0] = np.asarray(enlarged) / 255
    return np.round(background * (1 - mask) + paint(background, rng) * mask).astype(np.uint8)


def scenes(images, labels, copies, photo, rng):
    return (np.stack([scene(image, photo, rng) for image in np.repeat(images, copies, axis=0)]),
            np.repeat(labels, copies))


def depthwise(x, stride, name):
    x = layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
    return layers.ReLU(6, name=f"depthwise_{name}")(layers.BatchNormalization()(x))


def pointwise(x, channels, name):
    """Linear, so that a sum may follow."""
    x = layers.Conv2D(channels, 1, use_bias=False)(x)
    return layers.BatchNormalization(name=f"pointwise_{name}")(x)


def block(x, channels, stride, name):
    """Depthwise, pointwise, ReLU6."""
    return layers.ReLU(6, name=f"block_{name}")(pointwise(depthwise(x, stride, name), channels, name))


def residual(x, name):
    y = pointwise(depthwise(x, 1, name), x.shape[-1], name)
    return layers.Add(name=f"sum_{name}")([x, y])


def network():
    image = layers.Input((EDGE, EDGE, 3), batch_size=1, name="image")
    x = layers.Conv2D(16, 3, strides=2, padding="same", use_bias=False)(image)
    x = layers.ReLU(6, name="stem")(layers.BatchNormalization()(x))
    x = block(x, 32, 1, "1")
    x = residual(x, "2")
    x = block(x, 48, 2, "3")
    x = residual(x, "4")
    x = block(x, 96, 2, "5")
    x = residual(x, "6")
    x = layers.AveragePooling2D(4, name="pool")(x)
    x = layers.Reshape((96,))(x)
    return keras.Model(image, layers.Softmax(name="answer")(layers.Dense(10, name="dense")(x)), name="separable")


def main():
    folder = recipe.output_folder(__doc__)
    recipe.be_repeatable(SEED)
    (images, labels), (held_out, held_out_labels) = recipe.digits()
    upper, lower = photograph()
    rng = np.random.default_rng(SEED)
    pixels, pixel_labels = scenes(images, labels, COPIES, upper, rng)
    test, _ = scenes(held_out, held_out_labels, 1, lower, rng)
    model = network()
    recipe.train(model, pixels, pixel_labels, SEED, epochs=EPOCHS, batch=64, rate=0.004)
    in_float, in_int8 = recipe.convert_float(model), recipe.convert_int8(model, pixels[::50])
    (folder / "separable.tflite").write_bytes(in_int8)
    recipe.write_labels(folder / "separable_labels.txt")
    oracle = recipe.Oracle(in_int8)
    recipe.check_input(oracle)
    inputs = {f"random_{k}": recipe.random_input(oracle, k) for k in range(2)}
    for digit, at in enumerate(recipe.first_of_each(held_out_labels)):
        Image.fromarray(test[at]).save(folder / f"scene_{digit}.bmp")
        inputs[f"scene_{digit}"] = recipe.to_int8(test[at])[None]
    recipe.record(folder, "separable", oracle, inputs)
    recipe.write_provenance(
        folder, "separable", "make_separable.py", SEED, ["separable.tflite"],
        {"training": {"images": len(labels), "copies": COPIES, "epochs": EPOCHS, "batch": 64, "rate": 0.004},
         "held_out": recipe.measure(in_float, in_int8, test, held_out_labels)})


if __name__ == "__main__":
    main()
