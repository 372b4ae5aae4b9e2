# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the headers of all answers say together."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._audit import cookies, files, headers, judging

# What each page has to have.
RULES = {
    "S17": headers.transport, "S18": headers.policies, "S19": headers.framing, "S20": headers.sniffing, "S21": headers.referrer,
    "S22": headers.permissions, "S23": headers.isolation,
}  # fmt: skip
# What is judged of all answers together.
OF_ALL = ("S01", "S24", "S25", "S26")
# Those that belong on every answer, whatever its status (S24).
EVERYWHERE = (
    "strict-transport-security", "content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy",
    "cross-origin-opener-policy", "cross-origin-resource-policy",
)  # fmt: skip
_OVER_TLS = ("strict-transport-security",)


def of_pages(pages):
    """Judgements of the I(pages), C(exchange.Seen): check to C(Judgement)."""
    evidence = judging.listed([page.what for page in pages])
    return {check: _of_rule(check, rule, pages, evidence) for check, rule in RULES.items()}


def _of_rule(check, rule, pages, evidence):
    asked = [page for page in pages if page.is_secured or rule is not headers.transport]
    if not asked:
        return judging.not_applicable("it is not served over TLS", evidence) if pages else judging.untold([], evidence)
    return judging.of_weaknesses(check, [(page.what, weakness) for page in asked for weakness in rule(page.answer.headers)], evidence)


def of_all(seen):
    """Judgements of all answers that were I(seen)."""
    evidence = f"{len(seen)} answers: {_statuses(seen)}"
    told = [(one.what, weakness) for one in seen for weakness in headers.leaks(one.answer.headers)]
    set_cookies = [(one, one.answer.headers.get("set-cookie") or ()) for one in seen]
    loose = [(one.what, weakness) for one, values in set_cookies for weakness in cookies.weaknesses(values, one.is_secured)]
    has_cookies = any(values for _one, values in set_cookies)
    return {
        "S01": _traces(seen, evidence),
        "S24": _missing(seen, evidence),
        "S25": judging.of_weaknesses("S25", told, evidence),
        "S26": judging.of_weaknesses("S26", loose, evidence) if has_cookies else judging.not_applicable("no answer sets a cookie", evidence),
    }


def _statuses(seen):
    counts = {}
    for one in seen:
        counts[one.answer.status] = counts.get(one.answer.status, 0) + 1
    return ", ".join(f"{count} of status {status}" for status, count in sorted(counts.items()))


def _traces(seen, evidence):
    shown = [f"{one.what} ({one.answer.status}) shows {_quoted(match)}" for one in seen for match in [files.TRACES.search(one.answer.body)] if match]
    return (
        judging.failed("exposed", judging.listed(shown), "a page that says only that it went wrong", evidence)
        if shown
        else judging.passed("nothing was found", evidence)
    )


def _quoted(match):
    return repr(match[0][:60].decode(errors="replace"))


def _missing(seen, evidence):
    lacking = {}
    for one in seen:
        names = [name for name in EVERYWHERE if not any(one.answer.headers.get(name) or ()) and (one.is_secured or name not in _OVER_TLS)]
        if names:
            lacking.setdefault((one.answer.status, tuple(names)), one.what)
    clauses = [f"{status} lacks {', '.join(names)} ({what})" for (status, names), what in sorted(lacking.items())]
    return judging.failed("header", judging.listed(clauses), "them on every answer", evidence) if clauses else judging.passed("they are on all", evidence)
