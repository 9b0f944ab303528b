# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Debian's chromium, headless, on a page from disk: what it draws, what its console says, what it asks the network for."""
import importlib.util
import json
import os
import shutil
import tempfile

WAIT_SECONDS = 60  # until something must have happened; nothing waits that long unless it fails
# A report says on its root when its plots are drawn; other pages are only loaded.
READY = ("return document.readyState === 'complete' && (!document.getElementById('octet-data')"
         " || document.documentElement.dataset.ready === 'true')")


def missing():
    """What is not installed; empty if all is."""
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        return "chromium (Debian packages chromium and chromium-driver)"
    if not importlib.util.find_spec("selenium"):
        return "selenium for Python (./dev test installs it and sets OCTET_PYTHON)"
    return ""


def chrome(home, width, height, *words, listen=False):
    """A driver of headless chromium, all of whose files are in `home`; `words`: options; `listen`: keeps console and network."""
    from selenium import webdriver
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for word in ("--headless=new", f"--window-size={width},{height}", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
                 "--force-device-scale-factor=1", "--disable-background-networking", "--disable-dev-shm-usage",
                 "--disable-extensions", "--no-default-browser-check", f"--user-data-dir={home}/profile", *words):
        options.add_argument(word)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # chromium has none for root
    options.add_experimental_option("prefs", {"download.default_directory": str(home)})
    if listen:
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))


class Browser:
    """Use with `with`. A page is a file; nothing of one session is left for the next."""

    def __init__(self, width=1280, height=1000):
        self.width, self.height = width, height
        self.home, self.driver, self.page = None, None, None
        self.said, self.asked, self.opened = [], [], set()

    def __enter__(self):
        self.home = tempfile.TemporaryDirectory()
        self.driver = chrome(self.home.name, self.width, self.height, "about:blank", listen=True)
        self.media()
        return self

    def __exit__(self, *_):
        self.driver.quit()
        self.home.cleanup()

    def cdp(self, command, **words):
        return self.driver.execute_cdp_cmd(command, words)

    def media(self, dark=False, kind=""):
        """What the page is shown on: kind "print" or "screen"."""
        self.cdp("Emulation.setEmulatedMedia", media=kind,
                 features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
                           {"name": "prefers-reduced-motion", "value": "reduce"}])

    def size(self, width, height=1000):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def open(self, path, fragment=""):
        """Opens the file and waits until it is ready."""
        self.page = path.resolve().as_uri()
        self.opened.add(self.page)
        self.driver.get(self.page + fragment)
        self.until(READY)

    def run(self, script, *words):
        return self.driver.execute_script(script, *words)

    def until(self, script, *words):
        """Waits until the script gives something true, and returns that."""
        from selenium.common.exceptions import TimeoutException
        from selenium.webdriver.support.ui import WebDriverWait
        try:
            return WebDriverWait(self.driver, WAIT_SECONDS, 0.02).until(lambda driver: driver.execute_script(script, *words))
        except TimeoutException:
            raise AssertionError(f"never came true: {script} {words}") from None

    def find(self, css):
        return self.driver.find_element("css selector", css)

    def find_all(self, css):
        return self.driver.find_elements("css selector", css)

    def count(self, css):
        return self.run("return document.querySelectorAll(arguments[0]).length", css)

    def click(self, element):
        self.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
        element.click()

    def hover(self, element):
        from selenium.webdriver.common.action_chains import ActionChains
        self.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
        ActionChains(self.driver, duration=0).move_to_element(element).perform()

    def press(self, *keys):
        """Keys by name (TAB, ENTER, ARROW_DOWN) or as text, to what has the focus."""
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.keys import Keys
        actions = ActionChains(self.driver, duration=0)
        for key in keys:
            actions.send_keys(getattr(Keys, key, key))
        actions.perform()

    def choose(self, element, value):
        """Of a select box."""
        from selenium.webdriver.support.ui import Select
        self.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
        Select(element).select_by_value(value)

    def collect(self):
        self.said += [f"{entry['level']} {entry['message']}" for entry in self.driver.get_log("browser")]
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent" and message["params"]["documentURL"].startswith("file:"):
                self.asked.append(message["params"]["request"]["url"].split("#")[0])

    def console(self):
        """All that the console got: errors, warnings, violations of the policy, words of scripts."""
        self.collect()
        return self.said

    def requests(self):
        """Addresses asked for, but for those of the pages that were opened."""
        self.collect()
        return [address for address in self.asked if address not in self.opened]
