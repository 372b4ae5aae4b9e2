# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils import _target
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

OLD, NEW, OLDEST = "1.0-0123456789ab-abcdef", "2.0-0123456789ab-abcdef", "0.9-0123456789ab-abcdef"


def info(live=OLD, good=(OLD,), bad=None, releases=(OLD,), paused="", left=""):
    known = {"release": paused} if paused else {}
    return {"provisioned": True, "left": left, "paused": known, "live": live, "good": list(good), "bad": bad or {}, "releases": list(releases)}


def test_the_last_good_release_is_good_and_kept_on_every_host_and_live_on_none():
    everything = {"releases": (OLDEST, OLD, NEW), "live": NEW}
    a = info(good=(OLDEST, OLD, NEW), **everything)
    assert _target.resolve("last good", {"a": a, "b": info(good=(OLDEST, OLD, NEW), **everything)}) == OLD
    assert _target.resolve("last good", {"a": a, "b": info(good=(OLDEST, NEW), bad={OLD: "it answered 500"}, **everything)}) == OLDEST
    with pytest.raises(GoliveError, match="no earlier release that was good on every host"):
        _target.resolve("last good", {"a": a, "b": info(good=(NEW,), **everything)})


def test_hosts_that_differ_go_back_to_what_was_good_on_all_though_some_have_it_live():
    everything = {"releases": (OLDEST, OLD, NEW)}
    ahead, behind = info(live=NEW, good=(OLDEST, OLD, NEW), **everything), info(live=OLD, good=(OLDEST, OLD), **everything)
    assert _target.resolve("last good", {"a": ahead, "b": behind}) == OLD


def test_a_way_back_that_died_half_way_does_not_lead_forward_again():
    everything = {"releases": (OLDEST, OLD, NEW), "good": (OLDEST, OLD, NEW)}
    half, all_of_it = (info(live=OLD, left=NEW, **everything), info(live=NEW, **everything)), [info(live=OLD, left=NEW, **everything)] * 2
    assert _target.resolve("last good", dict(zip("ab", half))) == OLD
    assert _target.resolve("last good", dict(zip("ab", all_of_it))) == OLD, "it is ended"
    assert _target.resolve("last good", dict(zip("ab", [info(live=OLD, **everything)] * 2))) == NEW, "which nobody has left"


def test_a_rollout_that_waits_goes_on_though_a_host_that_it_does_without_refused_it():
    waiting = {"releases": (OLD, NEW), "paused": NEW}
    assert _target.resolve("paused", {"a": info(**waiting), "b": info(bad={NEW: "it answered 500"}, **waiting)}) == NEW


def test_a_release_is_named_by_its_id_or_its_version():
    infos = {"a": info(releases=(OLD, NEW))}
    assert _target.resolve(OLD, infos) == _target.resolve("1.0", infos) == OLD


def test_a_name_that_means_none_or_two_is_refused():
    with pytest.raises(GoliveError, match="is on no host"):
        _target.resolve("3.0", {"a": info()})
    with pytest.raises(GoliveError, match="more than one"):
        _target.resolve("1.0", {"a": info(releases=(OLD, "1.0-0123456789ab-000000"))})


def test_nobody_goes_back_into_a_bad_release():
    with pytest.raises(GoliveError, match="was refused before .it answered 500"):
        _target.resolve("1.0", {"a": info(bad={OLD: "it answered 500"})})


def test_what_is_paused_and_what_was_before_it():
    moved = info(live=NEW, good=(OLDEST, OLD), releases=(OLDEST, OLD, NEW), paused=NEW)
    waiting = info(live=OLD, good=(OLDEST, OLD), releases=(OLDEST, OLD, NEW), paused=NEW)
    assert _target.resolve("paused", {"a": moved, "b": waiting}) == NEW
    assert _target.resolve("before paused", {"a": moved, "b": waiting}) == OLD
    assert _target.resolve("before paused", {"a": waiting, "b": waiting}) == OLD, "a share alone was given, and what is live on all is what was before"


@pytest.mark.parametrize("target", ["paused", "before paused"])
def test_where_nothing_is_paused_nothing_is_meant(target):
    with pytest.raises(GoliveError, match="No rollout is paused"):
        _target.resolve(target, {"a": info()})
    with pytest.raises(GoliveError, match="More than one rollout is paused"):
        _target.resolve(target, {"a": info(paused=OLD), "b": info(paused=NEW)})
