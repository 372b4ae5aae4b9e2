# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._facts.packages import List, Packages, Upgrade

MAIN, SECURITY = "Debian:12.15/oldstable", "Debian-Security:12/oldstable-security"
NOW, DAY = 1_800_000_000.0, 86400


def judged(upgrades=(), age=1.0, origin=SECURITY, **options):
    found = checks.judged(Packages(tuple(upgrades), (List(MAIN, NOW - 99 * DAY), List(origin, NOW - age * DAY)), NOW), check="updates", **options)
    return found.reason, found.observed


def test_where_none_wait_by_new_lists_it_passes():
    assert judged([Upgrade("bash", (MAIN,))]) == ("", "none wait, by lists 1.0 days old")


def test_security_updates_that_wait_are_named():
    assert judged([Upgrade("bash", (MAIN,)), Upgrade("libssl3", (MAIN, SECURITY))]) == ("pending", "1 wait: libssl3")
    assert judged(Upgrade(name, (SECURITY,)) for name in "gfedcba") == ("pending", "7 wait: a, b, c, d, e and 2 more")


def test_old_lists_know_nothing_of_new_updates():
    assert judged(age=7.1) == ("outdated", "none wait, by lists 7.1 days old")
    assert judged(age=7.1, max_list_age=8)[0] == ""
    assert judged([Upgrade("libssl3", (SECURITY,))], age=7.1)[0] == "pending"


def test_lists_of_other_origins_tell_nothing():
    assert judged(origin="Other:1/stable")[0] == "outdated"


def test_which_origins_count_is_said():
    assert judged([Upgrade("bash", (MAIN,))], origins="^Debian") == ("pending", "1 wait: bash")


@pytest.mark.parametrize("options", [{"max_list_age": 0}, {"origins": "("}])
def test_what_can_not_be_meant_is_refused(options):
    assert checks.mistake(check="updates", **options)
