# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the probes of every host found, as a table that a person reads, and as sentences on what is not well."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.plugin_utils import _table

_COLUMNS = ("host", "probe", "status", "median", "longest", "release", "what is wrong")


def health_table(results):
    """Lines of a table from I(results): host to what C(health_probe) returned for it."""
    return _table.lines(_COLUMNS, [row for host, result in results.items() for row in _rows(host, result)])


def _rows(host, result):
    wrong = _table.missing(result, "probes")
    if wrong:
        return [(host, "", "unknown", "", "", "", wrong)]
    return [_row(host, probe) for probe in result["probes"]]


def _row(host, probe):
    total = probe["phases"].get("total", {})
    return (
        host,
        probe["name"],
        probe["status"],
        *(f"{total[rank] * 1000:.1f} ms" if rank in total else "" for rank in ("p50", "max")),
        ", ".join(probe["releases"]),
        f"{probe['reason']}: {probe['message']}" if probe["reason"] else "",
    )


def health_reasons(results):
    """A sentence for each host and critical probe of I(results) that is not well."""
    wrong = {host: _table.missing(result, "probes") for host, result in results.items()}
    return [f"{host}: {reason}" for host, result in results.items() for reason in ([wrong[host]] if wrong[host] else result["reasons"])]


class FilterModule:
    """The filters by name."""

    def filters(self):
        return {"health_table": health_table, "health_reasons": health_reasons}
