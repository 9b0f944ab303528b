# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""The results and pages that the other cases open."""
import unittest

import pages


class Pages(unittest.TestCase):
    def test_AreMadeOfResults(self):
        pages.folder().mkdir(parents=True, exist_ok=True)
        pages.make_runs()
        pages.make_trace()
        pages.make_verification()
        pages.make_sweep()
        pages.make_many()
        for kind in pages.KINDS:
            for text, suffix in ((pages.HOSTILE, ""), (pages.LONG, "_long")):
                pages.make_hostile(kind, text, suffix)
