# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""The page of a run against the JSON of octet run."""
import math

import pages
from page_case import PageCase

KEYS = ["name", "number"]


class RunPage(PageCase):
    def setUp(self):
        super().setUp()
        self.open("run")
        self.json = pages.result("run")
        self.layers = [dict(layer, number=i + 1) for i, layer in enumerate(self.json["layers"])]

    def test_ItsHeadlineIsTheJson(self):
        cards = self.run_script("""return Object.fromEntries([...document.querySelectorAll('.card')].map((c) =>
            [c.querySelector('dt').textContent, Number(c.querySelector('data').value)]))""")
        for label, key in (("Inferences per second", "inferences_per_second"), ("Energy", "energy_uj"), ("Latency", "latency_ms"),
                           ("Area", "area_mm2"), ("Mean power", "power_mw"), ("Cycles", "cycles_total"),
                           ("Inferences per second and watt", "fps_per_watt"), ("Chip price", "chip_price_dollars")):
            self.assertEqual(cards[label], self.json[key], label)

    def test_MachinesWithFloatingPointHaveTheirRatios(self):
        _, lines = self.table("This machine and machines with floating point")
        for line, row in zip(lines[1:], self.json["baselines"], strict=True):
            for at, key in ((2, "latency_ms"), (3, "latency_ratio"), (4, "energy_uj"), (5, "energy_ratio"), (7, "area_ratio")):
                self.same(line[at], row[key], key)

    def test_EveryLayerIsARow(self):
        rows = self.csv_of(self.in_table("Layers", ".tools button"))
        self.assertLessEqual({"name", "operator", "cycles", "macs", "utilization", "energy_uj"}, set(rows[0]))
        self.check_table("Layers", self.layers, list(rows[0]))  # the file has a column for each of the table

    def test_LayersSortAndFilter(self):
        self.browser.click(self.head("Layers", "Cycles"))
        self.check_table("Layers", sorted(self.layers, key=lambda r: -r["cycles"]), KEYS[:2])
        self.browser.click(self.head("Layers", "Cycles"))
        self.check_table("Layers", sorted(self.layers, key=lambda r: r["cycles"]), KEYS[:2])
        word = self.layers[-1]["operator"]
        self.in_table("Layers", "input").send_keys(word.lower())
        found = [r for r in self.layers if word.lower() in f"{r['name']} {r['operator']}".lower()]
        self.assertLess(len(found), len(self.layers))
        self.assertEqual(len(self.table("Layers")[1]), len(found))
        rows = self.csv_of(self.in_table("Layers", ".tools button"))
        self.assertEqual([float(row["cycles"]) for row in rows], [r["cycles"] for r in self.layers])

    def test_TheFilterFindsWhatOneReads(self):
        cycles = max(layer["cycles"] for layer in self.layers)
        self.assertGreater(cycles, 999)
        self.in_table("Layers", "input").send_keys(f"{cycles:,}")
        found = [layer for layer in self.layers if layer["cycles"] == cycles]
        self.assertEqual([float(line[3]) for line in self.table("Layers")[1]], [cycles] * len(found))

    def test_ARunWithoutTrafficHasNoRoofline(self):
        self.open("unlimited")
        self.assertEqual(self.run_script("return [...document.querySelectorAll('figure h4')].map((h) => h.textContent)")
                         .count("Roofline"), 0)
        self.assertIn("No layer has a place", self.browser.find("#roofline").find_element("xpath", "..").text)
        self.table("Layers")

    def points(self):
        return [r for r in self.layers if (r["macs_per_cycle"] or 0) > 0 and (r["macs_per_dram_byte"] or 0) > 0]

    def test_LayersStandInTheRoofline(self):
        places = self.places("Roofline", "points")
        points = self.points()
        self.assertEqual(len(places), len(points))
        self.assertGreater(len(points), 2)
        logs = [(math.log(r["macs_per_dram_byte"]), -math.log(r["macs_per_cycle"])) for r in points]
        for axis in (0, 1):  # logarithmic: equal factors are equal distances
            low, high = min(range(len(logs)), key=lambda i: logs[i][axis]), max(range(len(logs)), key=lambda i: logs[i][axis])
            scale = (places[high][axis] - places[low][axis]) / (logs[high][axis] - logs[low][axis])
            self.assertGreater(scale, 1)
            for place, log in zip(places, logs):
                self.assertAlmostEqual(place[axis], places[low][axis] + scale * (log[axis] - logs[low][axis]), delta=3)

    def test_APointChoosesItsLayer(self):
        mark, layer = self.marks("Roofline", "points")[0], self.points()[0]
        self.browser.hover(mark)
        self.assertIn(layer["name"][:12], self.tip())
        self.browser.click(mark)
        shown = self.run_script("return document.querySelector('.detail').innerText")
        self.assertIn(layer["name"], shown)
        self.assertIn(layer["choice"], shown)
        self.assertEqual(self.run_script("return document.querySelector('tr[aria-current]').cells[1].querySelector('data').value"),
                         str(layer["number"]))

    def test_TheKeyboardChoosesALayer(self):
        self.run_script("arguments[0].focus()", self.in_table("Layers", "tbody tr:nth-child(2) button"))
        self.browser.press("ENTER")
        self.assertIn(self.layers[1]["name"], self.run_script("return document.querySelector('.detail').innerText"))

    def test_OwnersOfCyclesAreStacked(self):
        kinds = ["owned_by_array_cycles", "owned_by_vector_cycles", "owned_by_load_cycles", "owned_by_store_cycles",
            "waiting_cycles"]
        for layer in self.layers:
            self.assertEqual(sum(layer[kind] for kind in kinds), layer["cycles"], layer["name"])
        self.check_lengths("Cycles of each layer by owner", [layer[kind] for layer in self.layers for kind in kinds], side=1)

    def test_LedgersAreBars(self):
        for title, rows, key in (("Energy by action", self.json["energy_ledger"], "energy_uj"), ("Area by part",
            self.json["area_ledger"], "area_mm2")):
            self.check_lengths(title, sorted((row[key] for row in rows), reverse=True))

    def test_MemoryIsAStepALayer(self):
        live = [r["scratchpad_live_bytes"] for r in self.layers if r["scratchpad_live_bytes"] is not None]
        self.check_lengths("Scratchpad in use", live, side=1)


