# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every host has of an application, as a table that a person reads."""

from __future__ import annotations

_COLUMNS = ("host", "live", "slot", "answers", "standby", "programs", "notes")


def rollout_status(infos):
    """Lines of a table from I(infos): host to what C(release_info) returned for it."""
    rows = [_COLUMNS, *(_row(host, info) for host, info in infos.items())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]


def _row(host, info):
    if not isinstance(info, dict) or info.get("unreachable") or "provisioned" not in info:
        return (host, "?", "", "", "", "", "not reached")
    if not info["provisioned"]:
        return (host, "-", "", "", "", "", "not provisioned")
    serving = info["serving"]
    running = [state for state in info["programs"].values() if state == "RUNNING"]
    return (
        host,
        info["live"] or "-",
        info["live_slot"] or "-",
        str(serving["status"] or "no") + (" healthy" if serving["healthy"] else ""),
        info["standby"] or "-",
        f"{len(running)}/{len(info['programs'])} up",
        _notes(info),
    )


def _notes(info):
    notes = [info["serving"]["reason"]] if info["serving"]["reason"] else []
    if info["maintenance"]:
        notes.append("in maintenance")
    if info["share"]:
        notes.append(f"{info['share']} % of the traffic on standby")
    if info["paused"]:
        notes.append(f"rollout of {info['paused']['release']} paused: {info['paused']['reason']}")
    if info["lease"]:
        notes.append(f"locked by {info['lease']['owner']}")
    if info["scheduler"]:
        notes.append("runs the scheduled jobs")
    if info["live"] in info["bad"]:
        notes.append("live release is marked bad")
    return "; ".join(notes)


class FilterModule:
    """The filter by name."""

    def filters(self):
        return {"rollout_status": rollout_status}
