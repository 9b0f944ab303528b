# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""What the scripts of the zoo share: data, repeatable training, conversion, measurement, provenance.

Pixels are 0..255 everywhere. Networks take (pixel - 127.5) / 127.5 as float32 and pixel - 128 as int8,
the rule octet and its oracle have for pictures.
"""
import argparse
import hashlib
import json
import os
import pathlib
import platform
from importlib import metadata

os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"  # its kernels sum in an order that depends on the processor
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from sklearn.datasets import load_digits

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = ("ai-edge-litert", "keras", "numpy", "pillow", "scikit-learn", "tensorflow-cpu")
HELD_OUT = 500  # digits at the end of the data set, in its own order


def output_folder(description):
    """The folder asked for on the command line; the zoo's own by default."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=pathlib.Path, default=HERE, metavar="FOLDER", help="default: beside the script")
    folder = parser.parse_args().output
    (folder / "golden").mkdir(parents=True, exist_ok=True)
    return folder


def be_repeatable(seed):
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)


def digits():
    """((images, labels) to train on, (images, labels) held out): uint8 [n][8][8], stroke bright on black."""
    data = load_digits()
    images = np.round(data.images * (255 / 16)).astype(np.uint8)
    labels = data.target.astype(np.int64)
    return (images[:-HELD_OUT], labels[:-HELD_OUT]), (images[-HELD_OUT:], labels[-HELD_OUT:])


def first_of_each(labels):
    """Index of the first image of every class: which pictures are shipped is nobody's choice."""
    return [int(np.flatnonzero(labels == k)[0]) for k in range(10)]


def to_float(pixels):
    return ((pixels.astype(np.float32) - 127.5) / 127.5).astype(np.float32)


def to_int8(pixels):
    return (pixels.astype(np.int16) - 128).astype(np.int8)


def train(model, pixels, labels, seed, epochs, batch, rate):
    """Adam with a cosine decay of its rate to zero, cross-entropy, one shuffle per epoch."""
    steps = epochs * (len(pixels) // batch)
    data = tf.data.Dataset.from_tensor_slices((pixels, labels)).shuffle(len(pixels), seed=seed)
    data = data.batch(batch, drop_remainder=True).map(lambda x, y: ((tf.cast(x, tf.float32) - 127.5) / 127.5, y))
    model.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(rate, steps)),
                  keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
    model.fit(data, epochs=epochs, verbose=2)


def convert_float(model):
    return tf.lite.TFLiteConverter.from_keras_model(model).convert()


def convert_int8(model, calibration):
    """Post-training, weights per channel, activations from the ranges seen on the calibration pixels."""
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([to_float(pixels)[None]] for pixels in calibration)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()


class Oracle:
    """A model on TensorFlow Lite's plain reference kernels, one thread."""

    def __init__(self, content):
        self.interpreter = Interpreter(model_content=content, num_threads=1,
                                       experimental_op_resolver_type=OpResolverType.BUILTIN_REF)
        self.interpreter.allocate_tensors()
        self.input = self.interpreter.get_input_details()[0]
        self.output = self.interpreter.get_output_details()[0]

    def __call__(self, value):
        self.interpreter.set_tensor(self.input["index"], value)
        self.interpreter.invoke()
        return self.interpreter.get_tensor(self.output["index"])

    def classes(self, pixels):
        rule = to_int8 if self.input["dtype"] == np.int8 else to_float
        return np.array([int(np.argmax(self(rule(p)[None]))) for p in pixels])


def check_input(oracle):
    """The quantization of the input must be the picture rule: 255 codes for [-1, 1]."""
    scale, zero_point = oracle.input["quantization"]
    if abs(scale * 127.5 - 1) > 1e-4 or zero_point not in (-1, 0):
        raise SystemExit(f"input quantized with scale {scale} and zero point {zero_point}, not as pixel - 128")


def measure(float_model, int8_model, pixels, labels):
    """Accuracy of both on the held-out pixels, and how often they name the same class."""
    by_float, by_int8 = Oracle(float_model).classes(pixels), Oracle(int8_model).classes(pixels)
    return {"images": len(labels), "accuracy_float": float((by_float == labels).mean()),
            "accuracy_int8": float((by_int8 == labels).mean()), "same_class": float((by_float == by_int8).mean())}


def record(folder, name, oracle, inputs):
    """golden/NAME.INPUT.npz with in0 and the oracle's out0 for every named int8 input."""
    for which, value in inputs.items():
        np.savez_compressed(folder / "golden" / f"{name}.{which}.npz", in0=value, out0=oracle(value))


def random_input(oracle, seed):
    return np.random.default_rng(seed).integers(-128, 128, oracle.input["shape"], dtype=np.int8)


def write_labels(path):
    path.write_text("".join(f"{k}\n" for k in range(10)))


def write_provenance(folder, name, script, seed, files, facts):
    """NAME.json: what made the files, from what, and what came out."""
    provenance = {
        "script": script, "seed": seed, "python": platform.python_version(),
        "packages": {p: metadata.version(p) for p in PACKAGES}, **facts,
        "sha256": {file: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in sorted(files)},
    }
    (folder / f"{name}.json").write_text(json.dumps(provenance, indent=2) + "\n")
    print(json.dumps(provenance, indent=2))
