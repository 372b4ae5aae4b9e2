# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a check is not C(pass): the fixed list."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._probes import reasons as probes

OWN = {
    "clock": "The clock is not right, or nobody keeps it so.",
    "conflict": "Two things that must agree do not.",
    "empty": "It is there, and empty.",
    "example": "It is a value from an example, which everybody knows.",
    "forbidden": "It has a value that it must not have.",
    "group": "It belongs to another group.",
    "kind": "It is something else: a folder, a file, a socket, a link.",
    "length": "It is too short or too long.",
    "listening": "Something listens there that should not, or on an address that it should not.",
    "memory": "The memory does not suffice for what is planned.",
    "mode": "Its mode lets others do more than they should.",
    "not_allowed": "It has a value that is not one of those allowed.",
    "outdated": "What it is judged by is too old to say.",
    "owner": "It belongs to another user.",
    "pattern": "It is not of the form that it must have.",
    "pending": "Something waits to be done: a reboot, an update.",
    "range": "A number is out of its range.",
    "spec": "With the variables in its place, the check itself makes no sense.",
    "tool": "The program that would tell is not there, or does not tell.",
    "type": "It is not of the type that it must be.",
    "version": "It is of another version than it must be.",
    "weak": "It has too little entropy for a secret.",
    "writable": "Somebody may write it who should not, or may not who should.",
}
# Of what is seen from outside alone.
OUTSIDE = {
    "executed": "What was uploaded is run.",
    "exposed": "It can be had by anybody, and should not.",
    "limit": "There is no limit, or it can be got round.",
}
# A check of the kind service says what its probe says, and others what the system says to them.
REASONS = {**probes.REASONS, **OWN, **OUTSIDE}
