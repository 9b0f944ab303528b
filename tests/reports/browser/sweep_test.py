# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""The page of a sweep against its folder and against the answers of octet sweep."""
import json
import shlex

import pages
from page_case import PageCase, numbers_of

DEFAULT = "Energy against latency"


class SweepPage(PageCase):
    def setUp(self):
        super().setUp()
        self.open("sweep")
        names, rows = pages.table_of(pages.folder() / "sweep")
        self.rows = [dict(zip(names, row)) for row in rows]
        self.first = [row for row in self.rows if row["model"] == self.rows[0]["model"]]

    def select(self, label):
        return self.run_script("return [...document.querySelectorAll('label')].find((l) => l.textContent.startsWith(arguments[0]))"
                               ".querySelector('select, input')", label)

    def facts(self):
        """What the chosen point's panel says."""
        return self.run_script("""return Object.fromEntries([...document.querySelectorAll('.detail .facts > div')].map((d) =>
            [d.querySelector('dt').textContent, (d.querySelector('data')?.value ?? d.querySelector('dd').textContent)]))""")

    def check_detail(self, row):
        shown = self.facts()
        for key in ("point", "hash", "model", "array.rows", "array.cols", "dram.bandwidth_gb_per_s", "latency_ms", "energy_uj",
                    "scratchpad.bytes", "queue.depth", "iso_area_latency_ratio"):
            self.same(shown[key], row[key], key)
        for key, value in row.items():  # every key of the machine, every number
            if value is not None:
                self.assertIn(key, shown)

    def pareto(self, objectives, model):
        text = pages.octet("sweep", "pareto", pages.folder() / "sweep", "--objectives", objectives, "--model", model, "--json", "-")
        return [point["point"] for point in json.loads(text)["models"][0]["points"]]

    def test_EveryPointIsAMarkAndTheFrontIsThatOfTheCommand(self):
        front = self.pareto("latency,energy", self.first[0]["model"])
        self.assertEqual(len(self.marks(DEFAULT, "circles")), len(self.first) - len(front))
        self.assertEqual(len(self.marks(DEFAULT, "diamonds")), len(front))
        rows = self.csv_of(self.figure(DEFAULT).find_element("css selector", ".below > button"))
        self.assertEqual(sorted(int(r["point"]) for r in rows if r["front"] == "true"), sorted(front))
        self.assertEqual(sorted((float(r["latency_ms"]), float(r["energy_uj"])) for r in rows),
                         sorted((r["latency_ms"], r["energy_uj"]) for r in self.first))

    def test_MarksStandWhereTheirValuesAre(self):
        front = set(self.pareto("latency,energy", self.first[0]["model"]))
        drawn = sorted((row["point"] in front, row["latency_ms"], row["energy_uj"]) for row in self.first)
        self.check_places(self.places(DEFAULT, "circles", "diamonds"), [row[1:] for row in drawn])

    def test_AxesNameObjectivesAndUnits(self):
        self.assertTrue(self.axis_titles(DEFAULT)[0].startswith("latency (ms)"))
        self.assertTrue(self.axis_titles(DEFAULT)[1].startswith("energy (µJ)"))

    def test_AxesHaveNoPrefixThatReadsAsAUnit(self):
        self.assertLess(min(row["latency_ms"] for row in self.first), 0.1)
        for title in (DEFAULT, "Latency over array.rows and array.cols"):
            labels = [text for css in (".role-axis-label", ".role-legend-label") for text in self.axis_labels(title, css) if text]
            self.assertGreater(len(labels), 4)
            for text in labels:
                self.assertRegex(text, r"^−?[0-9.]+(e−?[0-9]+)?[kMG]?$", title)

    def test_OneObjectiveHasNoFront(self):
        self.browser.choose(self.select("Up"), "latency_ms")
        title = "Latency against latency"
        self.assertEqual(len(self.marks(title, "diamonds")), 0)
        self.assertEqual(len(self.marks(title, "circles")), len(self.first))
        rows = self.csv_of(self.figure(title).find_element("css selector", ".below > button"))
        self.assertEqual({r["front"] for r in rows}, {"false"})

    def test_TheWordsRunThePoint(self):
        self.open("sweep", "#point-5")
        words = shlex.split(self.run_script("return document.querySelector('.detail .words').textContent"))
        self.assertEqual(words[:3], ["octet", "run", "MODEL"])
        row = self.rows[5]
        result = json.loads(pages.octet("run", pages.ZOO / f"{row['model']}.tflite", *words[3:], "--no-data", "--baseline", "none",
                                        "--json", "-"))
        for key in ("latency_ms", "energy_uj", "area_mm2", "cycles_total"):
            self.assertEqual(result[key], row[key], key)
        self.assertEqual((result["arch"]["clock_mhz"], result["arch"]["queue.depth"]), (700, 4))

    def test_OtherObjectivesMakeAnotherPlotAndFront(self):
        self.browser.choose(self.select("Across"), "area_mm2")
        title = "Energy against area"
        self.assertEqual(len(self.marks(title, "diamonds")), len(self.pareto("area,energy", self.first[0]["model"])))

    def test_AClickShowsThePointInFullAndInTheAddress(self):
        mark = self.marks(DEFAULT, "diamonds")[0]
        self.browser.hover(mark)
        self.assertIn("point ", self.tip())
        self.browser.click(mark)
        point = int(self.facts()["point"])
        self.assertIn(point, self.pareto("latency,energy", self.first[0]["model"]))
        self.check_detail(self.rows[point])
        self.assertEqual(self.run_script("return location.hash"), f"#point-{point}")
        self.assertEqual(len(self.marks(DEFAULT, "ring")), 1)

    def test_AnAddressChoosesItsPoint(self):
        self.open("sweep", "#point-7")
        self.check_detail(self.rows[7])
        self.assertEqual(self.run_script("return document.querySelector('tr[aria-current]').cells[0].textContent"), "7")
        self.run_script("location.hash = '#point-3'")
        self.browser.until("return document.querySelector('.detail h4').textContent.startsWith('Point 3 ')")
        self.check_detail(self.rows[3])

    def test_AnAddressChoosesThePointOfAnotherModel(self):
        row = next(row for row in self.rows if row["model"] != self.first[0]["model"])
        self.open("sweep", f"#point-{row['point']}")
        self.check_detail(row)
        self.assertEqual(self.select("Model").get_attribute("value"), "1")
        self.assertEqual(self.run_script("return document.querySelector('tr[aria-current]').cells[0].textContent"),
                         str(row["point"]))

    def test_AnAddressOfNoPointChoosesNone(self):
        self.open("sweep", "#point-999999")
        self.assertEqual(self.facts(), {})

    def test_TheKeyboardChoosesInTheTable(self):
        self.run_script("arguments[0].focus()", self.in_table("Points", "tbody button"))
        self.browser.press("TAB", "TAB", "ENTER")
        self.check_detail(self.rows[2])
        self.assertEqual(self.run_script("return location.hash"), "#point-2")
        self.browser.press("TAB", "ENTER")  # the focus is where it was
        self.check_detail(self.rows[3])

    def test_TheTableIsTheResults(self):
        heads, _ = self.table("Points")
        self.check_table("Points", self.first, ["point", "array.rows", "array.cols", "dram.bandwidth_gb_per_s", "latency_ms",
            "energy_uj", "area_mm2"])
        self.browser.click(self.head("Points", "energy"))
        ordered = sorted(self.first, key=lambda r: -r["energy_uj"])
        self.check_table("Points", ordered, ["point", "array.rows"])
        rows = self.csv_of(self.in_table("Points", ".tools button"))
        self.assertEqual([float(r["latency_ms"]) for r in rows], [r["latency_ms"] for r in self.first])
        self.assertEqual(len(heads), len(rows[0]))

    def test_OnlyTheFrontCanBeListed(self):
        self.browser.click(self.select("Only the front"))
        front = self.pareto("latency,energy", self.first[0]["model"])
        self.assertEqual(sorted(int(line[0]) for line in self.table("Points")[1]), sorted(front))

    def cells(self, of, how):
        found = {}
        for row in self.first:
            found.setdefault((row["array.rows"], row["array.cols"]), []).append(row[of])
        return {key: min(v) if how == "best" else sum(v) / len(v) for key, v in found.items()}

    def check_heat(self, title, expected):
        self.assertEqual(len(self.marks(title, "cells")), len(expected))
        rows = self.csv_of(self.figure(title).find_element("css selector", ".below > button"))
        how = "best" if "point" in rows[0] else "mean"
        shown = {(float(r["array.rows"]), float(r["array.cols"])): float(r[f"{how}_latency_ms"]) for r in rows}
        self.assertEqual(set(shown), set(expected))
        for key, value in expected.items():
            self.assertAlmostEqual(shown[key], value, delta=1e-12 * value)

    def test_TheHeatMapShowsTheBestOrTheMean(self):
        title = "Latency over array.rows and array.cols"
        self.check_heat(title, self.cells("latency_ms", "best"))
        self.browser.choose(self.select("Of the points in a cell"), "mean")
        self.check_heat(title, self.cells("latency_ms", "mean"))

    def test_ACellOfTheHeatMapChoosesItsBestPoint(self):
        self.browser.click(self.marks("Latency over array.rows and array.cols", "cells")[0])
        shown = self.facts()
        cells = self.cells("latency_ms", "best")
        self.assertEqual(float(shown["latency_ms"]), cells[int(shown["array.rows"]), int(shown["array.cols"])])

    def test_TheKeyboardChoosesACellOfTheHeatMap(self):
        title = "Latency over array.rows and array.cols"
        figure = self.figure(title)
        self.run_script("arguments[0].querySelector('summary').focus()", figure)
        self.browser.press("ENTER")
        self.browser.until("return arguments[0].querySelector('tbody button')", figure)
        button = figure.find_element("css selector", "tbody tr:nth-child(2) button")
        self.run_script("arguments[0].focus()", button)
        self.browser.press("ENTER")
        row = self.rows[int(button.text)]
        self.check_detail(row)
        self.assertEqual(row["latency_ms"], self.cells("latency_ms", "best")[row["array.rows"], row["array.cols"]])

    def test_SensitivityIsThatOfTheCommand(self):
        text = pages.octet("sweep", "sensitivity", pages.folder() / "sweep", "--objectives", "latency", "--json", "-",
                           "--model", self.first[0]["model"])
        title = "What latency depends on"
        rows = self.csv_of(self.figure(title).find_element("css selector", ".below > button"))
        self.assertEqual([row["key"] for row in rows], [row["key"] for row in sorted(rows, key=lambda r: -float(r["share"]))])
        numbers = numbers_of(json.loads(text))
        for row in rows:
            self.assertIn(float(row["share"]), numbers)
            self.assertIn(float(row["ratio"]), numbers)
        self.check_lengths(title, [float(row["share"]) for row in rows])

    def test_ModelsAreShownOneByOne(self):
        models = list(dict.fromkeys(row["model"] for row in self.rows))
        self.browser.choose(self.select("Model"), "1")
        second = [row for row in self.rows if row["model"] == models[1]]
        self.check_table("Points", second, ["point", "array.rows", "array.cols", "dram.bandwidth_gb_per_s", "latency_ms"])
        self.assertEqual(len(self.marks(DEFAULT, "circles")) + len(self.marks(DEFAULT, "diamonds")), len(second))

    def test_TenThousandPointsAreDrawn(self):
        self.open("many")
        self.assertEqual(len(self.marks(DEFAULT, "circles")) + len(self.marks(DEFAULT, "diamonds")), pages.MANY)
        self.assertEqual(len(self.table("Points")[1]), 50)
        self.browser.click(self.marks(DEFAULT, "diamonds")[0])
        self.assertIn("point", self.facts())

