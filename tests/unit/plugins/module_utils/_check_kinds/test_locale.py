# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._facts.locales import Locale


@pytest.mark.parametrize("name, locale, reason, observed", [
    ("C.UTF-8", Locale("C.UTF-8", "", "UTF-8"), "", "C.UTF-8 is of UTF-8"),
    ("", Locale("de_DE", "LANG", "ISO-8859-1"), "type", "de_DE is of ISO-8859-1 (LANG)"),
    ("", Locale("C", "", "ANSI_X3.4-1968"), "type", "C is of ANSI_X3.4-1968, as no variable names one"),
])  # fmt: skip
def test_it_must_be_of_utf_8(name, locale, reason, observed):
    found = checks.judged(locale, check="locale", name=name)
    assert (found.reason, found.observed) == (reason, observed)
