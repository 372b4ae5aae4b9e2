# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often a canary that is no worse is called worse, and how often one that is worse is found: simulated rollouts, judged as real ones are.

    python tests/benchmark/canaries.py

prints the figures of docs/statistics.md. It needs neither hosts nor packages, and the same seed gives the same figures on any machine.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from pathlib import Path
from typing import NamedTuple

if __name__ == "__main__":  # alone, it finds what tests/benchmark/run finds for the others
    _ROOT = Path(__file__).resolve().parents[2]
    sys.path += [str(_ROOT / ".work" / "collections"), str(_ROOT / "tests" / "load")]

from ansible_collections.golive.web.plugins.module_utils._canary import Baseline, compare
from ansible_collections.golive.web.plugins.module_utils._looks import FALSE_ALARMS, Looks, alpha
from enumerated import P_VALUES, RATIOS, enumerate_outcomes
from report import Limit, table
from simulated import Change, Clients, Population, beta, broken, lognormal, once, pareto

ROLLOUTS, SEED = 10_000, 1
MISSED = 0.05


class Look(NamedTuple):
    """How many hosts' requests the canary has, the hosts that have not flipped, and the same hosts before; 0 of a baseline: there is none."""

    canary: float
    others: float
    before: float


# Ten hosts in three waves.
WAVES = (Look(1, 9, 1), Look(4, 5, 4), Look(5, 0, 5))
BEFORE = tuple(look._replace(others=0) for look in WAVES)
# At the last wave nobody is left to be compared with but the same hosts before.
OTHERS = tuple(look._replace(before=0 if look.others else look.before) for look in WAVES)
SHARES = tuple(look._replace(canary=look.canary * share) for look in OTHERS for share in (0.1, 0.5, 1))

FIRST = Looks(1, len(WAVES))

EACH_ANOTHER = Clients(once, beta(0.01, 0))
WEB = Clients(pareto(1.3, 300), beta(0.01, 0.02))
ANY_CLIENT = Clients(pareto(1.3, 300), beta(0.01, 0))
BROKEN = Clients(pareto(1.3, 300), broken(0.008, 0.002))
HEAVY = Clients(pareto(1.1, 1000), beta(0.05, 0.1), slow=6, spread=6)
FAST = WEB._replace(usual=-10)
PROGRAMS = Clients(lognormal(20, 1.2, 2000), beta(0.05, 0.1), slow=6, spread=6)

ANY = (30, 1_000)
WORSE = Change(failing=0.01, slower=4)


class Fair(NamedTuple):
    """A rollout of a release that is no worse. C(requests): a host's, any between these two with the same chance for each doubling.

    C(canary), C(others), C(before): what hosts or hours do to their requests. A canary that is like one of its baselines is no worse.
    """

    label: str
    clients: Clients
    looks: tuple = OTHERS
    requests: tuple = ANY
    canary: Change = Change()
    others: Change = Change()
    before: Change = Change()


class Unfair(NamedTuple):
    """One look at a release that is worse by I(change): C(look) in requests, the C(number) of three. I(ratio): errors of before, and of the canary."""

    label: str
    clients: Clients
    look: Look
    change: Change
    ratio: tuple = (None, None)
    number: int = 1
    is_promised: bool = False


FAIR = (
    Fair("each request another client's", EACH_ANOTHER),
    Fair("each request another client's; 1,000 a host, compared with before", EACH_ANOTHER, BEFORE, (1_000, 1_000)),
    Fair("errors meet any client", ANY_CLIENT),
    Fair("errors meet any client; 2,000 a host, compared with before", ANY_CLIENT, BEFORE, (2_000, 2_000)),
    Fair("errors cling to clients", WEB),
    Fair("errors cling to clients; 30 a host", WEB, requests=(30, 30)),
    Fair("errors cling to clients; 300 a host", WEB, requests=(300, 300)),
    Fair("errors cling to clients; both baselines", WEB, WAVES),
    Fair("errors cling to clients; shares of 10 %, 50 % and all in each wave", WEB, SHARES),
    Fair("errors cling to clients; most answers take less than 5 ms", FAST),
    Fair("one client of 500 always fails", BROKEN),
    Fair("a few clients send most requests, of which 5 % fail", HEAVY),
    Fair("all clients are programs, of whose requests 5 % fail", PROGRAMS),
    Fair("the wave's hosts always fail twice as often and are 40 % slower; both baselines", WEB, WAVES, canary=WORSE, before=WORSE),
    Fair("so does every host, since the rollout began; both baselines, first two waves", WEB, WAVES[:2], canary=WORSE, others=WORSE),
    Fair("a slot's first tenth of answers takes 8 times as long; compared with before", WEB, BEFORE, canary=Change(first=0.1, first_slower=24)),
)

