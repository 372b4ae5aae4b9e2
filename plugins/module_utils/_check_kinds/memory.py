# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the memory suffices: for the workers that are planned, and at all. Swap does not count."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._checks import types, words
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Kind, Mistake, Option, Remedy, judged
from ansible_collections.golive.web.plugins.module_utils._probe_types.systemd import UNIT


def _verify(options):
    if (options["workers"] is None) != (options["worker_memory"] is None):
        raise Mistake("workers and worker_memory belong together")
    if options["workers"] is None and options["min"] is None:
        raise Mistake("it needs workers and worker_memory, or min")
    if isinstance(options["workers"], int) and options["workers"] < 1:
        raise Mistake(f"workers is {options['workers']}, but there must be one at least", "workers")
    if options["unit"] and not types.is_open(options["unit"]) and not UNIT.fullmatch(options["unit"]):
        raise Mistake(f"unit is {options['unit']!r}, which is no name of one", "unit")


def _needs(options):
    return [("memory", options["unit"] or "")]


def _judge(options, facts):
    (key,) = _needs(options)
    found = facts[key]
    limited = found.limit is not None and found.limit < found.total
    there = found.limit if limited else found.total
    observed = f"{words.size(there)}{' by the limit of its control group' if limited else ''}"
    evidence = "control group and /proc/meminfo" if limited else "/proc/meminfo"
    needed, what = _needed(options)
    if there < needed:
        return judged(False, "memory", observed, f"at least {words.size(needed)} for {what}", evidence)
    return judged(there >= (options["min"] or 0), "memory", observed, f"at least {words.size(options['min'] or needed)}", evidence)


def _needed(options):
    """(bytes that the workers and the rest take, what that is)."""
    if options["workers"] is None:
        return 0, ""
    rest = options["reserved"]
    what = f"{options['workers']} workers of {words.size(options['worker_memory'])}{f' and {words.size(rest)} for the rest' if rest else ''}"
    return options["workers"] * options["worker_memory"] + rest, what


KIND = Kind(
    options={
        "workers": Option("integer"),
        "worker_memory": Option("size"),
        "reserved": Option("size", 0),
        "min": Option("size"),
        "unit": Option(),
    },
    severity="high",
    component="Performance",
    title="Memory",
    subject=lambda options: options["unit"] or "host",
    remedy=Remedy("Plan fewer workers, or give the host or the unit more memory.", "medium"),
    judge=_judge,
    needs=_needs,
    verify=_verify,
)
