# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Programs of supervisord, which is asked over its own socket: whether they run, and since when."""

from __future__ import annotations

import xml.parsers.expat
import xmlrpc.client

from ansible_collections.golive.web.plugins.module_utils import _supervisor
from ansible_collections.golive.web.plugins.module_utils._probes import reasons
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion, Trouble
from ansible_collections.golive.web.plugins.module_utils._probes.threads import in_thread

OPTIONS = {"program": "", "socket": _supervisor.SOCKET, "min_uptime": 0.0}
NEEDED = ("program",)
addresses = None
# What it says of some 700 processes.
_MOST_BYTES = 1 << 20
# HTTP's 401.
_UNAUTHORIZED = 401


def prepare(options):
    """There is nothing that a spec can't check."""


def libraries(options):
    """None are needed."""
    return {}


def target(options):
    """What is looked at, for people."""
    return options["program"]


async def attempt(options, one):
    """One question."""
    with one.phase("ask"):
        processes = await in_thread(_asked, options["socket"], options["timeout"])
    try:
        found = chosen(processes, options["program"])
        one.value = {f"{process['group']}:{process['name']}": process["statename"] for process in found}
        one.check(list(assertions(found, options["min_uptime"])))
    except (KeyError, TypeError) as error:
        raise Trouble("protocol", "what listens there speaks otherwise than supervisord") from error
    if not found:
        raise Trouble("missing", f"supervisord knows no program {options['program']}")


def chosen(processes, name):
    """Those of I(processes), as supervisord describes them, that I(name) means: GROUP:PROGRAM is one, and GROUP all of it. A program of no group is its own."""
    group, is_one, program = name.partition(":")
    return [process for process in processes if process["group"] == group and (not is_one or process["name"] == program)]


def assertions(processes, min_uptime):
    """That I(processes) run, and for I(min_uptime) seconds already."""
    for process in processes:
        name, state = f"{process['group']}:{process['name']}", process["statename"]
        yield Assertion(name, state == "RUNNING", "not_running", "RUNNING", f"{state} {process['spawnerr']}".strip())
        if min_uptime and state == "RUNNING":
            seconds = process["now"] - process["start"]
            yield Assertion(f"the time for which {name} runs", seconds >= min_uptime, "flapping", f"at least {min_uptime:g} s", f"{seconds} s")


def _asked(path, seconds):
    """Descriptions of all its processes, after I(seconds) at the most. Raises C(Trouble)."""
    try:
        return _supervisor.connect(path, seconds, _MOST_BYTES).processes()
    except _supervisor.SupervisorError as error:
        raise _trouble(error.__cause__, path) from error
    except (AttributeError, LookupError, TypeError, ValueError, xml.parsers.expat.ExpatError) as error:
        raise Trouble("protocol", f"what listens at {path} speaks otherwise than supervisord") from error


def _trouble(cause, path):
    if isinstance(cause, OSError):
        reason, clause = reasons.of_error(cause)
    else:
        is_refused = isinstance(cause, xmlrpc.client.ProtocolError) and cause.errcode == _UNAUTHORIZED
        reason, clause = "auth" if is_refused else "protocol", str(cause)[:160]
    return Trouble(reason, f"supervisord does not answer at {path}: {clause}")
