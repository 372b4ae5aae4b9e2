# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what was measured to figures, limits and the page docs/benchmark.md; nothing here measures."""

from __future__ import annotations

import dataclasses
import statistics

from counts import percentile


@dataclasses.dataclass
class Section:
    """A part of a load: its requests, their latencies (milliseconds, of those that were answered), and reasons of those that were lost."""

    latencies: list
    lost: list

    @property
    def requests(self):
        return len(self.latencies) + sum(1 for reason in self.lost if not reason.startswith("status"))

    @property
    def p99(self):
        return percentile(sorted(self.latencies), 99)

    @property
    def reasons(self):
        """What was lost, the most frequent first, in words."""
        counted = {reason: self.lost.count(reason) for reason in self.lost}
        return ", ".join(f"{count} {reason}" for reason, count in sorted(counted.items(), key=lambda pair: -pair[1]))


def section(lines, *spans):
    """The requests of the load client's I(lines) that began in one of I(spans) (pairs of seconds since the epoch)."""
    latencies, lost = [], []
    for line in lines:
        when, took, reason = line.rstrip("\n").split(" ", 2)
        if any(begin <= float(when) < end for begin, end in spans):
            latencies += [] if took == "-" else [float(took)]
            lost += [] if reason == "-" else [reason]
    return Section(latencies, lost)


def spread(values, form="{:.1f}"):
    """Median, least and most, as '2.9 (2.8 to 3.0)'."""
    return f"{form.format(statistics.median(values))} ({form.format(min(values))} to {form.format(max(values))})"


def ratio(values, others):
    """How the medians of both compare."""
    return statistics.median(values) / statistics.median(others)


@dataclasses.dataclass
class Limit:
    """Something that must hold: I(value) at most I(most)."""

    what: str
    value: float
    most: float

    @property
    def holds(self):
        return self.value is not None and self.value <= self.most

    def __str__(self):
        value = "nothing was measured" if self.value is None else f"{self.value:.2f}".rstrip("0").rstrip(".")
        return f"{'holds' if self.holds else 'DOES NOT HOLD'}: {self.what} is {value}, at most {self.most:g}"


def table(head, rows):
    """A table in Markdown."""
    return "\n".join(f"| {' | '.join(str(cell) for cell in row)} |" for row in [head, ["---"] * len(head), *rows])
