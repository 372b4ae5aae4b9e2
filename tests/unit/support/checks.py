# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks for tests: made ready as a spec has them, judged by facts that a test makes up."""

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils._checks import spec
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Mistake, Trouble
from ansible_collections.golive.web.plugins.module_utils._checks.kinds import KINDS
from ansible_collections.golive.web.plugins.module_utils._checks.run import Facts


def ready(**options):
    """A check with these I(options), complete."""
    (check,) = spec.checked([(options, ("checks", 0))], KINDS, "production")
    return check


def judged(fact, environment=None, **options):
    """The judgement of a check with these I(options) and only one need, which I(fact) meets."""
    check = ready(**options)
    kind = KINDS[check["check"]]
    return kind.judge(check, Facts(environment or {}, dict.fromkeys(kind.needs(check), fact)))


def mistake(**options):
    """What a spec with a check of these I(options) is refused with."""
    with pytest.raises(Mistake) as caught:
        ready(**options)
    return caught.value.message


def trouble(source, *args):
    """The C(Trouble) that I(source) raises."""
    with pytest.raises(Trouble) as caught:
        source(*args)
    return caught.value
