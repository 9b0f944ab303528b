# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""What holds for the page of every kind."""
import itertools
import json

import pages
from page_case import PageCase, numbers_of

# Names, headings, labels: what a page must have for those who do not see it. Gives what is wrong.
ACCESS = """
const wrong = [], named = (e) => (e.getAttribute('aria-label') ?? '').trim()
  || (e.getAttribute('aria-labelledby') ?? '').split(' ').map((id) =>
    document.getElementById(id)?.textContent ?? '').join('').trim();
if (document.documentElement.lang !== 'en') wrong.push('no language');
if (!document.title.trim()) wrong.push('no title');
let last = 0;
for (const h of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
  const level = Number(h.tagName[1]);
  if (level > last + 1) wrong.push(`h${level} after h${last}: ${h.textContent}`);
  if (!h.textContent.trim()) wrong.push(`h${level} is empty`);
  last = level;
}
if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
for (const tag of ['main', 'nav', 'header']) if (document.querySelectorAll(tag).length !== 1) wrong.push(`not one ${tag}`);
for (const f of document.querySelectorAll('figure')) {
  if (!named(f)) wrong.push('a figure without a name');
  const svg = f.querySelector('svg');
  if (svg && ![svg, ...f.querySelectorAll('[role="graphics-document"], [role="img"]')].some(named))
    wrong.push(`no name of the drawing: ${named(f)}`);
}
for (const i of document.querySelectorAll('input, select, textarea'))
  if (!i.labels?.length && !named(i)) wrong.push(`no label: ${i.outerHTML}`);
for (const b of document.querySelectorAll('button, a, summary'))
  if (!b.textContent.trim() && !named(b)) wrong.push(`says nothing: ${b.outerHTML.slice(0, 200)}`);
for (const t of document.querySelectorAll('table')) {
  if (!t.caption?.textContent.trim()) wrong.push('a table without a caption');
  if ([...t.querySelectorAll('th')].some((h) => !h.scope)) wrong.push(`heads without a scope: ${t.caption.textContent}`);
}
const ids = [...document.querySelectorAll('[id]')].map((e) => e.id).filter((id) => !/^gradient/.test(id));
for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) wrong.push(`id twice: ${id}`);
for (const e of document.querySelectorAll('[aria-labelledby], [aria-describedby]'))
  for (const name of ['aria-labelledby', 'aria-describedby'])
    for (const id of (e.getAttribute(name) ?? '').split(' ').filter(Boolean))
      if (!document.getElementById(id)) wrong.push(`no ${id}`);
for (const a of document.querySelectorAll('a')) {
  const to = decodeURIComponent(a.hash.slice(1));
  if (!to || !document.getElementById(to)) wrong.push(`leads nowhere: ${a.outerHTML.slice(0, 200)}`);
}
return wrong;
"""
# Texts whose contrast with what is behind them is below WCAG's 4.5 to 1.
CONTRAST = """
const rgb = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 && m[3] === 0 ? null : m; };
const light = ([r, g, b]) => [r, g, b].map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; })
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const behind = (e) =>
  { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c) return c; } return [255, 255,
  255]; };
const found = new Set();
for (const e of document.querySelectorAll('body *')) {
  const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  if (!own || e.closest('script, noscript, [hidden], [aria-hidden], :disabled, option') || !e.getClientRects().length) continue;
  const svg = e.closest('svg');
  if (svg?.querySelector('g.cells') && e.closest('.role-mark')) continue;  // on a mark, not on the page
  const style = getComputedStyle(e);
  const ink = style.opacity === '0' ? null : rgb(svg ? style.fill : style.color);
  if (!ink) continue;
  const [a, b] = [light(ink), light(behind(e))];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) found.add(`${e.tagName}.${e.className}: ${ratio.toFixed(2)}`);
}
return [...found];
"""


