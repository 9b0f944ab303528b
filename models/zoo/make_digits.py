#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Makes digits.tflite, its float twin, pictures, labels, recorded outputs and digits.json.

A small convolutional network on scikit-learn's handwritten digits (8x8, enlarged to 16x16). In a
virtual environment outside the repository:

  pip install -r requirements.txt
  python make_digits.py            # half a minute of one core
"""
import recipe  # before TensorFlow: it says which kernels TensorFlow takes

import keras
import numpy as np
from keras import layers
from PIL import Image

SEED = 8
COPIES = 12  # shifted by up to a pixel of the original, of every digit to train on


def enlarge(image):
    return np.asarray(Image.fromarray(image).resize((16, 16), Image.Resampling.BILINEAR))[..., None]


def shifted_copies(images, labels, rng):
    copies = []
    for image in np.repeat(images, COPIES, axis=0):
        down, right = rng.integers(0, 5, 2)
        copies.append(np.pad(enlarge(image), ((2, 2), (2, 2), (0, 0)))[down:down + 16, right:right + 16])
    return np.stack(copies), np.repeat(labels, COPIES)


def network():
    image = layers.Input((16, 16, 1), batch_size=1, name="image")
    x = image
    for k, (channels, stride) in enumerate(((8, 1), (16, 2), (32, 2)), start=1):
        x = layers.Conv2D(channels, 3, strides=stride, padding="same", use_bias=False)(x)
        x = layers.ReLU(name=f"conv_{k}")(layers.BatchNormalization()(x))
    x = layers.AveragePooling2D(4, name="pool")(x)
    x = layers.Reshape((32,))(x)
    return keras.Model(image, layers.Softmax(name="answer")(layers.Dense(10, name="dense")(x)), name="digits")


def main():
    folder = recipe.output_folder(__doc__)
    recipe.be_repeatable(SEED)
    (images, labels), (held_out, held_out_labels) = recipe.digits()
    pixels, pixel_labels = shifted_copies(images, labels, np.random.default_rng(SEED))
    model = network()
    recipe.train(model, pixels, pixel_labels, SEED, epochs=12, batch=64, rate=0.004)
    in_float, in_int8 = recipe.convert_float(model), recipe.convert_int8(model, pixels[::50])
    (folder / "digits_float.tflite").write_bytes(in_float)
    (folder / "digits.tflite").write_bytes(in_int8)
    recipe.write_labels(folder / "digits_labels.txt")
    oracle = recipe.Oracle(in_int8)
    recipe.check_input(oracle)
    test = np.stack([enlarge(image) for image in held_out])
    inputs = {f"random_{k}": recipe.random_input(oracle, k) for k in range(2)}
    for digit, at in enumerate(recipe.first_of_each(held_out_labels)):
        Image.fromarray(held_out[at]).save(folder / f"digit_{digit}.bmp")
        inputs[f"digit_{digit}"] = recipe.to_int8(test[at])[None]
    recipe.record(folder, "digits", oracle, inputs)
    recipe.write_provenance(
        folder, "digits", "make_digits.py", SEED, ["digits.tflite", "digits_float.tflite"],
        {"training": {"images": len(labels), "copies": COPIES, "epochs": 12, "batch": 64, "rate": 0.004},
         "held_out": recipe.measure(in_float, in_int8, test, held_out_labels)})


if __name__ == "__main__":
    main()
