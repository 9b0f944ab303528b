#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""What peers_bench.py writes and reads."""
import pathlib
import tempfile
import unittest

import peers_bench


class Peers(unittest.TestCase):
    def test_resnet18_is_the_paper_s(self):
        layers = peers_bench.resnet18()
        self.assertEqual(len(layers), 21)  # 17 convolutions, 3 projections, the classifier
        self.assertEqual(len({layer.name for layer in layers}), 21)
        # 112^2*147*64 + 4*56^2*576*64 + 3*(28^2*576*128 + 3*28^2*1152*128 + 28^2*64*128) + 512*1000; the paper: 1.8e9
        self.assertEqual(sum(map(peers_bench.macs, layers)), 1_814_073_344)

    def test_a_topology_has_a_row_of_seven_numbers_for_each_layer(self):
        rows = peers_bench.topology(peers_bench.chosen("FC,Conv3_s")).splitlines()
        self.assertEqual(rows[1:], ["Conv3_s,55,55,1,1,64,128,2,", "FC,1,1,1,1,512,1000,1,"])
        self.assertEqual(rows[0].count(","), 8)

    def test_unknown_layers_are_refused(self):
        with self.assertRaisesRegex(SystemExit, "no Conv9"):
            peers_bench.chosen("Conv9,FC")

    def test_the_last_result_counts(self):
        self.assertEqual(peers_bench.last_json('{"cpu": 1}\nnoise\n{"cpu": 2.5}\nmore'), {"cpu": 2.5})
        self.assertIsNone(peers_bench.last_json("no result"))

    def test_what_cannot_be_installed_or_run_is_a_line(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            broken = folder / "environment/bin"
            broken.mkdir(parents=True)
            (broken / "python").write_text("#!/bin/sh\necho trace >&2\necho no network >&2\nexit 1\n")
            (broken / "python").chmod(0o755)
            result, problem = peers_bench.run_peer(folder / "environment", ["some==1"], "some", "", folder, 5)
        self.assertIsNone(result)
        self.assertRegex(problem, "pip install .*some==1: no network")
        ours = {"alone": 0.02, "many": 0.01, "points": 9, "cycles": 5.0, "energy_pj": 2e6}
        self.assertEqual(peers_bench.compared("n", (None, problem), "peer", ours)[0][:3], ["n", "peer", problem])

    def test_ratios_are_over_octet_s_points(self):
        ours = {"alone": 0.02, "many": 0.01, "points": 9, "cycles": 5.0, "energy_pj": 2e6}
        peer, octet = peers_bench.compared("n", ({"cpu": 30, "cycles": 1234.0, "energy_pj": None}, None), "peer", ours)
        self.assertEqual(peer, ["n", "peer", "30.0", "3,000 (1,500)", "1,234", "none"])
        self.assertEqual(octet, ["n", "octet, one of 9 (alone)", "0.01", "1 (0.02 s)", "5", "2"])


if __name__ == "__main__":
    unittest.main()
