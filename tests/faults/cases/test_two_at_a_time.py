# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two deploys at the same time: of two applications both go live, of one application one is refused with the owner's name."""

from __future__ import annotations

import json
import threading

import artifacts


def at_the_same_time(*deploys):
    """What each of I(deploys) (functions) returned."""
    runs = [None] * len(deploys)

    def go(number):
        runs[number] = deploys[number]()

    threads = [threading.Thread(target=go, args=(number,)) for number in range(len(deploys))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return runs


def test_two_applications_of_one_host_go_live_at_the_same_time(bare, narrow):
    with bare.undisturbed() as known, narrow.undisturbed() as known_too:
        one, two = artifacts.good(), artifacts.good()
        first, second = at_the_same_time(lambda: bare.deploy(one), lambda: narrow.deploy(two))
        assert (first.code, second.code) == (0, 0), first.output[-3000:] + second.output[-3000:]
        known.add(first.release)
        known_too.add(second.release)
    assert (bare.live(), narrow.live()) == (first.release, second.release)


def test_of_two_deploys_of_one_application_one_is_refused_with_the_others_name(bare):
    with bare.undisturbed() as known:
        one, two = artifacts.good(), artifacts.good()
        # Long enough for both to be at work.
        slow = {"build": [["sleep", "20"]]}
        runs = at_the_same_time(lambda: bare.deploy(one, change=slow), lambda: bare.deploy(two, change=slow))
        passed, refused = sorted(runs, key=lambda run: run.code)
        assert passed.code == 0 and refused.code != 0, refused.output[-3000:]
        known.add(passed.release)
        said = " ".join(refused.output.split())
        owner = json.loads(bare.on("tail", "-n", "1", "/srv/bare/ledger.jsonl"))["owner"]
        assert f"{owner} has been " in said and "Nothing was changed by this run" in said, said[-3000:]
        assert bare.live() == passed.release
    with bare.undisturbed() as known:
        known.add(bare.live_on(artifacts.good()))
