# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the ledgers of all hosts are whole, in sentences that a person reads."""

from __future__ import annotations


def ledger_findings(infos):
    """I(infos): host to what C(ledger_info) returned for it. Returns C(lines), one a host, and C(broken), those of hosts whose ledger is not proven whole."""
    lines = {host: _sentence(info) for host, info in infos.items()}
    broken = [f"{host}: {lines[host]}" for host, info in infos.items() if not (isinstance(info, dict) and info.get("whole"))]
    return {"lines": [f"{host}: {sentence}" for host, sentence in lines.items()], "broken": broken}


def _sentence(info):
    if not isinstance(info, dict) or info.get("unreachable") or "whole" not in info:
        said = info.get("msg") if isinstance(info, dict) and not info.get("unreachable") else ""
        return f"not read: {said}" if said else "not reached"
    if not info["whole"]:
        return info["reason"]
    return f"whole, {info['count']} lines, head {info['head']}, {info['copies']} of them compared with copies elsewhere"


class FilterModule:
    """The filter by name."""

    def filters(self):
        return {"ledger_findings": ledger_findings}
