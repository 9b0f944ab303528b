# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""The mutation operators: what one site can be turned into. A mutant keeps the target and the timing of a statement."""
import re

SWAPS = {
    "arithmetic": {"+": "-", "-": "+", "*": "+", "/": "*"},
    "relational": {"<": "<=", "<=": "<", ">": ">=", ">=": ">"},
    "equality": {"==": "!=", "!=": "=="},
    "logical": {"&&": "||", "||": "&&"},
    "bitwise": {"&": "|", "|": "&", "^": "|"},
    "shift": {"<<": ">>", ">>": "<<", ">>>": ">>"},
}
STATEMENTS = ("assign", "blocking", "clocked")
# What the operators do, for the report.
MEANINGS = {
    "arithmetic": "`+` and `-` exchanged, `*` to `+`, `/` to `*`",
    "relational": "`<` and `<=`, `>` and `>=` exchanged",
    "equality": "`==` and `!=` exchanged",
    "logical": "`&&` and `||` exchanged",
    "bitwise": "`&` and `|` exchanged, `^` to `|`",
    "shift": "`<<` and `>>` exchanged, `>>>` to `>>`",
    "negation_dropped": "`!x` or `~x` to `x`",
    "literal_plus_one": "a sized number plus one, in its width",
    "bit_flip": "a literal bit inverted",
    "ternary_swapped": "the two arms of `?:` exchanged",
    "sign_extension": "extended by zeros instead of by the sign",
    "operand_dropped": "one operand of a binary operator left out",
    "condition_negated": "the branches of an `if` exchanged",
    "condition_true": "the condition of an `if` always holds",
    "condition_false": "the condition of an `if` never holds",
    "off_by_one": "one more than the right side",
    "stuck_at_zero": "zero instead of the right side",
    "assignment_dropped": "the statement left out",
    "reset_inverted": "another value at reset",
    "port_stuck_at_zero": "zero at an input of an instance",
}


def plus_one(literal):
    """A sized literal one higher, modulo its width; none for the others."""
    match = re.fullmatch(r"(\d+)'(s?)([bdoh])([0-9a-fA-F_]+)", literal)
    if not match or int(match.group(1)) < 2:
        return None
    width, sign, base, digits = match.groups()
    radix = {"b": 2, "d": 10, "o": 8, "h": 16}[base]
    value = (int(digits.replace("_", ""), radix) + 1) % (1 << (int(width) - bool(sign)))
    return f"{width}'{sign}{base}{format(value, {'b': 'b', 'd': 'd', 'o': 'o', 'h': 'x'}[base])}"


class Rewriter:
    """Yields (operator, new text of the expression) for every place in the value of a site."""

    def __init__(self, text, site):
        self.text, self.site, self.value = text, site, site.value

    def of(self, node):
        return self.text[node.start:node.end]

    def with_part(self, start, end, new):
        return self.text[self.value.start:start] + new + self.text[end:self.value.end]

    def variants(self):
        for node in self.value.walk():
            yield from getattr(self, "of_" + node.kind, lambda _: ())(node)

    def of_binary(self, node):
        for operator, signs in SWAPS.items():
            if node.sign in signs:
                yield operator, self.with_part(node.sign_at, node.sign_at + len(node.sign), signs[node.sign])
        if node.sign in ("+", "-", "*", "&&", "||", "&", "|", "^"):
            left, right = node.parts
            yield "operand_dropped", self.with_part(node.start, node.end, self.of(left))
            if node.sign != "-":
                yield "operand_dropped", self.with_part(node.start, node.end, self.of(right))

    def of_unary(self, node):
        if node.sign in "!~" and self.of(node) != "!rst_ni":
            yield "negation_dropped", self.with_part(node.start, node.end, self.of(node.parts[0]))

    def of_ternary(self, node):
        _, yes, no = node.parts
        new = self.text[node.start:yes.start] + self.of(no) + self.text[yes.end:no.start] + self.of(yes)
        yield "ternary_swapped", self.with_part(node.start, node.end, new)

    def of_literal(self, node):
        literal = self.of(node)
        if literal in ("1'b0", "1'b1"):
            yield "bit_flip", self.with_part(node.start, node.end, "1'b1" if literal == "1'b0" else "1'b0")
        elif plus_one(literal):
            yield "literal_plus_one", self.with_part(node.start, node.end, plus_one(literal))

    def of_concat(self, node):
        first = node.parts[0]
        match = re.fullmatch(r"\{(.+?) ?\{(\w+(?:\.\w+)*\[.*\])\}\}", self.of(first), re.DOTALL)
        if first.kind == "replicate" and match:
            yield "sign_extension", self.with_part(first.start, first.end, f"{{{match.group(1)} {{1'b0}}}}")


def of_statement(text, site):
    """(operator, whole new statement without `assign`) beyond those of its expression."""
    assign = " <= " if site.kind == "clocked" else " = "
    value = text[site.value.start:site.value.end]
    if site.reset:
        new = {"1'b0": "1'b1", "1'b1": "1'b0"}.get(value, "'1" if value.endswith("0") else "'0")
        yield "reset_inverted", site.target + assign + new + ";"
        yield "assignment_dropped", ";"
        return
    if not site.unpacked:
        if site.value.kind != "literal":
            yield "stuck_at_zero", site.target + assign + "'0;"
            yield "off_by_one", f"{site.target}{assign}({value}) + 1'b1;"
    if site.kind == "clocked" or (site.kind == "blocking" and site.nested):
        yield "assignment_dropped", ";"


def of_site(text, site, inputs):
    """All mutants of a site: (operator, what takes its place)."""
    if site.kind == "port" and site.value.kind == "name":
        if site.target in inputs and not site.target.endswith((".clk_i", ".rst_ni")):
            yield "port_stuck_at_zero", "'0"
        return
    for operator, new in ([] if site.reset else Rewriter(text, site).variants()):
        if site.kind in STATEMENTS:
            new = site.target + (" <= " if site.kind == "clocked" else " = ") + new + ";"
        yield operator, new
    if site.kind == "condition":
        value = text[site.value.start:site.value.end]
        yield "condition_negated", f"!({value})"
        yield "condition_true", "1'b1"
        yield "condition_false", "1'b0"
    elif site.kind in STATEMENTS:
        yield from of_statement(text, site)
