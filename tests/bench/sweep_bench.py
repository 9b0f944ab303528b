#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""What a point of a sweep costs: listing, evaluating, writing, collecting; docs/scale.md says what follows.

  sweep_bench.py BUILD [--points N] [--files N]

Points are listed and collected N at a time (default 10,000): one is evaluated, its file stands for all. 100 are evaluated
for the cost of a point. Writing is what a point's file takes: written beside, synchronized, renamed.
"""
import argparse
import csv
import math
import os
import pathlib
import resource
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODELS = ["digits", "separable"]
EVALUATED = ["--vary", "array.rows=2:20:2", "--vary", "array.cols=2:20:2"]  # 100


def measured(*words):
    """(wall seconds, CPU seconds, peak MB of the largest child so far) of a command."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, after.ru_maxrss / 1024


def show(what, count, unit, wall, cpu):
    print(f"{what:34} {count:7} {unit:7} {count / wall:9.0f} a second, {1e6 * cpu / count:9.1f} us of CPU each", flush=True)


def evaluate(octet, model, folder):
    wall, cpu, _ = measured(octet, "sweep", model, *EVALUATED, "--jobs", 1, "--out", folder)
    show(f"evaluate {model.stem}, one process", 100, "points", wall, cpu)


def list_points(octet, points, folder):
    """Makes the folder of many points; their hashes."""
    side = math.isqrt(points - 1) + 1
    wall, cpu, _ = measured(octet, "sweep", "submit", ROOT / "models/zoo/digits.tflite", "--vary", f"array.rows=1:{side}:1",
                            "--vary", f"array.cols=1:{side}:1", "--engine", "none", "--out", folder)
    with open(folder / "points.csv", newline="") as file:
        hashes = [row["hash"] for row in csv.DictReader(file)]
    show("list", len(hashes), "points", wall, cpu)
    return hashes


def fill(octet, folder, hashes):
    """Gives every point the result of the last; its bytes."""
    subprocess.run([octet, "sweep", "run-shard", folder, "--shard", f"{len(hashes) - 1}/{len(hashes)}"], check=True,
                   stderr=subprocess.DEVNULL)
    text = (folder / "points" / hashes[-1][:2] / f"{hashes[-1]}.json").read_text()
    for point in hashes[:-1]:
        (folder / "points" / point[:2] / f"{point}.json").write_text(text.replace(hashes[-1], point))
    return text.encode()


def write_files(folder, files, data):
    folder.mkdir()
    start, cpu = time.monotonic(), time.process_time()
    for i in range(files):
        with open(folder / f"{i}.tmp", "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.rename(folder / f"{i}.tmp", folder / f"{i}.json")
    show("write", files, "files", time.monotonic() - start, time.process_time() - cpu)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--points", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=1_000)
    options = parser.parse_args()
    octet = (options.build / "octet").resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for model in MODELS:
            evaluate(octet, ROOT / f"models/zoo/{model}.tflite", folder / model)
        hashes = list_points(octet, options.points, folder / "many")
        data = fill(octet, folder / "many", hashes)
        write_files(folder / "files", options.files, data)
        for command in ("status", "collect"):
            wall, cpu, peak = measured(octet, "sweep", command, folder / "many")
            show(command, len(hashes), "points", wall, cpu)
        print(f"peak memory of collect {peak:.0f} MB; {len(data)} bytes in a point's file, "
              f"{(folder / 'many/results.csv').stat().st_size // len(hashes)} in a row of results.csv")


if __name__ == "__main__":
    main()
