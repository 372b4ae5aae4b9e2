# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A certificate in a file of the host: valid for long enough, strong, for its names, with its key, and by an authority."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Kind, Option, Remedy, judged, of_assertions
from ansible_collections.golive.web.plugins.module_utils._probes import tls


def _needs(options):
    file = options["file"]
    others = (("certificate_key", options["key"]), ("certificate_chain", options["ca_file"]))
    return [("certificate", file), *((source, file, other) for source, other in others if other)]


def _judge(options, facts):
    file, keys = options["file"], _needs(options)
    known = facts[keys[0]]
    judgement = of_assertions(_assertions(options, known), f"valid until {known['not_after']}", file)
    for key in keys[1:] if not judgement.reason else ():
        reason, words = facts[key]
        if reason:
            return judged(False, reason, words, _EXPECTED[key[0]], f"{file} with {key[2]}")
    return judgement


_EXPECTED = {"certificate_key": "the key of the certificate", "certificate_chain": "a whole chain up to an authority in the file"}


def _assertions(options, known):
    now, begins, ends = known["now"], known["not_before"], known["not_after"]
    yield tls.Assertion("the certificate's first day", tls.seconds(begins) <= now, "certificate_future", "a time that has come", begins)
    yield tls.Assertion("the certificate's last day", now <= tls.seconds(ends), "certificate_expired", "a time to come", ends)
    yield from tls.assertions(known, "", options["min_days"], now)
    for name in options["names"]:
        held = any(_is_for(pattern, name) for pattern in known["names"])
        yield tls.Assertion("the certificate's list of names", held, "certificate_name", f"one with {name}", ", ".join(known["names"]) or "empty")


def _is_for(pattern, name):
    """Whether the I(pattern) of a certificate is for I(name) (RFC 9525, section 6.3): an asterisk is for one whole label, the first."""
    pattern, name = pattern.lower().rstrip("."), name.lower().rstrip(".")
    first, dot, rest = name.partition(".")
    return pattern == name or bool(first and dot) and pattern == f"*.{rest}"


KIND = Kind(
    options={
        "file": Option("path", needed=True),
        "min_days": Option("integer", 21),
        "names": Option("texts", []),
        "key": Option("path"),
        "ca_file": Option("path"),
    },
    severity="high",
    component="Security",
    title="Certificate {file}",
    subject=lambda options: options["file"],
    remedy=Remedy("Have the certificate renewed, with its chain and its key beside it, and the server reloaded.", "medium"),
    judge=_judge,
    needs=_needs,
)
