# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The version of a runtime, or of a program that tells it."""

from __future__ import annotations

import re

from ansible_collections.golive.web.plugins.module_utils._checks import looks, runtimes, versions
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Kind, Mistake, Option, Remedy, Trouble, judged

# Nobody tells a version later than that.
_MOST_LINES, _LONGEST_LINE = 50, 400


def _verify(options):
    runtimes.verify(options)
    if not options["runtime"] and not options["command"]:
        raise Mistake("it needs a runtime, or a command that tells the version")
    if options["runtime"] and options["pattern"]:
        raise Mistake("pattern is for what a command says", "pattern")
    if not options["min"] and not options["below"]:
        raise Mistake("it needs min or below")


def _needs(options):
    return [runtimes.fact(options)]


def _judge(options, facts):
    told = facts[runtimes.fact(options)]
    found = told.version if options["runtime"] else _in(told, options["pattern"])
    if not versions.first(found):
        raise Trouble("tool", f"{runtimes.name(options)} does not tell its version")
    passed = versions.within(found, options["min"], options["below"])
    return judged(passed, "version", found, versions.limits(options["min"], options["below"]), runtimes.evidence(options))


def _in(text, pattern):
    """The first version in I(text), or in what the I(pattern) finds there (its first group, if it has one)."""
    for line in [line[:_LONGEST_LINE] for line in text.split("\n") if line.strip()][:_MOST_LINES]:
        if not pattern:
            found = line
        elif looks.matches(pattern, line):
            match = re.search(pattern, line)
            found = (match[1] if match.re.groups else match[0]) or ""
        else:
            continue
        if versions.first(found):
            return versions.first(found)
    return ""


KIND = Kind(
    options={
        **runtimes.options(runtimes.VERSION, needed=False),
        "pattern": Option("pattern"),
        "min": Option("version"),
        "below": Option("version"),
    },
    severity="high",
    component="Security",
    title="Version of {subject}",
    subject=runtimes.name,
    remedy=Remedy("Install a version of {subject} that is still maintained, and test the application with it.", "medium"),
    judge=_judge,
    needs=_needs,
    verify=_verify,
)
