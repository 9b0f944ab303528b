# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""The page of a verification against the JSON of octet verify, where all agrees and where something is wrong."""
import pages
from page_case import PageCase

CASES = ["name", "equal", "commands", "cycles", "expected_cycles", "second_cycles", "expected_second_cycles", "cycle_error_percent",
         "values_compared", "bytes_compared", "differing_durations", "differing_events", "values_excuse"]


class VerificationPage(PageCase):
    def setUp(self):
        super().setUp()
        self.open("verification")
        self.json = pages.result("verification")

    def cards(self):
        return self.run_script("""return Object.fromEntries([...document.querySelectorAll('.card')].map((c) =>
            [c.querySelector('dt').textContent, [...c.querySelectorAll('data')].map((d) => Number(d.value))]))""")

    def test_ItsHeadlineIsTheJson(self):
        cover = self.json["coverage"]
        self.assertEqual(self.cards(), {
            "Cases": [self.json["cases"]], "Failed": [0], "Mismatches": [0],
            "Cycle error, at most": [self.json["cycle_error_percent"], self.json["cycle_tolerance_percent"]],
            "Coverage": [cover["percent"], cover["covered"], cover["points"]]})
        self.assertIn("every case agrees", self.browser.find("#mismatches").find_element("xpath", "..").text)

    def test_EveryCaseIsARow(self):
        self.check_table("Cases", self.json["results"], CASES)

    def test_ACaseShowsItsLayers(self):
        case = max(self.json["results"], key=lambda r: len(r["layers"]))
        self.browser.click(self.in_table("Cases", f"tbody tr:nth-child({self.json['results'].index(case) + 1}) button"))
        self.check_table(f"Layers of {case['name']}", case["layers"], ["name", "cycles", "expected_cycles"])

    def test_CasesSortByCycles(self):
        self.browser.click(self.head("Cases", "Cycles"))
        ordered = sorted(self.json["results"], key=lambda r: -r["cycles"])
        self.check_table("Cases", ordered, ["name"])

    def test_GroupsOfCoverageAreStackedBars(self):
        counts, groups = self.json["coverage"]["counts"], {}
        for name, count in counts.items():
            own = groups.setdefault(name.split(".")[0], [0, 0, 0])
            own[2 if count is None else 1 if count == 0 else 0] += 1
        self.check_lengths("Coverage by group", [n for own in groups.values() for n in own])
        self.assertEqual(self.axis_titles("Coverage by group"), ["points of coverage"])

    def test_WhatIsNotCoveredIsListed(self):
        cover = self.json["coverage"]
        shown = self.run_script("return [...document.querySelectorAll('.names li')].map((i) => i.textContent)")
        self.assertEqual(shown, cover["uncovered"] + cover["unseen"])

    def test_EveryPointOfCoverageHasItsCount(self):
        rows = self.csv_of(self.in_table("Points of coverage", ".tools button"))
        self.assertEqual({r["name"]: int(r["count"]) if r["count"] else None for r in rows}, self.json["coverage"]["counts"])
        points = [{"name": n, "count": c, "group": n.split(".")[0]} for n, c in self.json["coverage"]["counts"].items()]
        self.check_table("Points of coverage", points[:25], ["name", "group", "count"])
        self.browser.click(self.in_table("Points of coverage", ".pager button:last-child"))
        self.check_table("Points of coverage", points[25:50], ["name", "group", "count"])

    def test_MismatchesAreExplained(self):
        self.open("wrong")
        wrong = pages.result("wrong")
        self.assertEqual(self.cards()["Failed"], [2])
        self.check_table("Mismatches", wrong["mismatches"], ["what", "kind", "case", "layer", "command", "expected", "found",
            "cycle"])
        for i, mismatch in enumerate(wrong["mismatches"]):
            self.browser.click(self.in_table("Mismatches", f"tbody tr:nth-child({i + 1}) button"))
            shown = self.run_script("""return Object.fromEntries([...document.querySelectorAll('.detail .facts > div')].map((d) =>
                [d.querySelector('dt').textContent, d.querySelector('data')?.value ?? d.querySelector('dd').textContent]))""")
            self.assertEqual(shown["Disassembly"], mismatch["disassembly"])
            self.assertEqual(shown["Cycle"], str(mismatch["cycle"]))
            self.assertEqual(shown["Command"], str(mismatch["command"]))
            self.assertEqual(shown["Note"], mismatch["note"])
            self.assertNotIn("It waited for", shown)
