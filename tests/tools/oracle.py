#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Run a .tflite with the oracle and, if asked, compare another program's outputs with it.

The oracle is TensorFlow Lite's plain reference kernels (resolver BUILTIN_REF, one thread) of
ai-edge-litert 2.3.0; docs/numerics.md says why. In a virtual environment:

  pip install ai-edge-litert==2.3.0 numpy
  oracle.py model.tflite inputs.npz --save expected.npz     # inputs: in0, in1, ...
  oracle.py model.tflite inputs.npz --compare outputs.npz   # outputs: out0, out1, ...
  oracle.py --batch folder     # for every NAME.tflite, NAME.*.in.npz gives NAME.*.out.npz

Exit status: 0 equal (or nothing to compare), 1 different or missing outputs, 2 unusable arguments.
"""
import argparse
import pathlib
import sys
from importlib import metadata

import numpy as np

ORACLE = "2.3.0"


def fail(message):
    print(f"oracle.py: {message}", file=sys.stderr)
    sys.exit(2)


def load(path):
    try:
        with np.load(path) as arrays:
            return {key: arrays[key] for key in arrays.files}
    except (OSError, ValueError) as error:
        fail(f"{path}: {error}")


def interpreter(model):
    try:
        from ai_edge_litert.interpreter import Interpreter, OpResolverType
    except ImportError:
        fail(f"needs ai-edge-litert=={ORACLE}")
    version = metadata.version("ai-edge-litert")
    if version != ORACLE:
        fail(f"ai-edge-litert is {version}, the oracle is {ORACLE}: other versions round differently")
    try:
        result = Interpreter(model_path=model, num_threads=1,
                             experimental_op_resolver_type=OpResolverType.BUILTIN_REF)
        result.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        fail(f"{model}: {error}")
    return result


def run(oracle, inputs):
    """Outputs out0, out1, ... of an interpreter on inputs in0, in1, ..."""
    for k, detail in enumerate(oracle.get_input_details()):
        value = inputs.get(f"in{k}")
        if value is None:
            fail(f"the inputs have no in{k}")
        if value.dtype != detail["dtype"] or list(value.shape) != list(detail["shape"]):
            fail(f"in{k} is {value.dtype}{list(value.shape)}, the model takes "
                 f"{np.dtype(detail['dtype'])}{detail['shape'].tolist()}")
        oracle.set_tensor(detail["index"], value)
    oracle.invoke()
    return {f"out{k}": oracle.get_tensor(d["index"]) for k, d in enumerate(oracle.get_output_details())}


def run_batch(folder):
    """Every model of a folder, named before it runs: a failed check of the oracle ends the process."""
    for model in sorted(folder.glob("*.tflite")):
        print(model.name, flush=True)
        oracle = interpreter(str(model))
        for path in sorted(folder.glob(f"{model.stem}.*.in.npz")):
            np.savez(str(path).removesuffix(".in.npz") + ".out.npz", **run(oracle, load(path)))


def difference(expected, found):
    """What distinguishes two arrays, byte for byte; empty if nothing does."""
    if found is None:
        return "missing"
    if found.dtype != expected.dtype or found.shape != expected.shape:
        return f"{found.dtype}{list(found.shape)}, expected {expected.dtype}{list(expected.shape)}"
    if expected.tobytes() == found.tobytes():
        return ""
    width = expected.dtype.itemsize
    rows = [np.frombuffer(a.tobytes(), np.uint8).reshape(-1, width) for a in (expected, found)]
    where = np.flatnonzero((rows[0] != rows[1]).any(axis=1))
    first = where[0]
    return (f"{len(where)} of {expected.size} elements differ, first at {first}: "
            f"{found.flat[first]}, expected {expected.flat[first]}")


def compare(expected, found):
    bad = 0
    for key, value in expected.items():
        message = difference(value, found.get(key))
        bad += bool(message)
        print(f"{key}: {message or 'equal'}")
    return bad


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", nargs="?")
    parser.add_argument("inputs", nargs="?", help=".npz with in0, in1, ...")
    parser.add_argument("--batch", metavar="FOLDER", type=pathlib.Path, help="run all models and inputs of a folder")
    parser.add_argument("--compare", metavar="NPZ", help="outputs to compare with the oracle's")
    parser.add_argument("--save", metavar="NPZ", help="write the oracle's outputs")
    arguments = parser.parse_args()
    if arguments.batch:
        run_batch(arguments.batch)
        return
    if not arguments.inputs:
        parser.error("needs a model and inputs, or --batch")
    expected = run(interpreter(arguments.model), load(arguments.inputs))
    if arguments.save:
        np.savez_compressed(arguments.save, **expected)
    if arguments.compare and compare(expected, load(arguments.compare)):
        sys.exit(1)


if __name__ == "__main__":
    main()
