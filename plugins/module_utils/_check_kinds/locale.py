# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The locale of the application: there, and of UTF-8."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Kind, Option, Remedy, judged


def _needs(options):
    return [("locale", options["name"] or "")]


def _judge(options, facts):
    found = facts[("locale", options["name"] or "")]
    whose = f" ({found.variable})" if found.variable else "" if options["name"] else ", as no variable names one"
    return judged(found.codeset == "UTF-8", "type", f"{found.name} is of {found.codeset}{whose}", "one of UTF-8", "newlocale")


KIND = Kind(
    options={"name": Option()},
    severity="medium",
    component="Deployment",
    title="Locale",
    subject=lambda options: options["name"] or "environment",
    remedy=Remedy("Set LANG to C.UTF-8 in the environment of the application (application_environment), or make the locale (Debian: package locales)."),
    judge=_judge,
    needs=_needs,
)