DOUBLED = {"change": Change(failing=0.01), "ratio": (0.01, 0.02)}
SLOWER = {"change": Change(slower=8)}
UNFAIR = (
    Unfair("errors 1 % to 2 %, each request another client's", EACH_ANOTHER, Look(5_000, 0, 5_000), **DOUBLED, is_promised=True),
    Unfair("errors 1 % to 2 %, of any client", ANY_CLIENT, Look(5_000, 0, 5_000), **DOUBLED, is_promised=True),
    Unfair("errors 1 % to 2 %, of any client", ANY_CLIENT, Look(3_000, 27_000, 0), **DOUBLED),
    Unfair("errors 1 % to 2 %, of any client", ANY_CLIENT, Look(5_000, 45_000, 5_000), **DOUBLED),
    Unfair("errors 1 % to 2 %, of any client, second wave", ANY_CLIENT, Look(10_000, 0, 10_000), **DOUBLED, number=2),
    Unfair("errors 1 % to 2 %, clinging to clients", WEB, Look(5_000, 0, 5_000), **DOUBLED),
    Unfair("errors 1 % to 2 %, clinging to clients", WEB, Look(5_000, 45_000, 0), **DOUBLED),
    Unfair("errors 1 % to 2 %, clinging to clients", WEB, Look(10_000, 0, 10_000), **DOUBLED),
    Unfair("errors 1 % to 1.5 %, of any client", ANY_CLIENT, Look(20_000, 0, 20_000), Change(failing=0.005), (0.01, 0.015)),
    Unfair("errors 1 % to 4 %, clinging to clients", WEB, Look(1_000, 0, 1_000), Change(failing=0.03), (0.01, 0.04)),
    Unfair("errors 1 % to 10 %, clinging to clients", WEB, Look(200, 1_800, 0), Change(failing=0.09), (0.01, 0.1)),
    Unfair("every request fails, each another client's", EACH_ANOTHER, Look(10, 0, 1_000), Change(failing=1), (0.01, 1)),
    Unfair("every request fails", WEB, Look(30, 0, 1_000), Change(failing=1), (0.01, 1)),
    Unfair("latency doubled, each request another client's", EACH_ANOTHER, Look(200, 0, 200), **SLOWER),
    Unfair("latency doubled, clinging to clients", WEB, Look(500, 4_500, 0), **SLOWER),
    Unfair("latency doubled, clinging to clients", WEB, Look(2_000, 0, 2_000), **SLOWER),
    Unfair("latency up by half, clinging to clients", WEB, Look(5_000, 45_000, 0), Change(slower=5)),
    Unfair("latency up by 30 %, as is tolerated", WEB, Look(5_000, 45_000, 0), Change(slower=3)),
)


class Row(NamedTuple):
    """Of I(trials), I(worse) called the canary worse."""

    label: str
    trials: int
    worse: int

    @property
    def rate(self):
        return self.worse / self.trials

    @property
    def interval(self):
        """The 95 % confidence interval of the rate (Wilson 1927)."""
        square = 1.96**2 / self.trials
        middle, half = self.rate + square / 2, math.sqrt(square * (self.rate * (1 - self.rate) + square / 4))
        return (middle - half) / (1 + square), (middle + half) / (1 + square)


def is_worse(rng, populations, look, looks):
    """Whether one of I(looks) calls the canary worse; I(look) is in requests, I(populations) those of canary, others and before."""
    names = ("the hosts that have not flipped", "the same hosts before")
    baselines = [Baseline(name, its.sample(rng, size)) for name, its, size in zip(names, populations[1:], look[1:])]
    return compare(populations[0].sample(rng, look.canary), baselines, looks, 0).verdict == "fail"


