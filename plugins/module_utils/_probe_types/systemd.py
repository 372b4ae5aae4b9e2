# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A unit of systemd: whether it is active, and how often it was started again."""

from __future__ import annotations

import re

from ansible_collections.golive.web.plugins.module_utils import _command
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import commands
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion, Trouble

OPTIONS = {"unit": "", "max_restarts": None}
NEEDED = ("unit",)
addresses = None
# One unit; a pattern would be many.
UNIT = re.compile(r"[A-Za-z0-9:_.\\@-]{1,255}")
_PROPERTIES = ("LoadState", "ActiveState", "SubState", "Result", "NRestarts")
_WELL = ("active", "reloading")


def prepare(options):
    """Checks I(options)."""
    if not UNIT.fullmatch(options["unit"]):
        raise GoliveError(f"The probe '{options['name']}' has the unit {options['unit']!r}, which is no name of one.")


def libraries(options):
    """None are needed."""
    return {}


def target(options):
    """What is looked at, for people."""
    return options["unit"]


async def attempt(options, one):
    """One question."""
    with one.phase("ask"):
        ended = await commands.run(["systemctl", "show", f"--property={','.join(_PROPERTIES)}", "--", options["unit"]])
    if ended.code:
        raise Trouble("unreachable", f"systemd does not answer: {_command.last_lines(ended.text)}")
    found = facts(ended.text)
    if found["load"] == "not-found":
        raise Trouble("missing", f"there is no unit {options['unit']}")
    one.value = found
    one.check(assertions(found, options["max_restarts"]))


def facts(text):
    """What I(text), of C(systemctl show), says: the words C(load), C(active), C(sub) and C(result), and C(restarts), which is C(None) of what has none.

    Raises C(Trouble).
    """
    said = dict(line.partition("=")[::2] for line in text.splitlines())
    if not said.get("ActiveState"):
        raise Trouble("protocol", "systemctl does not say a state")
    restarts = said.get("NRestarts", "")
    return {
        "load": said.get("LoadState", ""),
        "active": said["ActiveState"],
        "sub": said.get("SubState", ""),
        "result": said.get("Result", ""),
        "restarts": int(restarts) if restarts.isascii() and restarts.isdecimal() and len(restarts) <= 10 else None,
    }


def assertions(found, max_restarts):
    """That the unit of the C(facts) I(found) is active, and was not started again more than I(max_restarts) times, where that is not C(None)."""
    words = (found["sub"], found["load"] if found["load"] != "loaded" else "", found["result"] if found["result"] != "success" else "")
    shown = f"{found['active']} ({', '.join(filter(None, words))})"
    yield Assertion("the unit's state", found["active"] in _WELL, "not_running", "active", shown)
    if max_restarts is not None:
        known = found["restarts"] is not None
        is_calm = known and found["restarts"] <= max_restarts
        yield Assertion("the number of its restarts", is_calm, "flapping", f"at most {max_restarts}", found["restarts"] if known else "not known")
