# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Results of each kind and their pages, in the folder OCTET_PAGES; hostile ones made of them."""
import csv
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]
ZOO = ROOT / "models/zoo"
KINDS = ["run", "compare", "sweep", "trace", "verification"]
MANY = 10000

# Closes every element and string it could stand in, and would run if it were ever read as markup or script.
HOSTILE = ("</script><script>window.__hit=1</script><img src=x onerror=\"window.__hit=1\">'\"`${window.__hit=1}\n\u2028"
           "]]>--><svg onload=window.__hit=1>&lt;b&gt; \\u003c \x07 ")
LONG = HOSTILE + "long " * 2000


def folder():
    return pathlib.Path(os.environ["OCTET_PAGES"])


def page(kind):
    return folder() / f"{kind}.html"


def result(name):
    """The JSON of a result, as octet wrote it."""
    return json.loads((folder() / f"{name}.json").read_text())


def octet(*words):
    done = subprocess.run([os.environ["OCTET_BINARY"], *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 5):
        raise AssertionError(f"octet {' '.join(map(str, words))}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def report(kind, *results, words=()):
    octet("report", *results, "-o", page(kind), *words)


def make_runs():
    first, second = folder() / "run.json", folder() / "other.json"
    octet("run", ZOO / "separable.tflite", "--json", first)
    octet("run", ZOO / "separable.tflite", "--set", "array.rows=8", "--set", "dram.bandwidth_gb_per_s=1", "--json", second)
    report("run", first)
    report("compare", first, second)
    octet("run", ZOO / "digits_float.tflite", "--set", "dram.unlimited=true", "--json", folder() / "unlimited.json")
    report("unlimited", folder() / "unlimited.json")


def make_trace():
    octet("trace", "smart-camera", "--duration", "500ms", "--json", folder() / "trace.json")
    octet("trace", "keyword-spotting", "--duration", "500ms", "--baseline", "none", "--json", folder() / "quiet.json")
    report("trace", folder() / "trace.json")
    report("mixed", folder() / "run.json", folder() / "trace.json")
    report("quiet", folder() / "quiet.json")


MISMATCH = {"kind": "values", "what": "output bytes differ", "command": 7, "disassembly": "requantize 1, 2", "layer": "conv",
            "tensor": "conv/out", "coordinate": "0,1,2,3", "place": "DRAM 0x40", "expected": "12", "found": "13",
            "owner": "", "cycle": 4711, "wrong": 3, "of": 64, "inference": 1, "note": "found by bisection"}


def make_verification():
    octet("verify", "--random", 8, "--against", "fast", "--quiet", "--json", folder() / "verification.json")
    report("verification", folder() / "verification.json")
    wrong = result("verification")
    wrong["mismatches"] = [{"case": wrong["results"][i]["name"], **MISMATCH, "command": 7 + i, "cycle": 4711 - i} for i in (2, 5)]
    for i in (2, 5):
        wrong["results"][i]["equal"] = False
    wrong["failed"] = 2
    (folder() / "wrong.json").write_text(json.dumps(wrong))
    report("wrong", folder() / "wrong.json")


def make_sweep():
    out = folder() / "sweep"
    shutil.rmtree(out, ignore_errors=True)
    octet("sweep", ZOO / "digits.tflite", ZOO / "separable.tflite", "--vary", "array.rows=4,8,16", "--vary", "array.cols=4,8",
          "--vary", "dram.bandwidth_gb_per_s=1,4", "--vary", "clock_mhz=700", "--set", "queue.depth=4", "--baseline", "iso_area", "--out", out)
    report("sweep", out)


def table_of(out):
    """Names and rows of a sweep's results."""
    database = sqlite3.connect(out / "results.sqlite")
    cursor = database.execute("SELECT * FROM points ORDER BY point")
    names, rows = [column[0] for column in cursor.description], cursor.fetchall()
    database.close()
    return names, rows


def write_table(out, names, rows):
    """A collected sweep of these rows."""
    (out / "results.sqlite").unlink(missing_ok=True)
    database = sqlite3.connect(out / "results.sqlite")
    quoted = ", ".join('"' + name + '"' for name in names)
    database.execute(f"CREATE TABLE points ({quoted})")
    database.executemany(f"INSERT INTO points VALUES ({', '.join('?' * len(names))})", rows)
    database.commit()
    database.close()
    with open(out / "points.csv", newline="") as file:
        head, line = list(csv.reader(file))[:2]
    with open(out / "points.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        for i in range(len(rows)):
            writer.writerow([i, f"{i:032x}", *line[2:]])


def make_many():
    """A sweep of many points: those of the small one, each number of a result a little another one."""
    out = folder() / "many"
    shutil.rmtree(out, ignore_errors=True)
    (out / "points").mkdir(parents=True)
    for name in ("spec.toml", "points.csv"):
        shutil.copy(folder() / "sweep" / name, out)
    names, rows = table_of(folder() / "sweep")
    first = names.index("macs")
    rows = [row for row in rows if row[names.index("model")] == "digits"]
    made = []
    for i in range(MANY):
        row, factor = list(rows[i % len(rows)]), 0.7 + (i * 7919 % 10007) / 10007
        row[0], row[1] = i, f"{i:032x}"
        row[names.index("scratchpad.bytes")] = 65536 * (1 + i // len(rows) % 16)
        for column in range(first, len(names)):
            if isinstance(row[column], float):
                row[column] *= factor if names[column] != "energy_uj" else 0.7 + (i * 104729 % 10007) / 10007
        made.append(row)
    write_table(out, names, made)
    report("many", out)


# Names, paths and sentences, wherever they stand.
TEXTS = set("name model description command_line what disassembly layer tensor coordinate place expected found owner note case "
            "subject program_file waveform_file shrunk values_excuse scenario stream action source operator limit label".split())


def hostile(value, text):
    """The result with the text in the place of each of its names, each with its own number where it must differ."""
    def changed(value, key, number):
        if isinstance(value, dict):
            return {k: changed(v, k, number) for k, v in value.items()}
        if isinstance(value, list):
            return [changed(v, key, i) for i, v in enumerate(value)]
        return f"{number} {text}" if isinstance(value, str) and key in TEXTS else value
    return changed(value, "", 0)


def make_hostile(kind, text, suffix):
    """A page of the kind, all names of which are hostile, the file's and the title too."""
    name = "wrong" if kind == "verification" else kind
    sources = {"compare": ["run", "other"]}.get(kind, [name])
    home = folder() / f"hostile{suffix}"
    home.mkdir(exist_ok=True)
    results = []
    for i, source in enumerate(sources):
        path = home / f"{kind}{i} <img src=x onerror=__hit=1>'\"\n&.json"
        if kind == "sweep":
            shutil.rmtree(path, ignore_errors=True)
            shutil.copytree(folder() / "sweep", path)
            names, rows = table_of(path)
            texts = [names.index(n) for n in ("model", "arch", "backend", "condition")]
            write_table(path, names, [[f"{row[c]} {text}" if c in texts else v for c, v in enumerate(row)] for row in rows])
            (path / "spec.toml").write_text(f"# {text}\n")
        else:
            path.write_text(json.dumps(hostile(result(source), text)))
        results.append(path)
    report(f"hostile_{kind}{suffix}", *results, words=["--title", text[:1000]])
