# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Staying with a release that has got traffic, for what is well at first and fails later."""

from __future__ import annotations

import random
import time

from ansible_collections.golive.web.plugins.module_utils import _probe

_INTERVAL = 0.25
# A single answer may be lost for a reason of its own. So many in a row were not, nor were so many of all.
_IN_A_ROW = 3
_OF_ALL = 0.1


def stay(question, health, release, seconds, dead=lambda: "", mask=str, clock=time.monotonic, sleep=time.sleep):
    """Asks I(question) for I(seconds), about four times a second; the C(Outcome) is not healthy where I(release) did not stay well.

    It ends at once where I(dead) has a clause to say (the process has ended), or three answers in a row were wrong; and in the end
    where more than a tenth of all were. I(mask) hides secrets in what was answered.
    """
    start = clock()
    attempts = wrong = streak = 0
    answer, last = None, ""
    while (left := start + seconds - clock()) > 0:
        gone = dead()
        if gone:
            return _probe.Outcome(False, gone, attempts, clock() - start, answer)
        answer = question()
        attempts += 1
        fault = _probe.judge(answer, health, release, mask)
        streak = streak + 1 if fault else 0
        wrong += 1 if fault else 0
        last = fault or last
        if streak >= _IN_A_ROW:
            break
        sleep(min(_INTERVAL * random.uniform(0.8, 1.2), max(left, 0)))
    if streak >= _IN_A_ROW or wrong > attempts * _OF_ALL:
        reason = f"{last} ({wrong} of {attempts} answers were wrong in {clock() - start:.0f} s)"
        return _probe.Outcome(False, reason, attempts, clock() - start, answer)
    return _probe.Outcome(True, "", attempts, clock() - start, answer)
