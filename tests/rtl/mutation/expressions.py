# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Tokens and expressions of the SystemVerilog that this project writes (CONVENTIONS: no functions, no classes)."""
import dataclasses
import re

TOKEN = re.compile(r"""
    (?P<skip>\s+|//[^\n]*|/\*.*?\*/)
  | (?P<directive>`(?:ifdef|ifndef|include|undef)\b[^\n]*|`(?:else|endif)\b)
  | (?P<literal>\d+'s?[bdoh][0-9a-fA-F_]+|'[01])
  | (?P<number>\d[\d_]*)
  | (?P<string>"[^"]*")
  | (?P<name>[`$]?[A-Za-z_][\w$]*(?:::\w+)*)
  | (?P<sign><<<|>>>|<<|>>|<=|>=|==|!=|&&|\|\||\+\+|--|\+:|-:|\*\*|[-+*/%&|^~!<>=?:;,.(){}\[\]'@\#])
""", re.VERBOSE | re.DOTALL)

# Binary operators by precedence, loosest first.
LEVELS = [["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<", "<=", ">", ">="], ["<<", ">>", "<<<", ">>>"],
          ["+", "-"], ["*", "/", "%"]]
PRECEDENCE = {sign: level for level, signs in enumerate(LEVELS) for sign in signs}


@dataclasses.dataclass(frozen=True)
class Token:
    kind: str
    text: str
    start: int
    end: int


@dataclasses.dataclass
class Node:
    """An expression: kind is binary, unary, ternary, literal, name, concat, replicate, cast, call or group."""
    kind: str
    start: int
    end: int
    sign: str = ""
    sign_at: int = 0  # where the operator's sign begins
    parts: tuple = ()

    def walk(self):
        yield self
        for part in self.parts:
            yield from part.walk()


def tokens_of(text):
    tokens, at = [], 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise ValueError(f"no token at: {text[at:at + 40]!r}")
        if match.lastgroup != "skip":
            tokens.append(Token(match.lastgroup, match.group(), match.start(), match.end()))
        at = match.end()
    return tokens


class Cursor:
    """A place in a list of tokens, with what every parser needs."""

    def __init__(self, tokens, at=0):
        self.tokens, self.at = tokens, at

    def text(self, ahead=0):
        place = self.at + ahead
        return self.tokens[place].text if place < len(self.tokens) else ""

    def take(self, expected=None):
        token = self.tokens[self.at]
        if expected is not None and token.text != expected:
            raise ValueError(f"expected {expected!r}, found {token.text!r} at {token.start}")
        self.at += 1
        return token

    def skip_brackets(self):
        """From an opening bracket behind its closing one."""
        depth = 0
        while True:
            text = self.take().text
            depth += (text in "([{") - (text in ")]}")
            if depth == 0:
                return


class ExpressionParser(Cursor):
    def expression(self):
        return self.ternary()

    def ternary(self):
        condition = self.binary(0)
        if self.text() != "?":
            return condition
        self.take("?")
        yes = self.ternary()
        self.take(":")
        no = self.ternary()
        return Node("ternary", condition.start, no.end, "?", parts=(condition, yes, no))

    def binary(self, level):
        left = self.unary()
        while PRECEDENCE.get(self.text(), -1) >= level:
            sign = self.take()
            right = self.binary(PRECEDENCE[sign.text] + 1)
            left = Node("binary", left.start, right.end, sign.text, sign.start, (left, right))
        return left

    def unary(self):
        if self.text() in ("!", "~", "-", "+", "&", "|", "^"):
            sign = self.take()
            operand = self.unary()
            return Node("unary", sign.start, operand.end, sign.text, sign.start, (operand,))
        return self.suffixes(self.primary())

    def primary(self):
        token = self.tokens[self.at]
        if token.text == "(":
            self.take()
            inner = self.expression()
            return Node("group", token.start, self.take(")").end, parts=(inner,))
        if token.text == "{":
            return self.braces()
        self.take()
        if token.kind in ("literal", "number"):
            return Node("literal", token.start, token.end)
        if token.kind != "name":
            raise ValueError(f"no expression at {token.start}: {token.text!r}")
        if self.text() == "(":
            return self.call(token)
        return Node("name", token.start, token.end)

    def braces(self):
        start = self.take("{").start
        first = self.expression()
        if self.text() == "{":
            inner = self.braces()
            return Node("replicate", start, self.take("}").end, parts=(inner,))
        parts = [first]
        while self.text() == ",":
            self.take()
            parts.append(self.expression())
        return Node("concat", start, self.take("}").end, parts=tuple(parts))

    def call(self, name):
        self.skip_brackets()
        return Node("call", name.start, self.tokens[self.at - 1].end)

    def suffixes(self, node):
        """Selections, members and casts; what is in brackets is not looked into."""
        while self.text() in ("[", ".", "'"):
            if self.text() == "[":
                self.skip_brackets()
                node = Node("name", node.start, self.tokens[self.at - 1].end)
            elif self.text() == ".":
                self.take()
                node = Node("name", node.start, self.take().end)
            else:
                self.take("'")
                self.take("(")
                inner = self.expression()
                node = Node("cast", node.start, self.take(")").end, parts=(inner,))
        return node
