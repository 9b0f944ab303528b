#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Writes operands/*.json: what PEs see of a few layers of real networks, computed by the reference.

python3 rtl/synth/export_operands.py PROGRAM DATA [--check], the program built as octet_layer_tiles, DATA what
OCTET_TEST_DATA names; with --check nothing is written, and files that differ are an error. The files are committed, so
that a calibration needs no network.
"""
import hashlib
import json
import pathlib
import subprocess
import sys

OPERANDS = pathlib.Path(__file__).resolve().parent / "operands"
PICTURE = "data/cat.bmp"
# Convolutions by their order in the file: the first, a 1 x 1 that widens, one that narrows; 3 x 3 of 16, 32, 64 channels.
NETWORKS = {
    "mobilenet_v2": ("models/coral__tf2_mobilenet_v2_1.0_224_ptq.tflite", (0, 12, 13)),
    "resnet8": ("models/mlperf__pretrainedResnet_quant.tflite", (0, 2, 4)),
}


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def operands(program, data, model, convolutions):
    command = [program, data / model, data / PICTURE, *map(str, convolutions)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return {"model": pathlib.Path(model).name, "sha256": sha256(data / model), "picture": pathlib.Path(PICTURE).name,
            "picture_sha256": sha256(data / PICTURE), "layers": json.loads(ran.stdout)}


def main():
    program, data = sys.argv[1], pathlib.Path(sys.argv[2])
    for name, (model, convolutions) in NETWORKS.items():
        path = OPERANDS / f"{name}.json"
        text = json.dumps(operands(program, data, model, convolutions), indent=1) + "\n"
        if "--check" not in sys.argv[3:]:
            path.write_text(text)
        elif path.read_text() != text:
            sys.exit(f"{path.name} is not what the reference computes")


if __name__ == "__main__":
    main()
