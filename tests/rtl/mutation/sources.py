# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Finds in a module of ours what can be mutated: assignments, conditions, and what is connected to instances."""
import dataclasses
import re

from expressions import ExpressionParser, Node, tokens_of

DECLARATIONS = {"logic", "localparam", "parameter", "typedef", "int", "genvar", "wire", "bit"}
PORT = r"{}\s+[^,()]*?(\w+)\s*(?=[,)\n/])"
ZERO = re.compile(r"\d+'s?[bdoh]0+|'0|0")


@dataclasses.dataclass
class Site:
    """kind is assign (continuous), blocking, clocked, condition, or port (target: its name); value is its expression."""
    kind: str
    start: int
    end: int
    value: Node
    target: str = ""
    reset: bool = False    # in the branch of a reset
    nested: bool = False   # below an if, for or case
    unpacked: bool = False  # a whole unpacked array: no number can be added to it


@dataclasses.dataclass
class Module:
    name: str
    text: str
    ports_at: int                                   # behind the bracket that opens the list of ports
    inputs: set
    sites: list = dataclasses.field(default_factory=list)
    instances: list = dataclasses.field(default_factory=list)  # (module, behind the bracket that opens its ports)


def simulated(tokens):
    """Without what stands under `ifdef (no macro is defined in simulation) or `else of an `ifndef."""
    kept, taken = [], []
    for token in tokens:
        if token.kind != "directive":
            if all(taken):
                kept.append(token)
        elif token.text.startswith(("`ifdef", "`ifndef")):
            taken.append(token.text.startswith("`ifndef"))
        elif token.text == "`else":
            taken[-1] = not taken[-1]
        elif token.text == "`endif":
            taken.pop()
    return kept


class ModuleParser(ExpressionParser):
    """One file, one module."""

    def __init__(self, text):
        super().__init__(simulated(tokens_of(text)))
        self.source = text
        self.outputs, self.arrays = set(), set()
        self.context, self.reset, self.depth = "", False, 0

    def module(self):
        while self.text() != "module":
            self.take()
        self.take("module")
        name = self.take().text
        if self.text() == "#":
            self.take()
            self.skip_brackets()
        ports_at = self.tokens[self.at].end
        begin = self.at
        self.skip_brackets()
        header = self.source[self.tokens[begin].start:self.tokens[self.at - 1].end]
        self.outputs = set(re.findall(PORT.format("output"), header))
        self.take(";")
        self.found = Module(name, self.source, ports_at, set(re.findall(PORT.format("input"), header)))
        while self.text() != "endmodule":
            self.item()
        return self.found

    def item(self):
        text = self.text()
        if self.declares():
            self.declaration()
        elif text == "assign":
            self.continuous()
        elif text in ("always_comb", "always_ff", "initial"):
            self.always()
        elif text == "for":
            self.take()
            self.skip_brackets()
            self.generated()
        elif text == "if":
            self.take()
            self.skip_brackets()
            self.generated()
            if self.text() == "else":
                self.take()
                self.generated()
        elif text.startswith("`"):
            self.take()
            self.skip_brackets()
        else:
            self.instance()

    def declares(self):
        text = self.text()
        return text in DECLARATIONS or (("::" in text or text.endswith("_t")) and self.text(2) in (";", ",", "["))

    def generated(self):
        if self.text() != "begin":
            self.item()
            return
        self.take("begin")
        if self.text() == ":":
            self.take()
            self.take()
        while self.text() != "end":
            self.item()
        self.take("end")

    def declaration(self):
        begin = self.at
        while self.text() != ";":
            self.take()
        last = self.take(";")
        words = self.source[self.tokens[begin].start:last.end]
        self.arrays.update(re.findall(r"(\w+)\s*\[[^\]]*\](?:\s*[,;])", words))

    def continuous(self):
        start = self.take("assign").start
        self.context = "assign"
        self.depth = 0
        self.assignment(start)

    def always(self):
        word = self.take().text
        if self.text() == "@":
            self.take()
            self.skip_brackets()
        self.context = {"always_comb": "blocking", "always_ff": "clocked", "initial": ""}[word]
        self.depth = 0
        self.statement()

    def statement(self):
        text = self.text()
        if text == "begin":
            self.take()
            if self.text() == ":":
                self.take()
                self.take()
            while self.text() != "end":
                self.statement()
            self.take("end")
        elif text == "if":
            self.branches()
        elif text == "for":
            self.take()
            self.skip_brackets()
            self.inside(self.statement)
        elif text == "case":
            self.inside(self.cases)
        elif self.declares():
            self.declaration()
        else:
            self.assignment(self.tokens[self.at].start)

    def inside(self, parse):
        self.depth += 1
        parse()
        self.depth -= 1

    def branches(self):
        self.take("if")
        self.take("(")
        condition = self.expression()
        self.take(")")
        self.add(Site("condition", condition.start, condition.end, condition))
        before = self.reset
        self.reset = self.source[condition.start:condition.end] == "!rst_ni"
        self.inside(self.statement)
        self.reset = before
        if self.text() == "else":
            self.take()
            self.inside(self.statement)

    def cases(self):
        self.take("case")
        self.skip_brackets()
        while self.text() != "endcase":
            while self.text() != ":":
                self.take()
            self.take(":")
            self.statement()
        self.take("endcase")

    def assignment(self, start):
        """target = value; or target <= value; also a whole array's."""
        begin = self.tokens[self.at].start
        while self.text() not in ("=", "<="):
            if self.text() == "[":
                self.skip_brackets()
            else:
                self.take()
        target = self.source[begin:self.tokens[self.at - 1].end]
        clocked = self.take().text == "<="
        value = self.expression()
        end = self.take(";").end
        kind = "blocking" if self.context == "clocked" and not clocked else self.context
        self.add(Site(kind, start, end, value, target, self.reset and clocked, self.depth > 0, target in self.arrays))

    def instance(self):
        module = self.take().text
        if self.text() == "#":
            self.take()
            self.skip_brackets()
        self.take()
        self.found.instances.append((module, self.take("(").end))
        while self.text() != ")":
            self.take(".")
            port = self.take().text
            self.take("(")
            value = self.expression()
            self.take(")")
            self.context = "port"
            self.add(Site("port", value.start, value.end, value, f"{module}.{port}"))
            if self.text() == ",":
                self.take()
        self.take(")")
        self.take(";")

    def add(self, site):
        if not self.context or site.target.startswith("unused"):
            return
        value = self.source[site.value.start:site.value.end]
        # A zero that only keeps a latch away from an intermediate value.
        if site.kind == "blocking" and not site.nested and ZERO.fullmatch(value) and site.target not in self.outputs:
            return
        self.found.sites.append(site)


def parse_module(text):
    return ModuleParser(text).module()
