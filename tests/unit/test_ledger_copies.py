# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Copies of ledgers' lines among collected events, and what a ledger is worth beside them."""

from __future__ import annotations

import gzip
import json

import pytest

from ansible_collections.golive.web.plugins.filter.ledger_findings import ledger_findings
from ansible_collections.golive.web.plugins.module_utils import _ledger, _ledger_copies


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "ledger.jsonl"
    for number in range(4):
        _ledger.append(path, {"event": "active", "release": str(number)}, 1790000000.0)
    return path


@pytest.fixture
def copies(ledger):
    return {str(number): [digest] for number, digest in enumerate(_ledger.chain(ledger)[0], start=1)}


def test_whole_ledger_agrees_with_its_copies(ledger, copies):
    found = _ledger_copies.examine(str(ledger), copies)
    assert found == {"present": True, "whole": True, "count": 4, "head": copies["4"][0], "copies": 4, "reason": ""}


def test_cut_end_and_other_lines_are_found_by_copies_alone(ledger, copies):
    lines = ledger.read_text().splitlines(keepends=True)
    ledger.write_text("".join(lines[:3]))
    assert _ledger_copies.examine(str(ledger), {})["whole"]
    assert "ends with line 3" in _ledger_copies.examine(str(ledger), copies)["reason"]
    ledger.unlink()
    assert "it was removed" in _ledger_copies.examine(str(ledger), copies)["reason"]


def test_second_hash_for_a_line_is_never_agreement(ledger, copies):
    copies["2"].append("0" * 64)
    assert _ledger_copies.examine(str(ledger), copies)["reason"].startswith("Of line 2 different ones")


def test_copies_are_read_of_plain_and_packed_files_and_what_is_none_is_left(tmp_path):
    def line(seq, digest, **other):
        event = {"host": "web1", "source": "ledger", "application": "shop", "details": {"seq": seq, "sha256": digest}, **other}
        return json.dumps(event, separators=(",", ":")) + "\n"

    a, b = "a" * 64, "b" * 64
    lines = [line(1, a), line(1, a), line(2, b, application="other"), line("x", b), line(3, "short"), '{"source":"ledger"\n']
    (tmp_path / "192.0.2.1.jsonl").write_text("".join(lines))
    with gzip.open(tmp_path / "192.0.2.2.jsonl.2.gz", "wt") as file:
        file.write(line(1, b))
    (tmp_path / "other").write_text(line(9, a))
    assert _ledger_copies.collected("shop", str(tmp_path)) == {"web1": {"1": [a, b]}}


def test_what_was_not_read_is_not_whole():
    found = ledger_findings({"web1": {"unreachable": True}, "web2": {"failed": True, "msg": "why"}, "web3": {"whole": False, "reason": "Line 3"}})
    assert found["broken"] == found["lines"] == ["web1: not reached", "web2: not read: why", "web3: Line 3"]
