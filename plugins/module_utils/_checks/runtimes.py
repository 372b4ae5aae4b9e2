# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a runtime is: how each is reached, and what it tells."""

from __future__ import annotations

from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Mistake, Option

SETTING, EXTENSION, VERSION = "setting", "extension", "version"


class Where(NamedTuple):
    """How a runtime, or a program, is reached; the values of C(OPTIONS), empty where the environment tells."""

    command: tuple = ()
    folder: str = ""
    user: str = ""
    socket: str = ""
    host: str = ""
    port: int = 0


class Runtime(NamedTuple):
    """C(tells): the kinds of checks that it answers. C(takes): the options that say where it is. C(command): what starts it, unless it is said otherwise."""

    tells: tuple
    takes: tuple
    command: tuple = ()


# Each has a source of facts (see C(sources.SOURCES)) of its name.
_STARTED, _CONNECTED = ("command", "folder", "user"), ("socket", "host", "port")
RUNTIMES = {
    "django": Runtime((SETTING, VERSION), _STARTED, ("python3",)),
    "gunicorn": Runtime((SETTING,), _STARTED, ("gunicorn",)),
    "laravel": Runtime((SETTING, VERSION), _STARTED, ("php",)),
    "node": Runtime((SETTING, EXTENSION, VERSION), _STARTED, ("node",)),
    "php_cli": Runtime((SETTING, EXTENSION, VERSION), _STARTED, ("php",)),
    "php_fpm": Runtime((SETTING, EXTENSION, VERSION), _CONNECTED),
    "python": Runtime((SETTING, EXTENSION, VERSION), _STARTED, ("python3",)),
}
OPTIONS = {
    "command": Option("texts", []),
    "folder": Option("path"),
    "user": Option(),
    "socket": Option("path"),
    "host": Option(),
    "port": Option("integer"),
}


def options(kind, needed=True):
    """The options of a I(kind) of checks for which runtime it asks, and where that is."""
    return {"runtime": Option(choices=tuple(name for name, runtime in RUNTIMES.items() if kind in runtime.tells), needed=needed), **OPTIONS}


def verify(given):
    """Raises C(Mistake) for what does not say where a runtime, or else a program, is."""
    takes = RUNTIMES[given["runtime"]].takes if given["runtime"] else _STARTED
    for name in OPTIONS:
        if given[name] and name not in takes:
            raise Mistake(f"{given['runtime'] or 'a program'} is not reached by {name}, but by {', '.join(takes)}", name)
    if bool(given["host"]) != bool(given["port"]) or (given["host"] and given["socket"]):
        raise Mistake("it takes either a socket, or a host and a port")
    if given["command"] and not all(given["command"]):
        raise Mistake("a command is made of words that are not empty", "command")


def fact(given):
    """The key of what the runtime tells, all of it at once, so that it is asked once for all checks. Without a runtime, of what the command says."""
    command = tuple(given["command"]) or RUNTIMES[given["runtime"]].command
    named = {name: given[name] for name in OPTIONS if name != "command" and given[name]}
    return (given["runtime"] or "said", Where(command=command, **named))


def name(given):
    """What is asked, for people and ids: the runtime, or the program."""
    return given["runtime"] or given["command"][0].rpartition("/")[2]


def evidence(given):
    """What was asked, for a finding. Only the program is shown of a command, whose words may be secret."""
    where = fact(given)[1]
    if where.command:
        return f"{where.command[0]}, asked for {'its effective configuration' if given['runtime'] else 'its version'}"
    return f"php-fpm at {where.socket or (f'{where.host}:{where.port}' if where.host else '$GOLIVE_SOCKET')}, asked for its effective configuration"