class ComparePage(PageCase):
    def setUp(self):
        super().setUp()
        self.open("compare")
        self.first, self.second = pages.result("run"), pages.result("other")

    def test_TotalsStandSideBySide(self):
        _, lines = self.table("Side by side")
        by_label = {line[0]: line for line in lines}
        for label, key in (("Latency", "latency_ms"), ("Energy", "energy_uj"), ("Area", "area_mm2"), ("Cycles", "cycles_total")):
            line = by_label[label]
            self.assertEqual([float(line[2]), float(line[3])], [self.first[key], self.second[key]], label)
            self.assertAlmostEqual(float(line[4]), self.second[key] / self.first[key], delta=1e-12 * float(line[4]))

    def test_MachinesDifferInTheirKeys(self):
        _, lines = self.table("Machines: what differs")
        differing = {line[0] for line in lines}
        self.assertLessEqual({"array.rows", "dram.bandwidth_gb_per_s"}, differing)
        self.assertEqual(differing, {k for k, v in self.first["arch"].items() if v != self.second["arch"][k]})

    def test_LayersAreMatchedByName(self):
        _, lines = self.table("Layers of both")
        second = {layer["name"]: layer for layer in self.second["layers"]}
        for line in lines:
            layer = next(each for each in self.first["layers"] if each["name"] == line[0])
            self.assertEqual(float(line[3]), layer["cycles"])
            self.assertEqual(float(line[4]), second[line[0]]["cycles"])
            self.assertEqual(float(line[5]), second[line[0]]["cycles"] - layer["cycles"])
        differences = [abs(float(line[5])) for line in lines]
        self.assertEqual(differences, sorted(differences, reverse=True))
        drawn = [d for d in differences if d][:24]
        self.assertEqual(len(self.marks("Cycles won and lost", "bars")), len(drawn))
        self.check_lengths("Cycles won and lost", drawn)
        said = self.figure("Cycles won and lost").find_element("css selector", "figcaption p").text
        differing = sum(d > 0 for d in differences)
        self.assertEqual(said, "Every layer that differs." if differing <= 24
                         else f"The 24 layers that differ most, of {differing}.")

    def test_FilesNameTheRuns(self):
        heads, _ = self.table("Side by side")
        rows = self.csv_of(self.in_table("Side by side", ".tools button"))
        self.assertLessEqual(set(heads[2:4]), set(rows[0]))
        self.assertTrue(heads[2].startswith("1: ") and heads[3].startswith("2: "))
