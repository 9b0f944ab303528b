# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""What the other cases rely on: the browser says what a page does wrong."""
import pathlib
import tempfile
import unittest

from browser import Browser


class Harness(unittest.TestCase):
    def opened(self, html, check, head=""):
        with tempfile.TemporaryDirectory() as folder, Browser() as browser:
            page = pathlib.Path(folder) / "page.html"
            page.write_text(f"<!doctype html><html lang=en><title>t</title>{head}<body>{html}</body></html>")
            browser.open(page)
            check(browser)

    def test_APageThatDoesNothingIsSilent(self):
        def check(browser):
            self.assertEqual(browser.console(), [])
            self.assertEqual(browser.requests(), [])
        self.opened("<p>text", check)

    def test_AnErrorOfAScriptIsSeen(self):
        def check(browser):
            self.assertIn("no such thing", " ".join(browser.console()))
        self.opened("<script>throw new Error('no such thing')</script>", check)

    def test_ARequestIsSeen(self):
        def check(browser):
            browser.until("return document.images[0].complete")
            self.assertEqual([address.split("/")[-1] for address in browser.requests()], ["beside.png"])
        self.opened("<img src=beside.png alt=x>", check)

    def test_AViolationOfThePolicyIsSeen(self):
        def check(browser):
            self.assertIn("Content Security Policy", " ".join(browser.console()))
            self.assertIsNone(browser.run("return window.__hit || null"))
        self.opened("<script>__hit = 1</script>", check,
                    "<meta http-equiv=Content-Security-Policy content=\"script-src 'nonce-a'\">")
