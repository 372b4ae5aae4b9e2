# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Asks for what should not be there."""

from __future__ import annotations

import asyncio

from ansible_collections.golive.web.plugins.module_utils._audit import files, judging


async def look(server, own):
    """Judgements S04, of the known paths and of I(own) ones besides, and S35."""
    known, status, mine = await asyncio.gather(
        _asked(server, [one.path for one in files.EXPOSED]), _asked(server, [one.path for one in files.STATUS_PAGES]), _asked(server, own)
    )
    served = [path for path, answer in mine.items() if _is_served(answer) and answer.body]
    return {
        "S04": _judged([*_alike(files.EXPOSED, known), *served], {**known, **mine}, "none of them"),
        "S35": _judged(_alike(files.STATUS_PAGES, status), status, "none of them, for an outsider"),
    }


async def _asked(server, paths):
    return dict(zip(paths, await asyncio.gather(*(server.ask(path) for path in paths))))


def _is_served(answer):
    return 200 <= answer.status < 300


def _alike(paths, answers):
    """Those of I(paths) that are what their name says: many serve their front page for whatever is not there."""
    return [one.path for one in paths if _is_served(answers[one.path]) and one.pattern.search(answers[one.path].body)]


def _judged(served, answers, expected):
    evidence = f"GET of {len(answers)} paths"
    if served:
        return judging.failed("exposed", f"it serves {judging.listed(served)}", expected, evidence)
    silent = [answer for answer in answers.values() if answer.trouble]
    return judging.untold(silent, evidence) if silent else judging.passed("none is served", evidence)