class Access(PageCase):
    def check(self, kind):
        self.open(kind)
        self.assertEqual(self.run_script(ACCESS), [])
        self.assertEqual(self.run_script(CONTRAST), [])
        self.browser.click(self.browser.find("button.theme"))
        self.assertEqual(self.run_script(CONTRAST), [])
        for width in (1280, 400):
            self.browser.size(width)
            self.browser.until("return innerWidth === arguments[0]", width)
            self.assertLessEqual(self.run_script("return document.documentElement.scrollWidth"), width, "wider than the window")

    def test_OfARun(self):
        self.check("run")

    def test_OfAComparison(self):
        self.check("compare")

    def test_OfASweep(self):
        self.check("sweep")

    def test_OfATrace(self):
        self.check("trace")

    def test_OfAVerification(self):
        self.check("wrong")


class Plots(PageCase):
    """Every figure is drawn, has axes, and a table with the same rows as its file."""

    def check(self, kind):
        self.open(kind)
        figures = self.run_script("return [...document.querySelectorAll('figure h4')].map((h) => h.textContent)")
        self.assertGreater(len(figures), 0)
        for title in figures:
            figure = self.figure(title)
            drawn = self.run_script("""const f = arguments[0]; const text = f.querySelector('svg').getBoundingClientRect();
                return [f.querySelectorAll('svg .role-mark path, svg .role-mark line, svg .role-mark text').length,
                  f.querySelectorAll('svg .role-axis').length,
                  [...f.querySelectorAll('svg text')].filter((t) => t.textContent.trim()
                    && getComputedStyle(t).opacity !== '0').every((t) => {
                    const b = t.getBoundingClientRect();
                    return b.left >= text.left - 1.5 && b.right <= text.right + 1.5 && b.top >= text.top - 1.5
                      && b.bottom <= text.bottom + 1.5; })]""", figure)
            self.assertGreater(drawn[0], 0, title)
            self.assertGreater(drawn[1], 1, f"{title}: axes")
            self.assertTrue(drawn[2], f"{title}: a text is cut off")
            self.browser.click(figure.find_element("css selector", "summary"))
            rows = self.csv_of(figure.find_element("css selector", ".below > button"))
            lines = self.run_script("""
                return [...arguments[0].querySelector('table').tBodies[0].rows].map((r) => [...r.cells].map((c) =>
                c.querySelector('data')?.value ?? c.textContent.trim()))""", figure)
            self.assertEqual(len(lines), min(len(rows), 100), title)
            for line, row in zip(lines, rows):
                for cell, value in zip(line, row.values()):
                    self.assertIn(" ".join(value.split()), ({"yes": "true", "no": "false", "–": ""}.get(cell, cell),
                                                            " ".join(cell.split())), title)

    def test_OfARun(self):
        self.check("run")

    def test_OfAComparison(self):
        self.check("compare")

    def test_OfASweep(self):
        self.check("sweep")

    def test_OfATrace(self):
        self.check("trace")

    def test_OfAVerification(self):
        self.check("verification")


class Numbers(PageCase):
    """No number on the page but those of the files and the few that docs/reports.md says it counts; how it reads is what it
    is."""

    def check(self, kind, values):
        self.open(kind)
        numbers = set().union(*map(numbers_of, values))
        self.open_details()
        shown = self.run_script("""return [...document.querySelectorAll('data')].map((d) => [d.value, d.firstChild.textContent])""")
        self.assertGreater(len(shown), 20)
        for value, text in shown:
            if value in ("true", "false"):
                continue
            try:
                number = float(value)
            except ValueError:
                continue  # a text in a card
            self.assertIn(number, numbers, f"{value} ({text})")
            read = float(text.rstrip("× %").replace(",", "").replace("−", "-"))
            exact = 100 * number if "%" in text else number
            self.assertAlmostEqual(read, exact, delta=6e-3 * abs(exact), msg=text)

    def test_OfARun(self):
        self.check("run", [pages.result("run"), self.counted("run")])

    def test_OfAComparison(self):
        self.check("compare", [pages.result("run"), pages.result("other"), self.counted("run"), self.counted("other"),
                               self.embedded("compare")])

    def test_OfASweep(self):
        names, rows = pages.table_of(pages.folder() / "sweep")
        counts = [len(rows), 2, 3, *range(1, len(rows))]  # points, models, keys that vary; points of a cell
        answers = pages.octet("sweep", "sensitivity", pages.folder() / "sweep", "--objectives", "latency", "--json", "-")
        self.check("sweep", [[list(row) for row in rows], counts, json.loads(answers)])

    def test_OfATrace(self):
        trace = pages.result("trace")
        fates = [[s["finished"] - s["missed"], s["arrived"] - s["finished"] - s["dropped"]] for s in trace["streams"]]
        slots = [min(i * trace["power_slot_ms"] / 1e3, trace["length_s"]) for i in range(len(trace["power_mw"]) + 1)]
        self.check("trace", [trace, fates, slots])

    def test_OfAVerification(self):
        wrong = pages.result("wrong")
        counts = wrong["coverage"]["counts"]
        groups = {}
        for name, count in counts.items():
            groups.setdefault((name.split(".")[0], count is None, count == 0), []).append(name)
        self.check("wrong", [wrong, [len(wrong["mismatches"]), 0, *map(len, groups.values())]])

    @staticmethod
    def counted(name):
        """Numbers of layers, and where they begin and end."""
        layers = pages.result(name)["layers"]
        return [list(range(len(layers) + 1)), list(itertools.accumulate(layer["cycles"] for layer in layers))]

    def embedded(self, kind):
        """What octet worked out for the page: ratios of two runs. Its runs are the files."""
        self.open(kind)
        data = self.run_script("return octet.data")
        names = {"run": ["run"], "compare": ["run", "other"]}[kind]
        for document, name in zip(data["documents"], names):
            self.assertEqual({k: v for k, v in document["data"].items() if k != "seed"},
                             {k: v for k, v in pages.result(name).items() if k != "seed"})
        return data["comparison"]


