#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""A sweep on a real Slurm: 200 points in 8 tasks, a provoked failure, status, retry, collect, equal to a local sweep.

usage: slurm_test.py OCTET

Runs with OCTET_TEST_FULL only (exit status 77 without it), as it starts daemons; where they cannot be started it fails.
The failure: a worker is killed, and the one that tries its point again.
"""
import os
import pathlib
import re
import signal
import sys
import tempfile
import time

from cluster import Cluster, Impossible, children, listening

ROOT = pathlib.Path(__file__).resolve().parents[3]
TASKS, THROTTLE, CPUS, POINTS = 8, 3, 4, 200
SWEEP = [ROOT / "models/zoo/digits.tflite", "--vary", "array.rows=2:40:2", "--vary", "array.cols=8,16", "--vary",
         "scratchpad.bytes=32Ki,48Ki,64Ki,96Ki,128Ki", "--backend", "systemc"]
JOB_SECONDS = 400


def expect(condition, what):
    if not condition:
        sys.exit(f"failed: {what}")


def tasks_of(folder):
    """Processes of octet that work on a shard of the folder, without their workers."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"run-shard" in words and str(folder).encode() in words:
                found.append(int(entry.name))
    every = set(found)
    return [process for process in found if any(child in every for child in children(process))]


def failures(folder):
    return list((folder / "points").glob("*/*.failed"))


def kill_twice(task, folder):
    """Kills workers of the task as soon as each is born, until a point has failed; False if the task ended first."""
    while not failures(folder):
        workers = children(task)
        if not workers and not pathlib.Path(f"/proc/{task}").exists():
            return False
        for worker in workers:
            try:
                os.kill(worker, signal.SIGKILL)
            except ProcessLookupError:
                pass
    return True


def provoke_failure(cluster, job, folder):
    end = time.monotonic() + JOB_SECONDS
    while time.monotonic() < end and running(cluster, job):
        if any(kill_twice(task, folder) for task in tasks_of(folder)[:1]):
            return
    sys.exit(f"failed: no point could be made to fail\n{cluster.logs()}")


def running(cluster, job):
    return cluster.run("squeue", "-h", "-r", "-j", job, "-o", "%T").stdout.split()


def wait_for_end(cluster, job):
    """The largest number of tasks that were seen to run at the same time."""
    end, most = time.monotonic() + JOB_SECONDS, 0
    while states := running(cluster, job):
        most = max(most, states.count("RUNNING"))
        expect(time.monotonic() < end, f"job {job} did not end\n{cluster.logs()}")
        time.sleep(0.2)
    return most


def submitted(cluster, *words):
    outcome = cluster.run(*words)
    found = re.match(r"job +(\d+): (\d+) open points, tasks (\S+) of (\d+)$", outcome.stdout.split("\n")[0])
    expect(outcome.returncode == 0 and found, f"{words}\n{outcome.stdout}{outcome.stderr}\n{cluster.logs()}")
    return found.groups()


def check_listeners():
    loopback = "0100007F"
    addresses = listening()
    expect(len(addresses) >= 2 and set(addresses) == {loopback}, f"daemons listen on 127.0.0.1 alone: {addresses}")


def sweep(octet, cluster, folder):
    check_listeners()
    out = folder / "a 'sweep'"
    job, count, indices, shards = submitted(cluster, octet, "sweep", "submit", *SWEEP, "--out", out, "--engine", "slurm",
                                            "--tasks", TASKS, "--throttle", THROTTLE)
    expect((count, indices, shards) == (str(POINTS), "0-7", "8"), "every task has points")
    provoke_failure(cluster, job, out)
    check_listeners()
    most = wait_for_end(cluster, job)
    expect(most <= THROTTLE, f"{most} tasks ran at the same time")
    status = cluster.run(octet, "sweep", "status", out)
    failed = len(failures(out))
    logs = "".join(log.read_text() for log in out.glob("slurm-*.log"))
    expect(status.stdout == f"{POINTS} points: {POINTS - failed} done, {failed} failed, 0 open\n" and
           status.returncode == 6, f"status says {status.stdout}{status.stderr}\n{logs}")
    print(status.stdout, end="")
    before = {path: path.stat().st_mtime_ns for path in (out / "points").glob("*/*.json")}
    job, count, indices, shards = submitted(cluster, octet, "sweep", "retry", out, "--engine", "slurm", "--tasks", TASKS)
    expect(count == str(failed), f"{count} points are open again, {failed} had failed")
    print(f"retried: tasks {indices} of {shards}")
    wait_for_end(cluster, job)
    expect(all(path.stat().st_mtime_ns == then for path, then in before.items()), "what was done stayed as it was")
    collected = cluster.run(octet, "sweep", "collect", out)
    expect(collected.returncode == 0 and collected.stdout.startswith(f"{POINTS} points: {POINTS} done, 0 failed, 0 open"),
           collected.stdout + collected.stderr)
    local = cluster.run(octet, "sweep", *SWEEP, "--out", folder / "local")
    expect(local.returncode == 0, local.stderr)
    for name in ("spec.toml", "points.csv", "results.csv", "results.sqlite", "failures.csv"):
        expect((out / name).read_bytes() == (folder / "local" / name).read_bytes(), f"{name} is another one")
    print(f"{POINTS} points of {TASKS} tasks are those of a local sweep")


def stop(*_):
    sys.exit("failed: stopped")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if not os.environ.get("OCTET_TEST_FULL"):
        print("OCTET_TEST_FULL is not set")
        sys.exit(77)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)  # daemons are ended all the same
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        home = pathlib.Path(folder)
        (home / "cluster").mkdir()
        try:
            with Cluster(home / "cluster", CPUS) as cluster:
                sweep(pathlib.Path(sys.argv[1]).resolve(), cluster, home)
        except Impossible as reason:
            sys.exit(f"failed: there can be no Slurm cluster here: {reason}")


if __name__ == "__main__":
    main()
