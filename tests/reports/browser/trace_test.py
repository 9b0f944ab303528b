# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""The page of a trace against the JSON of octet trace."""
import math

import pages
from page_case import PageCase


class TracePage(PageCase):
    def setUp(self):
        super().setUp()
        self.open("trace")
        self.json = pages.result("trace")

    def test_ItsHeadlineIsTheJson(self):
        cards = self.run_script("""return Object.fromEntries([...document.querySelectorAll('.card')].map((c) =>
            [c.querySelector('dt').textContent, c.querySelector('data')?.value ?? null]))""")
        for label, key in (("Throughput", "frames_per_second"), ("Efficiency", "frames_per_second_per_watt"),
                           ("Mean power", "mean_power_mw"), ("Peak power", "peak_power_mw"),
                           ("Energy per frame", "energy_per_frame_uj")):
            self.assertEqual(float(cards[label]), self.json[key], label)
        self.assertEqual(cards["Every stream holds"], "true" if self.json["holds"] else "false")
        self.assertEqual(cards["Battery"], None)
        self.assertEqual(cards["Busy most"], self.json["limit"])

    def test_EveryStreamIsARowWithItsNumbers(self):
        self.check_table("Streams", self.json["streams"],
                         ["name", "model", "holds", "frames_per_second", "arrived", "finished", "missed", "dropped", "deadline_ms",
                          "p50_ms", "p99_ms", "worst_ms", "wait_mean_ms", "queue_most", "queue_at_end", "preemptions",
                          "machine_share", "energy_per_frame_uj", "energy_uj", "overhead_uj", "chain_p50_ms", "chain_p99_ms",
                          "real_time_factor"])

    def test_StreamsSortAndFilter(self):
        head = self.head("Streams", "Energy per frame")
        self.browser.click(head)
        names = [s["name"] for s in sorted(self.json["streams"], key=lambda s: -s["energy_per_frame_uj"])]
        self.assertEqual([line[0] for line in self.table("Streams")[1]], names)
        self.browser.click(head)
        self.assertEqual([line[0] for line in self.table("Streams")[1]], names[::-1])
        self.in_table("Streams", "input").send_keys("SEGMENT")
        self.assertEqual([line[0] for line in self.table("Streams")[1]], ["segmentation"])

    def test_EveryLatencyBinIsABarOfItsHeight(self):
        for stream in self.json["streams"]:
            title = f"Latency of {stream['name']}"
            self.check_lengths(title, [b["frames"] for b in stream["latency_bins"]], side=1)
            self.assertEqual(self.axis_titles(title), ["frames", "latency (ms)"])
            self.assertEqual(sum(b["frames"] for b in stream["latency_bins"]), stream["finished"])

    def test_PercentilesStandWhereTheyBelong(self):
        stream = self.json["streams"][0]
        title = f"Latency of {stream['name']}"
        lines = self.run_script("""return [...arguments[0].querySelectorAll('svg g.mark-rule.role-mark > line')].map((l) =>
            l.getBoundingClientRect().x)""", self.figure(title))
        bars = self.run_script("""return [...arguments[0].querySelectorAll('svg g.bars > path')].map((p) => {
            const b = p.getBoundingClientRect(); return [b.left, b.right]; })""", self.figure(title))
        expected = sorted(stream[k] for k in ("p50_ms", "p90_ms", "p99_ms", "deadline_ms"))
        low, high = math.log(stream["latency_bins"][0]["from_ms"]), math.log(stream["latency_bins"][-1]["to_ms"])
        self.assertEqual(len(lines), 4)
        for x, ms in zip(lines, expected):
            at = bars[0][0] + (math.log(ms) - low) / (high - low) * (bars[-1][1] - bars[0][0])
            self.assertAlmostEqual(x, at, delta=2.5, msg=f"{ms} ms")

    def test_EverySlotOfPowerIsDrawn(self):
        self.check_lengths("Power over time", self.json["power_mw"], side=1)
        self.assertEqual(self.axis_titles("Power over time"), ["power (mW)", "time (s)"])

    def test_UtilizationOfEveryResourceIsABar(self):
        shares = [self.json[k] for k in ("machine_share", "array_share", "vector_share", "dram_share", "host_share", "utilization")]
        self.check_lengths("Utilization by resource", shares)

    def test_EnergyIsDrawnByPartAndByAction(self):
        self.check_lengths("Energy by stream and state", [p["energy_uj"] for p in self.json["energy_parts"]])
        self.check_lengths("Energy by action", [r["energy_uj"] for r in self.json["energy_ledger"]])

    def test_FramesAreInTimeLateDroppedOrNotFinished(self):
        title = "What became of the frames"
        counts = []
        for s in self.json["streams"]:
            counts += [s["finished"] - s["missed"], s["missed"], s["dropped"], s["arrived"] - s["finished"] - s["dropped"]]
        self.check_lengths(title, counts)
        rows = self.csv_of(self.figure(title).find_element("css selector", ".below > button"))
        self.assertEqual([int(row["frames"]) for row in rows], counts)

    def test_BaselinesHaveTheirRatios(self):
        own = dict(self.json, name="octet", energy_per_frame_ratio=None)
        self.check_table("FPU machines", [own, *self.json["baselines"]],
                         ["name", "holds", "frames_per_second", "mean_power_mw", "energy_per_frame_uj", "area_mm2",
                             "energy_per_frame_ratio"])

    def test_ABarSaysWhatItIs(self):
        part = self.json["energy_parts"][0]
        self.browser.hover(self.marks("Energy by stream and state", "bars")[0])
        self.assertIn(part["name"], self.tip())

    def test_AQuietTraceHasNoBaselines(self):
        self.open("quiet")
        self.assertEqual(self.browser.count("#fpu-machines"), 0)
        self.assertEqual(float(self.run_script("""return [...document.querySelectorAll('.card')].find((c) =>
            c.querySelector('dt').textContent === 'Battery').querySelector('data').value""")),
                         pages.result("quiet")["battery_hours"])
