# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
from unittest import mock

import pytest
from ansible_collections.golive.web.plugins.module_utils import _atomic, _share
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._layout import Layout

ONE = "1.0-0123456789ab-000001"
TWO = "2.0-0123456789ab-000002"
PLACES = [f"{bucket:02}" for bucket in range(20)] + ["preview"]


class Served:
    """An application with release 1 live in blue and 2 in green; what nginx would find in each bucket."""

    def __init__(self, folder):
        self.layout = Layout("gigs", root=str(folder))
        for path in (self.layout.slots, self.layout.release(ONE), self.layout.release(TWO)):
            os.makedirs(path)
        _atomic.symlink(f"../releases/{ONE}", self.layout.slot("blue"))
        _atomic.symlink(f"../releases/{TWO}", self.layout.slot("green"))
        self.live("blue")

    def live(self, slot):
        _atomic.symlink(f"slots/{slot}", self.layout.live)

    def release(self, place):
        path = os.path.realpath(os.path.join(self.layout.share, place))
        return os.path.basename(path) if os.path.isdir(path) else None

    def on(self, release):
        """The buckets, and the preview, that lead to I(release)."""
        return [place for place in PLACES if self.release(place) == release]


@pytest.fixture(autouse=True)
def no_sync():
    with mock.patch.object(_atomic, "fsync_tree"):
        yield


@pytest.fixture
def served(tmp_path):
    return Served(tmp_path)


@pytest.mark.parametrize("percentage", range(0, 101, 5))
def test_a_share_moves_its_part_of_the_buckets(served, percentage):
    assert _share.move(served.layout, "green", percentage)
    assert _share.percent(served.layout) == percentage
    assert served.on(TWO) == [*PLACES[: percentage // 5], "preview"]
    assert served.on(ONE) == PLACES[percentage // 5 : 20]


def test_a_share_that_grows_sends_no_bucket_back(served):
    moved = []
    for percentage in range(0, 101, 5):
        _share.move(served.layout, "green", percentage)
        assert moved == served.on(TWO)[: len(moved)]
        moved = served.on(TWO)[:-1]


def test_the_same_share_again_changes_nothing(served):
    _share.move(served.layout, "green", 25)
    assert not _share.move(served.layout, "green", 25)
    assert not _share.settle(served.layout)


@pytest.mark.parametrize("percentage", [0, 5, 100])
def test_no_bucket_goes_back_between_the_two_renames_of_a_flip(served, percentage):
    _share.move(served.layout, "green", percentage)
    served.live("green")
    assert served.on(TWO) == PLACES
    assert _share.percent(served.layout) == 0
    _share.move(served.layout, "blue", 0)
    assert served.on(TWO) == PLACES[:20]
    assert served.on(ONE) == ["preview"]


def test_a_run_that_died_between_the_two_renames_is_ended_by_the_next(served):
    _share.move(served.layout, "green", 25)
    served.live("green")
    assert _share.settle(served.layout)
    assert served.on(TWO) == PLACES[:20]
    assert served.on(ONE) == ["preview"]
    assert not _share.settle(served.layout)


def test_a_share_that_a_run_left_behind_is_not_taken_back_by_settling(served):
    _share.move(served.layout, "green", 25)
    assert not _share.settle(served.layout)
    assert _share.percent(served.layout) == 25


@pytest.mark.parametrize("left", [None, "elsewhere", "splits/green-21", "splits/red-01", "splits/blue-03"])
def test_whatever_share_was_it_becomes_no_share_of_the_standby_slot(served, left):
    if left:
        os.symlink(left, served.layout.share)
    assert _share.settle(served.layout)
    assert os.readlink(served.layout.share) == "splits/green-00"
    assert served.on(ONE) == PLACES[:20]


def test_without_a_live_release_only_a_preview_finds_one(served):
    os.unlink(served.layout.live)
    _share.settle(served.layout)
    assert (served.on(ONE), served.on(TWO)) == (["preview"], [])


def test_an_empty_standby_slot_is_no_release_for_a_preview(served):
    os.unlink(served.layout.slot("green"))
    _share.settle(served.layout)
    assert served.release("preview") is None


def test_links_that_were_lost_or_bent_are_mended(served):
    _share.move(served.layout, "green", 25)
    for place, target in (("03", "../../live"), ("07", None), ("preview", "../../live")):
        path = os.path.join(served.layout.splits, "green-05", place)
        os.unlink(path)
        if target:
            os.symlink(target, path)
    assert _share.settle(served.layout)
    assert served.on(TWO) == [*PLACES[:5], "preview"]
    assert not any(name.startswith(_atomic.UNFINISHED) for name in os.listdir(os.path.join(served.layout.splits, "green-05")))


@pytest.mark.parametrize("percentage", [-5, 1, 33, 105])
def test_a_share_that_is_no_whole_number_of_buckets_is_refused(percentage):
    with pytest.raises(GoliveError, match="a multiple of 5 from 0 to 100. Nothing was changed"):
        _share.buckets(percentage)


@pytest.mark.parametrize("wrong", [None, "blue-00", "green-15"])
def test_what_is_settled_is_known_without_changing_it(served, wrong):
    _share.settle(served.layout)
    if wrong:
        _atomic.symlink(f"splits/{wrong}", served.layout.share)
    foretold = _share.is_settled(served.layout)
    assert foretold is not _share.settle(served.layout)
    assert _share.is_settled(served.layout)


def test_a_missing_link_is_not_settled(served):
    assert not _share.is_settled(served.layout)
    _share.settle(served.layout)
    os.unlink(os.path.join(served.layout.splits, "green-15", "07"))
    assert not _share.is_settled(served.layout)
