# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the clock is right: by a server of NTP that is asked, or by the word of the kernel."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Kind, Mistake, Option, Remedy, judged


def _verify(options):
    if isinstance(options["max_offset"], float) and not 0 < options["max_offset"] < float("inf"):
        raise Mistake("max_offset must be more than 0 s", "max_offset")
    if isinstance(options["port"], int) and not 1 <= options["port"] <= 65535:
        raise Mistake(f"port is {options['port']}, but it must be from 1 to 65535", "port")


def _needs(options):
    return [("server_clock", options["server"], options["port"]) if options["server"] else ("kernel_clock",)]


def _judge(options, facts):
    (key,) = _needs(options)
    return _by_server(options, facts[key]) if options["server"] else _by_kernel(facts[key])


def _by_server(options, found):
    # What the way there took may all lie on one side of it.
    doubt = found.delay / 2
    observed = f"{abs(found.seconds):.3f} s {'slow' if found.seconds > 0 else 'fast'}, give or take {doubt:.3f} s"
    evidence = f"NTP of {options['server']} (stratum {found.stratum})"
    return judged(abs(found.seconds) - doubt <= options["max_offset"], "clock", observed, f"at most {options['max_offset']:g} s", evidence)


def _by_kernel(found):
    observed = f"kept in time, within {found.most_error:.3f} s" if found.synchronised else "nobody keeps it in time"
    return judged(found.synchronised, "clock", observed, "a program that keeps it in time", "adjtimex")


KIND = Kind(
    options={
        "server": Option(),
        "port": Option("integer", 123),
        "max_offset": Option("number", 1.0),
    },
    severity="medium",
    component="Monitoring",
    title="Clock",
    subject=lambda options: options["server"] or "kernel",
    remedy=Remedy("Run a program that keeps the clock in time (systemd-timesyncd or chrony), with a server that is reached from here."),
    judge=_judge,
    needs=_needs,
    verify=_verify,
)
