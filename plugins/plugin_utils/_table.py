# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A table of text, and what there is to say of a host without a result."""

from __future__ import annotations


def lines(columns, rows):
    """The lines of a table with the headings I(columns) and the I(rows), each as wide as its longest cell."""
    rows = [columns, *rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(columns))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]


def missing(result, key):
    """Why the I(result) of a host has no I(key); empty where it has."""
    if isinstance(result, dict) and key in result:
        return ""
    if isinstance(result, dict) and not result.get("unreachable") and result.get("msg"):
        return " ".join(str(result["msg"]).split())[:300]
    return "not reached"
