# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happened, as a table, and where to look."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

from load import version

_WIDTH = 110
_REASON = 400  # the whole of it is in the act's log


@dataclass
class Act:
    """One act. summaries: application -> summary of its load, none where there was no load. allowed: the versions that may answer.

    problems: what was not as it should be.
    """

    number: int
    title: str
    seconds: float = 0
    outcome: str = ""
    reasons: list[str] = field(default_factory=list)
    summaries: dict[str, dict] = field(default_factory=dict)
    allowed: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    def versions(self) -> list[str]:
        """The versions that answered a request in this act."""
        return sorted({version(release) for summary in self.summaries.values() for release in summary["by_release"]})


def problems_of_load(act: Act) -> list[str]:
    """Whatever was lost, and answers of versions that were not to meet a user."""
    found = []
    for application, summary in act.summaries.items():
        if not summary["requests"]:
            found.append(f"No request was sent to {application}.")
        if summary["lost"]:
            reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(summary["lost_by_reason"].items()))
            found.append(f"{summary['lost']} requests to {application} were lost: {reasons}.")
        answers = {release: count for release, count in summary["by_release"].items() if version(release) not in act.allowed}
        found += [f"{count} answers of {application} came from release {release}." for release, count in answers.items()]
    return found


def table(acts: list[Act], applications: list[str]) -> str:
    """An act a line; figures of the applications in their order, divided by slashes."""

    def figures(act: Act, figure) -> str:
        return " / ".join(figure(act.summaries[name]) for name in applications) if act.summaries else "-"

    rows = [["act", "", "seconds", "outcome", "served", "lost", "p99 ms", "versions that answered"]]
    for act in acts:
        rows.append([
            str(act.number), act.title, f"{act.seconds:.1f}", act.outcome,
            figures(act, lambda summary: f"{summary['requests'] - summary['lost']:,}"),
            figures(act, lambda summary: f"{summary['lost']:,}"),
            figures(act, lambda summary: "-" if summary["latency_ms"]["p99"] is None else f"{summary['latency_ms']['p99']:.0f}"),
            ", ".join(act.versions()) or "-",
        ])  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    total = {name: sum(act.summaries[name]["requests"] for act in acts if act.summaries) for name in applications}
    lost = {name: sum(act.summaries[name]["lost"] for act in acts if act.summaries) for name in applications}
    lines += ["", f"served, lost, p99: {' / '.join(applications)}; with keep-alive, GETs and POSTs, never sent again"]
    lines += [f"{name}: {total[name]:,} requests, {lost[name]:,} lost" for name in applications]
    return "\n".join(lines)


def reasons(acts: list[Act]) -> str:
    """Why releases were refused, in the words of the playbook."""
    text = []
    for act in acts:
        text += [f"Act {act.number}, {act.outcome}:"] if act.reasons else []
        for reason in act.reasons:
            short = textwrap.shorten(reason, _REASON, placeholder=" ...")
            text += textwrap.wrap(short, _WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False)
    return "\n".join(text)


def where_to_look(hosts: dict[str, str], data_host: str, names: dict[str, str]) -> str:
    """Commands to try, from the top of the checkout. hosts: name -> address. names: application -> its host name."""
    first, address = next(iter(hosts.items()))
    application, name = next(iter(names.items()))
    options = "-i .work/labs/demo/inventory.yml -e @tests/data_host/vars.yml -e @tests/demo/applications.yml"
    everyone = ", ".join(f"{host} {ip}" for host, ip in hosts.items())
    lines = [
        ("applications", " and ".join(f"{key} (Host: {value})" for key, value in names.items()) + f" on {everyone}; data on {data_host}"),
        ("a request", f"curl -i -H 'Host: {name}' http://{address}/health/live"),
        (
            "status",
            "PATH=$PWD/.venv/bin:$PATH ANSIBLE_COLLECTIONS_PATH=.work/collections \\\n"
            f"    ansible-playbook golive.web.status {options} -e application={application}",
        ),
        ("ledger", f"tests/lab/lab ssh demo {first} cat /srv/{application}/ledger.jsonl"),
        ("access log", f"tests/lab/lab ssh demo {first} tail /var/log/nginx/{application}.access.json"),
        ("a shell", f"tests/lab/lab ssh demo {first}"),
        ("logs of the acts", ".work/labs/demo/logs"),
        ("remove it all", "make demo-destroy"),
    ]  # fmt: skip
    return "\n".join(f"{title + ':':18}{text}" for title, text in lines)
