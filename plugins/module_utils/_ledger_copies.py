# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Copies of ledgers among collected audit events, and whether a ledger agrees with them.

Whoever is root on a host can write its whole ledger anew, and the chain is whole again. What had left the host by then says otherwise.
"""

from __future__ import annotations

import gzip
import json
import os
import re

from ansible_collections.golive.web.plugins.module_utils import _ledger

COLLECTED = "/var/log/golive/collected"
_FILE = re.compile(r"[0-9a-fA-F.:]+\.jsonl(\.[0-9]+)?(\.gz)?")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def collected(application: str, folder: str = COLLECTED) -> dict[str, dict[str, list[str]]]:
    """Of each host that says to be one, its lines' numbers, each with all hashes that were sent for it. Raises OSError."""
    copies: dict[str, dict[str, list[str]]] = {}
    for name in sorted(os.listdir(folder)):
        if not _FILE.fullmatch(name):
            continue
        with (gzip.open if name.endswith(".gz") else open)(os.path.join(folder, name), "rb") as file:
            for line in file:
                found = _copy(line, application)
                if found:
                    host, number, digest = found
                    sent = copies.setdefault(host, {}).setdefault(str(number), [])
                    if digest not in sent:
                        sent.append(digest)
    return copies


def _copy(line, application):
    if b'"source":"ledger"' not in line:
        return None
    try:
        event = json.loads(line)
        host, details = event["host"], event["details"]
        if (event["source"], event["application"]) == ("ledger", application) and _DIGEST.fullmatch(details["sha256"]) and details["seq"] > 0:
            return str(host), int(details["seq"]), details["sha256"]
    except (ValueError, KeyError, TypeError):
        pass
    return None


def examine(path: str, copies: dict[str, list[str]]) -> dict:
    """What the ledger I(path) is worth: C(present), C(whole), C(count) and C(head) of what is intact, C(copies), and C(reason) where it is not whole.

    Raises OSError.
    """
    result = {"present": os.path.isfile(path), "whole": False, "count": 0, "head": "", "copies": len(copies), "reason": ""}
    if not result["present"]:
        return {**result, "reason": "There is no ledger" + (", but copies of its lines left the host: it was removed." if copies else ".")}
    hashes, reason = _ledger.chain(path)
    result.update(count=len(hashes), head=hashes[-1] if hashes else "")
    reason = reason or next((sentence for number in sorted(copies, key=int) if (sentence := _against(hashes, int(number), copies[number]))), "")
    return {**result, "whole": not reason, "reason": reason}


def _against(hashes, number, sent):
    if number > len(hashes):
        return f"Line {number} had left the host, but the ledger ends with line {len(hashes)}: its end was cut off."
    if hashes[number - 1] in sent and len(sent) > 1:
        return f"Of line {number} different ones had left the host: the ledger was another for a while, or somebody sent lines in its name."
    if hashes[number - 1] not in sent:
        return f"Line {number} is not the one that had left the host: the ledger was written anew from there on."
    return ""
