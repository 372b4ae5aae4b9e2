# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values of variables that have entries by name: what is said of them, and what is not."""

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.plugin_utils import _kinds

KINDS = {"password": "secret", "clients": "network[]?", "connections": "positive?"}
GOOD = {"password": "correct-horse-battery", "clients": ["192.0.2.0/24", "2001:db8::/32"], "connections": "5"}


def said(value, kinds=None):
    return _kinds.faults({"shops": {"type": "dict"}}, {"shops": kinds or KINDS}, {"shops": value})


def test_good_entries_are_taken():
    assert said({"shop": GOOD, "shop_x": {"password": GOOD["password"]}}) == []


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ({**GOOD, "password": "short"}, "shops.shop.password"),
        ({**GOOD, "password": "correct-horse\nbattery-staple"}, "shops.shop.password"),
        ({**GOOD, "password": "correct-horse'; DROP DATABASE"}, "shops.shop.password"),
        ({**GOOD, "password": ["correct-horse-battery"]}, "shops.shop.password"),
        ({"connections": 1}, "shops.shop.password"),
        ({**GOOD, "clients": "192.0.2.0/24"}, "shops.shop.clients"),
        ({**GOOD, "clients": ["192.0.2.0/24 trust\nhost all"]}, "shops.shop.clients[0]"),
        ({**GOOD, "clients": ["999.0.2.0/24"]}, "shops.shop.clients[0]"),
        ({**GOOD, "clients": ["0.0.0.0"]}, "shops.shop.clients[0]"),
        ({**GOOD, "connections": True}, "shops.shop.connections"),
        ({**GOOD, "superuser": True}, "shops.shop"),
        ("correct-horse-battery", "shops.shop"),
    ],
)
def test_a_bad_one_is_refused_by_its_place_and_no_secret_is_told(entry, place):
    faults = said({"shop": entry})
    assert faults and all(place in fault for fault in faults)
    assert "horse" not in str(faults) and "short" not in str(faults)


@pytest.mark.parametrize("value", [["correct-horse-battery"], "correct-horse-battery", {"Shop; DROP": GOOD}, {"a" * 24: GOOD}, {'shop"': GOOD}, {1: GOOD}])
def test_what_has_no_entries_by_name_is_refused(value):
    faults = said(value)
    assert faults and "shops" in faults[0] and "horse" not in str(faults)


def test_a_value_that_has_the_fields_itself():
    kinds = [{"source": "certificate_source", "key": "file?"}]
    assert said({"source": "own"}, kinds) == []
    assert said({"source": "nowhere", "keys": "/x"}, kinds) == [
        "a field of shops is 'keys', but must be one of source, key.",
        "shops.source is 'nowhere', but must be one of acme, files, own.",
    ]