class Frame(PageCase):
    def test_TheThemeFollowsTheSystemAndItsButton(self):
        self.browser.media(dark=True)
        self.open("run")
        theme = "return document.documentElement.dataset.theme"
        dark = self.run_script("return getComputedStyle(document.body).backgroundColor")
        self.assertEqual(self.run_script(theme), "dark")
        fills = ("return [...new Set([...document.querySelectorAll('svg .role-mark path')].map((p) => p.getAttribute('fill')))]"
                 ".sort().join()")
        before = self.run_script(fills)
        self.browser.click(self.browser.find("button.theme"))
        self.assertEqual(self.run_script(theme), "light")
        self.assertNotEqual(self.run_script("return getComputedStyle(document.body).backgroundColor"), dark)
        self.browser.until(f"return (() => {{ {fills} }})() !== arguments[0]", before)

    def test_TheKeyboardSkipsToTheReportAndSortsTables(self):
        self.open("run")
        self.browser.press("TAB")
        self.assertEqual(self.run_script("return document.activeElement.textContent"), "Skip to the report")
        self.browser.press("ENTER")
        self.assertEqual(self.run_script("return location.hash"), "#main")
        head = self.head("Layers", "Cycles")
        self.run_script("arguments[0].focus()", head)
        self.assertNotEqual(self.run_script("return getComputedStyle(document.activeElement).outlineStyle"), "none")
        self.browser.press("ENTER")
        self.assertEqual(self.run_script("return arguments[0].closest('th').getAttribute('aria-sort')", head), "descending")
        self.browser.press("ENTER")
        self.assertEqual(self.run_script("return arguments[0].closest('th').getAttribute('aria-sort')", head), "ascending")

    def test_WhatOneTabsToIsSeen(self):
        self.open("sweep")
        for _ in range(40):
            self.browser.press("TAB")
            seen = self.run_script("""const e = document.activeElement, b = e.getBoundingClientRect();
                return e === document.body || (b.width > 0 && b.height > 0 && getComputedStyle(e).outlineStyle !== 'none')""")
            self.assertTrue(seen, self.run_script("return document.activeElement.outerHTML.slice(0, 200)"))

    def test_ArrowsChooseInASelectBox(self):
        self.open("sweep")
        select = self.run_script("return [...document.querySelectorAll('select')]"
                                 ".find((s) => s.labels[0].textContent.startsWith('Across'))")
        self.run_script("arguments[0].focus()", select)
        self.browser.press("ARROW_DOWN")
        self.assertEqual(self.run_script("return arguments[0].selectedIndex", select), 1)

    def test_TermsAreExplained(self):
        self.open("run")
        term = self.run_script("return [...document.querySelectorAll('.card [data-term]')][0]")
        self.browser.hover(term)
        self.assertTrue(self.browser.until("return document.getElementById('tip').innerText"))
        self.assertFalse(self.run_script("return document.getElementById('tip').hidden"))

    def check_terms(self, caption, names):
        """The columns' heads of the table say of which name of the glossary they are; "" for those of none."""
        for text, name in names:
            head = self.head(caption, text)
            self.run_script("document.activeElement.blur(); arguments[0].focus()", head)
            shown = self.run_script("const t = document.getElementById('tip'); return t.hidden ? '' : t.lastChild.textContent")
            self.assertEqual(shown, name, f"{caption}: {text}")

    def test_ATermIsThatOfItsPlaceInTheSchema(self):
        self.open("run")
        self.check_terms("This machine and machines with floating point", [
            ("Latency", "baselines[].latency_ms"), ("Energy", "baselines[].energy_uj"), ("Area", "baselines[].area_mm2")])
        self.check_terms("Layers", [("Energy", "layers[].energy_uj"), ("Limit", "layers[].limit"), ("#", "")])
        self.open_details()
        self.check_terms("Energy by action", [("Sum", "energy_ledger[].energy_uj"), ("Confidence", "energy_ledger[].confidence")])
        self.check_terms("Area by part", [("Sum", "area_ledger[].area_mm2"), ("Confidence", "area_ledger[].confidence")])

    def test_ATermIsThatOfItsSchema(self):
        self.open("trace")
        self.check_terms("Streams", [("Frames", "streams[].frames_per_second"), ("Model", "streams[].model"),
                                     ("Energy µJ", "streams[].energy_uj"), ("Energy per frame", "energy_per_frame_uj")])
        seed = self.run_script("return [...document.querySelectorAll('[data-term]')].find((t) => t.textContent === 'Seed')")
        self.browser.hover(seed)
        self.assertIn("jitter", self.tip())

    def test_OfMixedResultsEachHasItsTerms(self):
        self.open("mixed")
        self.check_terms("Layers", [("Limit", "layers[].limit")])
        self.open_details()
        self.check_terms("Energy by stream and state", [("Energy", "energy_parts[].energy_uj")])
        seeds = self.run_script("""return [...document.querySelectorAll('[data-term]')].filter((t) => /^seed$/i.test(t.textContent))
            .map((t) => octet.data.glossary[t.dataset.term].help)""")
        self.assertEqual(len(set(seeds)), 2)

    def check_print(self, kind):
        self.browser.media(dark=True)
        self.open(kind)
        self.browser.media(dark=True, kind="print")
        self.browser.until("return document.documentElement.dataset.theme === 'light'")
        self.browser.until("return [...document.querySelectorAll('details')].every((d) => d.open)")
        seen = ("return [...document.querySelectorAll('nav, button.theme, .tools button, input')]"
                ".filter((e) => e.getClientRects().length).length")
        self.assertEqual(self.run_script(seen), 0)
        cut = self.run_script("""return [...document.querySelectorAll('pre, dd, .long, .scroll')]
            .filter((e) => getComputedStyle(e).maxHeight !== 'none').length""")
        self.assertEqual(cut, 0)
        pdf = self.browser.cdp("Page.printToPDF", printBackground=True)["data"]
        self.assertGreater(len(pdf), 20000)
        self.browser.media(dark=True)
        self.browser.until("return document.documentElement.dataset.theme === 'dark'")

    def test_ARunPrints(self):
        self.check_print("run")

    def test_ASweepPrints(self):
        self.check_print("sweep")

    def test_ATracePrints(self):
        self.check_print("trace")

    def test_OnPaperATableSaysThatItIsAPart(self):
        self.open("verification")
        self.browser.media(kind="print")
        where = self.in_table("Points of coverage", ".pager [role=status]")
        points = len(pages.result("verification")["coverage"]["counts"])
        self.browser.until("return arguments[0].innerText", where)
        self.assertEqual(where.text, f"1 to 25 of {points} rows")

    def test_AVerificationPrints(self):
        self.check_print("verification")

    def test_PagesAreSmall(self):
        self.assertLess(pages.page("run").stat().st_size, 2e6)
        self.assertLess(pages.page("many").stat().st_size, 20e6)
