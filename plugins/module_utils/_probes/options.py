# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of probes: what all of them take, what some do, and which a probe of a type may have."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import summary, tls, values

COMMON = {
    "name": {"type": "str", "required": True},
    "criticality": {"type": "str", "choices": ["critical", "optional"], "default": "critical"},
    "samples": {"type": "int", "default": 1},
    "warmup": {"type": "int", "default": 0},
    "concurrency": {"type": "int", "default": 1},
    "interval": {"type": "float", "default": 0.2},
    "jitter": {"type": "float", "default": 0.2},
    "timeout": {"type": "float", "default": 5.0},
    "deadline": {"type": "float", "default": 60.0},
    "grace": {"type": "float", "default": 0.0},
    "min_samples": {"type": "int", "default": 1},
    "min_success_ratio": {"type": "float", "default": 1.0},
    "consecutive_successes": {"type": "int", "default": 0},
    "abort_after_failures": {"type": "int", "default": 0},
    "latency": {"type": "dict", "options": {name: {"type": "float"} for name in ("p50", "p95", "p99", "max")}},
}
# Which of these a type takes, and which it needs, it says itself. They have no default here, so that what was given can be told from what was not.
SECRETS = ("body", "headers", "password")
SOME = {
    "all_addresses": {"type": "bool"},
    "address": {"type": "str"},
    "answers": {"type": "list", "elements": "str"},
    "application": {"type": "str"},
    "body": {"type": "str", "no_log": True},
    "body_lacks": {"type": "list", "elements": "str"},
    "body_matches": {"type": "list", "elements": "str"},
    "bytes": {"type": "int"},
    "ca_file": {"type": "path"},
    "client_cert": {"type": "path"},
    "client_key": {"type": "path"},
    "command": {"type": "list", "elements": "str"},
    "consumed": {"type": "list", "elements": "str"},
    "content": {"type": "bool"},
    "database": {"type": "str"},
    "encrypted": {"type": "bool"},
    "enqueue": {"type": "list", "elements": "str"},
    "exclude_path": {"type": "str"},
    "exit_codes": {"type": "list", "elements": "int"},
    "expect": {"type": "str"},
    "expect_release": {"type": "str"},
    "expressions": {
        "type": "list",
        "elements": "dict",
        "options": {
            "expression": {"type": "str", "required": True},
            "operator": {"type": "str", "choices": sorted(values.OPERATORS), "default": "equals"},
            "value": {"type": "raw"},
        },
    },
    "format": {"type": "str", "choices": ["actuator", "auto", "health+json", "laravel_up", "spatie"]},
    "header_matches": {"type": "dict"},
    # As one text, so that no value among them is masked wherever it occurs.
    "headers": {"type": "json", "no_log": True},
    "host": {"type": "str"},
    "max_age": {"type": "float"},
    "max_count": {"type": "int"},
    "max_error_ratio": {"type": "float"},
    "max_lag": {"type": "float"},
    "max_restarts": {"type": "int"},
    "maximum": {"type": "float"},
    "method": {"type": "str", "choices": ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]},
    "min_count": {"type": "int"},
    "min_days": {"type": "int"},
    "min_free_bytes": {"type": "int"},
    "min_free_percent": {"type": "float"},
    "min_inodes_percent": {"type": "float"},
    "min_instances": {"type": "int"},
    "min_requests": {"type": "int"},
    "min_tls_version": {"type": "str", "choices": list(tls.VERSIONS)},
    "min_uptime": {"type": "float"},
    "minimum": {"type": "float"},
    "nameserver": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "path": {"type": "str"},
    "pattern": {"type": "str"},
    "pid_file": {"type": "path"},
    "port": {"type": "int"},
    "program": {"type": "str"},
    "query": {"type": "str"},
    "record": {"type": "str", "choices": ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "SOA", "SRV", "TXT"]},
    "redirects": {"type": "int"},
    "release_expression": {"type": "str"},
    "release_header": {"type": "str"},
    "script": {"type": "path"},
    "secrets": {"type": "str", "no_log": True},
    "send": {"type": "str"},
    "server_name": {"type": "str"},
    "socket": {"type": "path"},
    "statuses": {"type": "list", "elements": "str"},
    "tls": {"type": "bool"},
    "unit": {"type": "str"},
    "url": {"type": "str"},
    "user": {"type": "str"},
    "verify": {"type": "bool"},
    "window": {"type": "float"},
    "write": {"type": "bool"},
}


def checked(given, kinds):
    """The options I(given) of one probe, complete and checked, where I(kinds) has for each type its C(OPTIONS), option to its default, and C(NEEDED).

    Raises C(GoliveError).
    """
    name, kind = given["name"], kinds[given["type"]]
    for option, value in given.items():
        if value is not None and option not in COMMON and option not in kind.OPTIONS and option not in ("type", "secrets"):
            raise GoliveError(f"The probe '{name}' has {option}, but one of the type {given['type']} takes only {', '.join(sorted(kind.OPTIONS))}.")
    options = {option: given[option] for option in ("type", *COMMON)}
    options.update({option: default if given.get(option) is None else given[option] for option, default in kind.OPTIONS.items()})
    missing = [option for option in kind.NEEDED if options[option] in (None, "", [], {})]
    if missing:
        raise GoliveError(f"The probe '{name}' of the type {given['type']} needs {missing[0]}.")
    for option, (least, most) in _RANGES.items():
        value = options.get(option)
        if value is not None and not least <= value <= most:
            raise GoliveError(f"The probe '{name}' has {option} {value}, but it must be from {least} to {most}.")
    _check_counts(name, options)
    kind.prepare(options)
    return options


_RANGES = {
    "samples": (1, 100_000), "warmup": (0, 10_000), "concurrency": (1, 1000), "interval": (0, 3600), "jitter": (0, 1), "timeout": (0.001, 3600),
    "deadline": (0.001, 86400), "grace": (0, 86400), "min_samples": (1, 100_000), "min_success_ratio": (0, 1), "consecutive_successes": (0, 100_000),
    "abort_after_failures": (0, 100_000), "redirects": (0, 20), "port": (1, 65535), "min_days": (0, 3650), "min_instances": (0, 10_000), "max_age": (0, 1e9),
    "bytes": (1, 1 << 30), "max_count": (0, 1_000_000), "max_error_ratio": (0, 1), "max_restarts": (0, 1_000_000), "min_count": (0, 1_000_000),
    "min_free_bytes": (0, 1 << 60), "min_free_percent": (0, 100), "min_inodes_percent": (0, 100), "min_requests": (1, 10**9), "min_uptime": (0, 1e9),
    "window": (1, 1e7),
    "max_lag": (0, 1e9),
}  # fmt: skip


def _check_counts(name, options):
    """What can never be reached is a mistake, not a failure."""
    samples = options["samples"] = max(options["samples"], options["consecutive_successes"])
    if options["min_samples"] > samples:
        raise GoliveError(f"The probe '{name}' wants min_samples {options['min_samples']} of only {samples} samples.")
    for limit, needed in summary.least(options["latency"] or {}).items():
        if needed > samples:
            raise GoliveError(f"The probe '{name}' has a limit for {limit}, which says nothing of fewer than {needed} samples; it takes {samples}.")
