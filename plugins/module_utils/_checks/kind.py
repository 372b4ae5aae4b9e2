# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a kind of checks is made of, and what a look at one thing gave."""

from __future__ import annotations

from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

PASS, WARN, FAIL, ERROR, UNKNOWN, NOT_APPLICABLE = OUTCOMES = ("pass", "warn", "fail", "error", "unknown", "not_applicable")
SEVERITIES = ("low", "medium", "high", "critical")
COMPONENTS = ("Security", "Testing", "Monitoring", "Deployment", "Data", "Performance", "Documentation")


class Mistake(GoliveError):
    """Something in a spec that can't be meant. C(where): the keys and indices that lead to it."""

    def __init__(self, message, *where):
        super().__init__(message)
        self.where = where

    def within(self, *where):
        """The same, found at I(where)."""
        return Mistake(self.message, *where, *self.where)


class Trouble(Exception):
    """A fact can't be had. I(reason) is one of C(reasons.REASONS), I(message) a clause. That is a failure of the host (C(FAIL)) or of the look (C(ERROR))."""

    def __init__(self, reason, message, outcome=ERROR):
        super().__init__(message)
        self.reason, self.message, self.outcome = reason, message, outcome


class Option(NamedTuple):
    """C(type): one of C(types.TYPES)."""

    type: str = "text"
    default: object = None
    needed: bool = False
    choices: tuple = ()


class Judgement(NamedTuple):
    """C(reason) is empty where it passed. C(observed), C(expected) and C(evidence) (what was run or read) are clauses for people."""

    outcome: str
    reason: str = ""
    observed: str = ""
    expected: str = ""
    evidence: str = ""


class Remedy(NamedTuple):
    """What mends it. C(effort): low, medium or high."""

    text: str
    effort: str = "low"


def _nothing(_options):
    return ()


class Kind(NamedTuple):
    """C(title) and C(remedy.text) are formatted with the options; C(subject) names what is looked at, for the check's id.

    C(verify(options)) raises C(Mistake) for what can't be meant together. C(needs(options)) gives the facts that C(judge(options, facts)) reads: tuples of a
    name in C(sources.SOURCES) and its arguments. C(judge) returns a C(Judgement), and raises the C(Trouble) of a fact that can't be had.
    """

    options: dict
    severity: str
    component: str
    title: str
    subject: object
    remedy: Remedy
    judge: object
    needs: object = _nothing
    verify: object = _nothing


def judged(passed, reason, observed, expected, evidence=""):
    """The C(Judgement) of something that either is as it must be or is not."""
    return Judgement(PASS if passed else FAIL, "" if passed else reason, observed, "" if passed else expected, evidence)


def of_assertions(assertions, observed, evidence=""):
    """The C(Judgement) of the I(assertions) of a probe, the first that failed; I(observed) is told where none did."""
    failed = next((one for one in assertions if not one.passed), None)
    if failed:
        return judged(False, failed.reason, f"{failed.what} is {failed.actual}", str(failed.expected), evidence)
    return judged(True, "", observed, "", evidence)
