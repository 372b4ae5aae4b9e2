# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import locale

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._facts import locales


def test_one_that_is_there_says_its_codeset():
    assert locales.found({}, "C.UTF-8") == ("C.UTF-8", "", "UTF-8")
    assert locales.found({}, "POSIX").codeset == "ANSI_X3.4-1968"


@pytest.mark.parametrize("environment, name, variable", [
    ({"LANG": "C.UTF-8"}, "C.UTF-8", "LANG"), ({"LANG": "xx", "LC_CTYPE": "C.UTF-8"}, "C.UTF-8", "LC_CTYPE"),
    ({"LANG": "xx", "LC_CTYPE": "yy", "LC_ALL": "C"}, "C", "LC_ALL"), ({"LC_ALL": "", "LANG": "C"}, "C", "LANG"), ({}, "C", ""),
])  # fmt: skip
def test_without_a_name_it_is_that_of_the_environment(environment, name, variable):
    assert locales.found(environment, "")[:2] == (name, variable)


@pytest.mark.parametrize("name", ["xx_XX.UTF-8", "../../etc", "\udcff", "/", "a" * 5000])
def test_one_that_is_not_there_is_missing(name):
    trouble = checks.trouble(locales.found, {}, name)
    assert (trouble.outcome, trouble.reason) == ("fail", "missing")


def test_that_of_this_process_stays():
    before = locale.setlocale(locale.LC_ALL)
    locales.found({}, "C.UTF-8" if before == "C" else "C")
    assert locale.setlocale(locale.LC_ALL) == before
