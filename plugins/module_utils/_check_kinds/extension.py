# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Extensions, distributions or modules that a runtime must have."""

from __future__ import annotations

import re

from ansible_collections.golive.web.plugins.module_utils._checks import runtimes, versions
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Kind, Option, Remedy, judged


def _needs(options):
    return [runtimes.fact(options)]


def _judge(options, facts):
    has = {_same(name): version for name, version in facts[runtimes.fact(options)].extensions.items()}
    names, least, evidence = options["names"], options["min_version"], runtimes.evidence(options)
    lacking = [name for name in names if _same(name) not in has]
    if lacking:
        return judged(False, "missing", f"{', '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} not there", ", ".join(names), evidence)
    old = [name for name in names if least and not versions.within(has[_same(name)], least, None)]
    seen = ", ".join(f"{name} {has[_same(name)]}".strip() for name in old or names)
    return judged(not old, "version", seen, versions.limits(least, None) if least else ", ".join(names), evidence)


def _same(name):
    """I(name) as all its spellings have it (for Python: PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


KIND = Kind(
    options={
        **runtimes.options(runtimes.EXTENSION),
        "names": Option("texts", needed=True),
        "min_version": Option("version"),
    },
    severity="high",
    component="Deployment",
    title="Extensions of {runtime}: {names}",
    subject=lambda options: f"{runtimes.name(options)}.{','.join(options['names'])}",
    remedy=Remedy("Install what lacks: for PHP by php_runtime_extensions, for Python and Node.js with the release."),
    judge=_judge,
    needs=_needs,
    verify=runtimes.verify,
)
