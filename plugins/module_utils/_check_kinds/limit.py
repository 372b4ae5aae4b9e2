# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a running program may use at the most: open files, processes and the like."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._checks import types, words
from ansible_collections.golive.web.plugins.module_utils._checks.kind import ERROR, Judgement, Kind, Mistake, Option, Remedy, judged
from ansible_collections.golive.web.plugins.module_utils._facts import limits
from ansible_collections.golive.web.plugins.module_utils._probe_types.systemd import UNIT


def _verify(options):
    if options["unit"] and options["pid_file"]:
        raise Mistake("unit and pid_file exclude each other")
    if options["unit"] and not types.is_open(options["unit"]) and not UNIT.fullmatch(options["unit"]):
        raise Mistake(f"unit is {options['unit']!r}, which is no name of one", "unit")


def _needs(options):
    return [("limits", options["unit"] or "", options["pid_file"] or "")]


def _judge(options, facts):
    (key,) = _needs(options)
    evidence = f"limits of {_whose(options)}"
    found = facts[key].get(options["name"])
    if found is None:
        return Judgement(ERROR, "tool", f"the kernel tells of no limit {options['name']}", "", evidence)
    raisable = f", which it may raise itself to {words.number(found.hard)}" if found.hard > found.soft else ""
    return judged(found.soft >= options["min"], "range", f"{words.number(found.soft)}{raisable}", f"at least {options['min']}", evidence)


def _whose(options):
    return options["unit"] or options["pid_file"] or "this process"


KIND = Kind(
    options={
        "name": Option(needed=True, choices=tuple(limits.NAMES)),
        "min": Option("integer", needed=True),
        "unit": Option(),
        "pid_file": Option("path"),
    },
    severity="medium",
    component="Performance",
    title="Limit {subject}",
    subject=lambda options: f"{options['name']} of {_whose(options)}",
    remedy=Remedy("Raise it where the program is started (systemd: LimitNOFILE and the like), and start the program again."),
    judge=_judge,
    needs=_needs,
    verify=_verify,
)
