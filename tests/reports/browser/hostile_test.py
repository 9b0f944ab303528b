# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Names with markup, quotes, newlines, ends of scripts, 10,000 characters: shown as text, and nothing runs."""
import pages
from page_case import PageCase


class Hostile(PageCase):
    def check(self, kind):
        counted = ("return ['script', 'img', 'iframe', 'object', 'embed', 'form', 'base', 'link', 'style', 'meta', 'b']"
                   ".map((t) => document.getElementsByTagName(t).length)")
        self.open({"verification": "wrong"}.get(kind, kind))
        expected = self.run_script(counted)
        for suffix in ("", "_long"):
            self.open(f"hostile_{kind}{suffix}")
            self.assertEqual(self.run_script(counted), expected)
            self.assertIn("<img src=x onerror=", self.run_script("return document.querySelector('main').textContent"))
            self.assertEqual(self.run_script("""return [...document.querySelectorAll('*')].filter((e) =>
                [...e.attributes].some((a) => /^on/i.test(a.name) || /^\\s*javascript:/i.test(a.value))).length"""), 0)
            self.run_script("for (const d of document.querySelectorAll('details')) d.open = true")
            for css in ("tbody button", "svg .role-mark path"):  # what one clicks and hovers on shows names too
                for element in self.browser.find_all(css)[:2]:
                    if element.is_displayed():
                        self.browser.hover(element)
            for element in self.browser.find_all("tbody button")[:2]:
                self.browser.click(element)
            self.browser.size(400)
            self.browser.until("return innerWidth === 400")
            self.assertLessEqual(self.run_script("return document.documentElement.scrollWidth"), 400)
            self.browser.size(1280)
            self.silent()

    def test_NamesInARun(self):
        self.check("run")

    def test_NamesInAComparison(self):
        self.check("compare")

    def test_NamesInASweep(self):
        self.check("sweep")

    def test_NamesInATrace(self):
        self.check("trace")

    def test_NamesInAVerification(self):
        self.check("verification")

    # The last line of defence, where a text has become a script after all.
    def test_APageRunsNoScriptButItsOwn(self):
        path = pages.folder() / "injected.html"
        text = pages.page("run").read_text()
        path.write_text(text.replace("</body>", "<script>window.__hit = 1</script><img src=x onerror='window.__hit = 2'></body>"))
        self.browser.open(path)
        self.assertIsNone(self.run_script("return window.__hit ?? null"))
        said = self.browser.console()
        self.assertIn("Content Security Policy", " ".join(said))
        self.assertEqual([a for a in self.browser.requests() if a.startswith("http")], [])
        self.browser.page = None  # what it said was expected
