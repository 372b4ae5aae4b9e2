# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Judgements of what was seen."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._audit.catalogue import CHECKS
from ansible_collections.golive.web.plugins.module_utils._checks.kind import ERROR, FAIL, NOT_APPLICABLE, PASS, SEVERITIES, WARN, Judgement

_MOST_NAMED = 5


def passed(observed, evidence):
    return Judgement(PASS, "", observed, "", evidence)


def failed(reason, observed, expected, evidence):
    return Judgement(FAIL, reason, observed, expected, evidence)


def warned(reason, observed, expected, evidence):
    return Judgement(WARN, reason, observed, expected, evidence)


def not_applicable(observed, evidence):
    return Judgement(NOT_APPLICABLE, "", observed, "", evidence)


def unseen(reason, trouble, evidence):
    return Judgement(ERROR, reason, trouble, "", evidence)


def untold(answers, evidence):
    """Where none of I(answers) came."""
    trouble = next((answer.trouble for answer in answers if answer.trouble), "nothing was asked")
    return unseen("reset", trouble, evidence)


def of_weaknesses(check, found, evidence):
    """Of those that were I(found), pairs of what was asked and a weakness: one that is less severe than I(check) itself is a warning."""
    if not found:
        return passed("nothing was found", evidence)
    grave = [pair for pair in found if SEVERITIES.index(pair[1].severity) >= SEVERITIES.index(CHECKS[check].severity)]
    return Judgement(FAIL if grave else WARN, "header", _told(grave or found), "nothing of the kind", evidence)


def _told(found):
    """Each weakness once, with what it was first seen at."""
    first = {}
    for what, weakness in found:
        first.setdefault((weakness.directive, weakness.message), what)
    clauses = [f"{directive}: {message} ({what})" for (directive, message), what in first.items()]
    return listed(clauses)


def listed(clauses):
    """I(clauses), the first of them, and how many more there are."""
    more = len(clauses) - _MOST_NAMED
    return "; ".join(clauses[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")