def false_alarms(fair, trials, rng):
    """C(Row) of rollouts that end with the first look that calls the canary worse."""
    made = {change: Population(fair.clients, rng, change) for change in dict.fromkeys((fair.canary, fair.others, fair.before))}
    populations = [made[change] for change in (fair.canary, fair.others, fair.before)]
    worse = 0
    for _trial in range(trials):
        requests = math.exp(rng.uniform(*(math.log(limit) for limit in fair.requests)))
        looks = [Look(*(hosts * requests for hosts in look)) for look in fair.looks]
        worse += any(is_worse(rng, populations, look, Looks(number, len(looks))) for number, look in enumerate(looks, 1))
    return Row(fair.label, trials, worse)


def detection(unfair, trials, rng):
    """C(Row) of single looks."""
    usual = Population(unfair.clients, rng, ratio=unfair.ratio[0])
    populations = [Population(unfair.clients, rng, unfair.change, unfair.ratio[1]), usual, usual]
    worse = sum(is_worse(rng, populations, unfair.look, Looks(unfair.number, len(WAVES))) for _trial in range(trials))
    return Row(unfair.label, trials, worse)


class Figures(NamedTuple):
    """All that was measured: C(Row) of each of C(FAIR), and of each of C(UNFAIR), and what enumeration gives for the first look at errors."""

    fair: list
    unfair: list
    enumerated: list


def measure(rollouts=ROLLOUTS, seed=SEED, tell=lambda text: None):
    """C(Figures) of I(rollouts) each; what is not promised is tried less often."""
    fair, unfair = [], []
    for number, one in enumerate(FAIR):
        fair.append(false_alarms(one, rollouts, random.Random(f"{seed} fair {number}")))
        tell(f"{one.label}: {fair[-1].rate:.2%}")
    for number, one in enumerate(UNFAIR):
        trials = rollouts if one.is_promised else max(1, rollouts // 10)
        unfair.append(detection(one, trials, random.Random(f"{seed} unfair {number}")))
        tell(f"{one.label}: {unfair[-1].rate:.1%}")
    return Figures(fair, unfair, enumerate_outcomes(alpha(FIRST).errors))


def limits(figures):
    """What must hold: C(report.Limit) in per cent."""
    alarms = [Limit(f"{row.label}: false alarms in %", 100 * row.rate, 100 * FALSE_ALARMS) for row in figures.fair]
    missed = [(one, row) for one, row in zip(UNFAIR, figures.unfair) if one.is_promised]
    return alarms + [Limit(f"{row.label}: missed in %", 100 * (1 - row.rate), 100 * MISSED) for _one, row in missed]


def text(figures):
    """The figures as Markdown."""
    fair = [[row.label, f"{row.trials:,}", *_rates(row, 2)] for row in figures.fair]
    unfair = [[row.label, *(f"{size:,}" if size else "-" for size in one.look), *_rates(row, 1)] for one, row in zip(UNFAIR, figures.unfair)]
    enumerated = [
        [f"{one.size:,}", f"{one.other_size:,}", *(_percent(part[name], 2) for part in (one.false_alarms, one.found) for name in P_VALUES)]
        for one in figures.enumerated
    ]
    alarms = [f"called worse, {name}, any ratio of {100 * RATIOS[0]:g} to {100 * RATIOS[-1]:g} %" for name in P_VALUES]
    return "\n\n".join([
        table(["no difference, but", "rollouts", "called worse", "95 % interval"], fair),
        table(["worse by", "canary", "others now", "hosts before", "found", "95 % interval"], unfair),
        table(["canary", "baseline", *alarms, *(f"1 % to 2 % found, {name}" for name in P_VALUES)], enumerated),
    ])  # fmt: skip


def _rates(row, digits):
    low, high = row.interval
    return [_percent(row.rate, digits), f"{100 * low:.{digits}f} to {_percent(high, digits)}"]


def _percent(part, digits):
    return f"{100 * part:.{digits}f} %"


def main():
    parser = argparse.ArgumentParser(description="See docs/statistics.md.")
    parser.add_argument("--rollouts", type=int, default=ROLLOUTS, help=f"simulated rollouts for each row ({ROLLOUTS})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of the random numbers ({SEED})")
    arguments = parser.parse_args()
    began = time.monotonic()

    def tell(line):
        print(f"canaries: {time.monotonic() - began:4.0f} s  {line}", file=sys.stderr, flush=True)

    figures = measure(arguments.rollouts, arguments.seed, tell)
    print(text(figures))
    failed = [limit for limit in limits(figures) if not limit.holds]
    print("\n" + "\n".join(map(str, failed or ["every limit holds"])))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
