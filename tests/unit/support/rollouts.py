# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Events of rollouts for tests: one that went well, one that went back, and any that a broken or hostile host may have brought about."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils import _events
from hypothesis import strategies as st

OLD, NEW = "1.0-0123456789ab-abcdef", "2.0-0123456789ab-abcdef"
BEGAN = 1_795_000_000.0
OWNER = "deploy@controller:42.4711"
HOSTILE = "</style><script>alert(1)</script>\"'&<img src=x onerror=alert(1)>\x1b[2J\x00\u202e\ud800{{ 7 * 7 }}`${7}"

hostile_text = st.text() | st.sampled_from([HOSTILE, "", " ", "\r\n", "]]>", "<!--", "pass", "fail"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | hostile_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(hostile_text, inner, max_size=3),
)
_some = st.dictionaries(hostile_text, hostile_text, max_size=3)
_results = st.fixed_dictionaries(
    {},
    optional={
        "verdict": hostile_text, "reason": hostile_text, "live": hostile_text, "flipped": st.booleans(), "share": anything,
        "seconds": st.fixed_dictionaries({"total": st.floats(0, 1000)}) | anything,
    },
)  # fmt: skip
_event = st.fixed_dictionaries(
    {"event": st.sampled_from(["planned", "judged", "ended"]) | hostile_text},
    optional={
        "time": st.datetimes().map(lambda moment: moment.isoformat() + "Z") | anything, "phase": hostile_text, "wave": st.integers(0, 3) | anything,
        "hosts": st.dictionaries(hostile_text, _results | anything, max_size=3) | anything, "verdict": hostile_text, "traffic": anything, "notes": anything,
        "reasons": st.lists(hostile_text) | anything, "release": hostile_text, "owner": hostile_text, "shares": anything, "bake_seconds": anything,
        "waves": st.lists(st.lists(hostile_text, max_size=3), max_size=3), "previous": _some | anything, "live": _some | anything,
    },
)  # fmt: skip
events = st.lists(_event, max_size=6)


class Rollout:
    """Events as they happen, with a clock of their own; C(plan) is what the plan says."""

    def __init__(self, waves=(("web1",), ("web2", "web3")), shares=(), bake_seconds=10, previous=OLD):
        hosts = [host for wave in waves for host in wave]
        self.now = BEGAN
        self.plan = {
            "release": NEW, "waves": [list(wave) for wave in waves], "previous": dict.fromkeys(hosts, previous), "shares": list(shares),
            "bake_seconds": bake_seconds, "deadline": BEGAN + 3600, "summary": [f"Release {NEW}", "Wave 1 of 2"], "owner": OWNER,
        }  # fmt: skip
        self.verdict = {"verdict": "pass", "reasons": [], "notes": []}
        self.events = [_events.planned(self.plan, [], OWNER, self.clock)]

    def clock(self):
        return self.now

    def phase(self, phase, seconds, traffic=None, verdict="pass", reasons=(), **results):
        """One phase of so many seconds; I(results) are by host what differs from one that went well."""
        self.now += seconds
        well = {"verdict": "pass", "reason": "", "live": NEW if phase == "wave" else OLD, "flipped": phase in ("wave", "roll back"), "share": 0}
        results = {host: None if result is None else {**well, "seconds": {"total": seconds - 1}, **result} for host, result in results.items()}
        before, failed = self.verdict, "fail" in (self.verdict["verdict"], verdict)
        self.verdict = {"verdict": "fail" if failed else verdict, "reasons": [*before["reasons"], *reasons], "notes": before["notes"]}
        self.events.append(_events.judged(phase, results, before, self.verdict, self.plan, traffic, self.clock))
        return self.events[-1]


def gone_well():
    rollout = Rollout()
    rollout.phase("stage", 6, web1={}, web2={}, web3={})
    rollout.phase("wave", 12, web1={})
    rollout.phase("wave", 14, web2={}, web3={})
    return rollout


def gone_back(reason="it answered 503."):
    rollout = Rollout()
    rollout.phase("wave", 12, web1={})
    bad = {"verdict": "fail", "reason": reason, "live": OLD, "flipped": False}
    rollout.phase("wave", 14, verdict="fail", reasons=[f"web2: {reason}"], web2=bad, web3={})
    rollout.phase("roll back", 2, web1={}, web3={})
    return rollout
