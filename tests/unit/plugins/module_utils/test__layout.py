# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os

import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._layout import Layout, other_slot
from hypothesis import given
from hypothesis import strategies as st

RELEASE = "1.0-0123456789ab-abcdef"


@given(st.text(max_size=60))
def test_no_release_name_leads_out_of_the_releases(name):
    layout = Layout("gigs")
    try:
        path = layout.release(name)
    except GoliveError:
        return
    assert os.path.dirname(os.path.normpath(path)) == layout.releases


@given(st.text(max_size=40))
def test_no_application_name_leads_out_of_srv(name):
    try:
        home = Layout(name).home
    except GoliveError:
        return
    assert os.path.dirname(os.path.normpath(home)) == "/srv"


@pytest.mark.parametrize("name", ["../etc", "gigs/..", "", ".", "Gigs", "1gigs", "a" * 24, "gigs\n"])
def test_a_name_that_is_none_is_refused_in_a_sentence(name):
    with pytest.raises(GoliveError, match="Nothing was changed"):
        Layout(name)


def test_what_is_live_is_read_from_the_links(tmp_path):
    layout = Layout("gigs", root=str(tmp_path))
    os.makedirs(layout.slots)
    assert (layout.live_slot(), layout.live_release()) == (None, None)
    os.symlink(f"../releases/{RELEASE}", layout.slot("green"))
    os.symlink("slots/green", layout.live)
    assert (layout.live_slot(), layout.live_release()) == ("green", RELEASE)
    assert layout.slot_release("blue") is None


def test_a_live_link_to_something_else_is_no_slot(tmp_path):
    layout = Layout("gigs", root=str(tmp_path))
    os.makedirs(layout.slots)
    os.symlink("releases/x", layout.live)
    assert layout.live_slot() is None


def test_the_other_slot():
    assert [other_slot("blue"), other_slot("green")] == ["green", "blue"]
