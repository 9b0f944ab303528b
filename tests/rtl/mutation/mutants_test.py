#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""The tool itself: what is found in a module, what becomes of it, what judges a survivor."""
import pathlib
import tempfile
import unittest

import equivalents
import mutants
import operators
from sources import parse_module

MODULE = """// A comment with assign x = y;
module counter #(
  parameter int unsigned Bits = 4
) (
  input  logic            clk_i,
  input  logic            rst_ni,
  input  logic            step_i,
  output logic [Bits-1:0] count_o
);
  logic [Bits-1:0] next, unused_next;
  assign next = step_i && count_o != 4'd9 ? count_o + 4'd1 : '0;
  assign unused_next = next;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) count_o <= '0;
    else if (step_i) count_o <= next;
  end
`ifndef SYNTHESIS
  initial count_o = '0;
`else
  assign never = 1'b0;
`endif
  leaf u_leaf (
    .clk_i(clk_i),
    .go_i (step_i)
  );
endmodule
"""
LEAF = "module leaf (\n  input logic clk_i,\n  input logic go_i\n);\nendmodule\n"


class MutantsTest(unittest.TestCase):
    def setUp(self):
        with tempfile.TemporaryDirectory() as name:
            (pathlib.Path(name) / "counter.sv").write_text(MODULE)
            (pathlib.Path(name) / "leaf.sv").write_text(LEAF)
            self.sources = mutants.Sources(name)
        self.found = self.sources.mutants("counter.sv")

    def changes(self, operator):
        return [m.mutated for m in self.found if m.operator == operator]

    def test_operators_change_one_thing(self):
        self.assertEqual(self.changes("equality"), ["next = step_i && count_o == 4'd9 ? count_o + 4'd1 : '0;"])
        self.assertEqual(self.changes("ternary_swapped"), ["next = step_i && count_o != 4'd9 ? '0 : count_o + 4'd1;"])
        self.assertEqual(self.changes("literal_plus_one"), ["next = step_i && count_o != 4'd10 ? count_o + 4'd1 : '0;",
                                                            "next = step_i && count_o != 4'd9 ? count_o + 4'd2 : '0;"])
        self.assertEqual(self.changes("reset_inverted"), ["count_o <= '1;"])
        self.assertEqual(self.changes("condition_negated"), ["!(!rst_ni)", "!(step_i)"])
        self.assertEqual(self.changes("port_stuck_at_zero"), ["'0"])

    def test_what_does_not_count_is_no_site(self):
        text = " ".join(m.original for m in self.found)
        for word in ("unused", "never", "initial", "comment"):
            self.assertNotIn(word, text)

    def test_every_operator_has_a_meaning(self):
        self.assertLessEqual({m.operator for m in self.found}, set(operators.MEANINGS))

    def test_literals_wrap_in_their_width(self):
        self.assertEqual(operators.plus_one("2'd3"), "2'd0")
        self.assertEqual(operators.plus_one("8'hff"), "8'h0")
        self.assertEqual(operators.plus_one("32'sd1"), "32'sd2")
        self.assertIsNone(operators.plus_one("'0"))

    def test_copies_hold_originals_and_mutants_behind_the_select(self):
        chosen = [m for m in self.found if m.operator in ("equality", "condition_negated", "port_stuck_at_zero")]
        for select, mutant in enumerate(chosen, 1):
            mutant.select = select
        text = mutants.instrumented(self.sources.modules["counter.sv"], self.sources.names, chosen)
        self.assertIn("input logic [15:0] mutant_i,", text)
        self.assertIn("(mutant_i == 16'd2 && (!(!rst_ni))) || (mutant_i != 16'd2 && (!rst_ni))", text)
        self.assertIn(".mutant_i(mutant_i),", text)
        self.assertIn("else  next = step_i && count_o != 4'd9", text)
        self.assertEqual(parse_module(text).inputs, {"mutant_i", "clk_i", "rst_ni", "step_i"})

    def test_a_sample_is_a_function_of_its_seed_and_survives_edits_elsewhere(self):
        one = [m.key() for m in mutants.sample_of_file(1, self.found, 8)]
        self.assertEqual(one, [m.key() for m in mutants.sample_of_file(1, list(reversed(self.found)), 8)])
        self.assertNotEqual(one, [m.key() for m in mutants.sample_of_file(2, self.found, 8)])

    def test_an_entry_without_a_mutant_is_stale(self):
        with tempfile.TemporaryDirectory() as name:
            (pathlib.Path(name) / "counter.toml").write_text(
                '[[equivalent]]\noperator = "equality"\noriginal = "a"\nmutated = "b"\nreason = "because"\n')
            known = equivalents.load(pathlib.Path(name))
        self.assertEqual(len(equivalents.stale(known, self.found)), 1)

    def test_an_entry_needs_a_reason(self):
        with tempfile.TemporaryDirectory() as name:
            (pathlib.Path(name) / "counter.toml").write_text(
                '[[open]]\noperator = "equality"\noriginal = "a"\nmutated = "b"\nreason = " "\n')
            with self.assertRaises(ValueError):
                equivalents.load(pathlib.Path(name))


if __name__ == "__main__":
    unittest.main()
