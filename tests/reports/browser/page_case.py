# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""A case on a page: whatever it does, the console stays empty, nothing is asked for, nothing hostile runs."""
import csv
import io
import math
import unittest

import pages
from browser import Browser

# Of a table: texts of its heads, and rows of cells, numbers exactly as the page has them.
TABLE = """
const table = [...document.querySelectorAll('table')].find((t) => t.caption.textContent === arguments[0]);
if (!table) return null;
const cell = (c) => { const d = c.querySelector('data'); return d ? d.value : c.textContent.trim(); };
return [[...table.tHead.rows[0].cells].map((c) => c.textContent.trim()),
        [...table.tBodies[0].rows].map((row) => [...row.cells].map(cell))];
"""
FIGURE = "[...document.querySelectorAll('figure')].find((f) => f.querySelector('h4').textContent === arguments[0])"


class PageCase(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        self.browser = Browser()
        self.browser.__enter__()
        self.addCleanup(self.browser.__exit__, None, None, None)

    def open(self, name, fragment=""):
        self.browser.open(pages.page(name), fragment)

    def silent(self):
        self.assertEqual(self.browser.console(), [])
        self.assertEqual([a for a in self.browser.requests() if not a.startswith("blob:")], [])
        self.assertIsNone(self.browser.run("return window.__hit ?? null"))

    def tearDown(self):
        if self.browser.page:
            self.silent()

    def run_script(self, script, *words):
        return self.browser.run(script, *words)

    # --- tables
    def table(self, caption):
        found = self.run_script(TABLE, caption)
        self.assertIsNotNone(found, f"no table {caption}")
        return found

    def in_table(self, caption, css):
        """An element of the table's block, tools and pager too."""
        found = self.run_script("""
            const t = [...document.querySelectorAll('table')].find((t) => t.caption.textContent === arguments[0]);
            return t.closest('.table').querySelector(arguments[1])""", caption, css)
        self.assertIsNotNone(found, f"{caption}: no {css}")
        return found

    def head(self, caption, text):
        """The button that sorts by a column."""
        found = self.run_script("""
            const t = [...document.querySelectorAll('table')].find((t) => t.caption.textContent === arguments[0]);
            return [...t.querySelectorAll('thead button')].find((b) => b.textContent.startsWith(arguments[1]))""", caption, text)
        self.assertIsNotNone(found, f"{caption}: no head {text}")
        return found

    def check_table(self, caption, rows, keys):
        """The table's cells, from the first column on, are these members of the rows."""
        _, lines = self.table(caption)
        self.assertEqual(len(lines), len(rows), caption)
        for line, row in zip(lines, rows):
            for cell, key in zip(line, keys):
                self.same(cell, row[key], f"{caption}: {key}")

    def same(self, shown, value, where):
        if value is None:
            self.assertEqual(shown, "–", where)
        elif isinstance(value, bool):
            self.assertEqual(shown, "yes" if value else "no", where)
        elif isinstance(value, (int, float)):
            self.assertEqual(float(shown), float(value), where)
        else:
            self.assertEqual(" ".join(shown.split()), " ".join(value.split()) or "–", where)

    # --- plots
    def figure(self, title):
        found = self.run_script(f"return {FIGURE} ?? null", title)
        self.assertIsNotNone(found, f"no figure {title}")
        self.run_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", found)
        self.browser.until("return arguments[0].querySelector('svg') !== null", found)
        return found

    def marks(self, title, name):
        """Paths of the marks of a name."""
        return self.figure(title).find_elements("css selector", f"svg g.{name} > path")

    def boxes(self, title, name):
        """Width and height of those marks, in pixels."""
        return self.run_script("""return [...arguments[0].querySelectorAll('svg g.' + arguments[1] + ' > path')].map((p) => {
            const b = p.getBBox(); return [b.width, b.height]; })""", self.figure(title), name)

    def check_lengths(self, title, values, side=0, name="bars"):
        """The bars' lengths are to each other as the values."""
        lengths = [box[side] for box in self.boxes(title, name)]
        self.assertEqual(len(lengths), len(values), title)
        most = max(values)
        self.assertGreater(max(lengths), 20, title)
        for length, value in zip(lengths, values):
            self.assertAlmostEqual(length, value / most * max(lengths), delta=1.01, msg=title)

    def places(self, title, *names):
        """Middles of the marks of these names, in pixels of the window."""
        return self.run_script("""return arguments[1].flatMap((n) => [...arguments[0].querySelectorAll('svg g.' + n + ' > path')])
            .map((p) => { const b = p.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })""",
                               self.figure(title), names)

    def check_places(self, places, values, delta=1):
        """Each mark is where its two values are, to the right and up; a scale of a factor of 10 or more is logarithmic."""
        self.assertEqual(len(places), len(values))
        for axis in (0, 1):
            scale = math.log if max(v[axis] for v in values) >= 10 * min(v[axis] for v in values) else float
            at = [scale(v[axis]) * (1 - 2 * axis) for v in values]
            low, high = at.index(min(at)), at.index(max(at))
            pixels = (places[high][axis] - places[low][axis]) / (at[high] - at[low])
            self.assertGreater(pixels * (at[high] - at[low]), 100)
            for place, value in zip(places, at):
                self.assertAlmostEqual(place[axis], places[low][axis] + pixels * (value - at[low]), delta=delta)

    def axis_labels(self, title, css=".role-axis-label"):
        return self.run_script("return [...arguments[0].querySelectorAll(arguments[1])].map((t) => t.textContent)",
                               self.figure(title), f"svg {css} text")

    def axis_titles(self, title):
        return self.run_script("return [...arguments[0].querySelectorAll('svg .role-axis-title text')].map((t) => t.textContent)",
                               self.figure(title))

    def tip(self):
        return self.browser.until("const t = document.getElementById('tip'); return t.hidden ? '' : t.innerText")

    def open_details(self):
        """All of them, their tables too."""
        self.run_script("for (const d of document.querySelectorAll('details')) d.open = true")
        self.browser.until("return [...document.querySelectorAll('.below details')].every((d) => d.querySelector('table'))")

    # --- files
    def csv_of(self, button):
        """The rows of the file that the button saves."""
        self.run_script("""window.__blobs = []; const make = URL.createObjectURL;
            URL.createObjectURL = (blob) => { window.__blobs.push(blob); return make.call(URL, blob); }""")
        self.browser.click(button)
        text = self.browser.driver.execute_async_script("window.__blobs[0].text().then(arguments[0])")
        return list(csv.DictReader(io.StringIO(text)))


def numbers_of(value):
    """All numbers of a JSON value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return set().union(*map(numbers_of, value)) if value else set()
    return {float(value)} if isinstance(value, (int, float)) and not isinstance(value, bool) else set()
