# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the host waits for a reboot, or programs to be started again."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._checks import words
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Kind, Option, Remedy, judged
from ansible_collections.golive.web.plugins.module_utils._facts import reboot


def _needs(options):
    return [("reboot_required",), ("kernels",), *([("stale_programs",)] if options["programs"] else [])]


def _judge(options, facts):
    packages = facts[("reboot_required",)]
    if packages is not None:
        return judged(False, "pending", f"a reboot is wanted by {words.names(packages) or 'something'}", "none to be wanted", "/run/reboot-required")
    running, installed = facts[("kernels",)]
    newer = reboot.newer(running, installed)
    if newer:
        return judged(False, "pending", f"the kernel {running} runs, and {newer} is installed", "the newest to run", "/boot and /lib/modules")
    stale = facts[("stale_programs",)] if options["programs"] else ()
    if stale:
        return judged(False, "pending", f"replaced libraries are used by {words.names(stale)}", "none to be used", "/proc/PID/maps")
    return judged(True, "", f"nothing waits, {running} runs", "", "/run/reboot-required, /boot and /lib/modules")


KIND = Kind(
    options={"programs": Option("flag", False)},
    severity="medium",
    component="Security",
    title="Pending reboot",
    subject=lambda options: "host",
    remedy=Remedy("Reboot the host, one after the other (playbook golive.web.maintain), or restart the programs that are named."),
    judge=_judge,
    needs=_needs,
)
