# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Events from the journal: logins by SSH, sudo, su, accounts that were changed, and Ansible's modules.

A message says what its sender likes, and anybody may send one. Who did something is therefore journald's word, not the message's: the user who logged in
(the kernel's login uid, or whose session it is), or else whom the sender ran as. So whoever makes a message up accuses nobody but himself.
"""

from __future__ import annotations

import pwd
import re

from event import event

_PEER = r"from (?P<addr>\S{1,64}) port [0-9]{1,5}"
# A name may hold all of these words: what counts is where the message ends.
_SSH = [
    (re.compile(r"Accepted (?P<method>\S+) for (?P<who>.*) " + _PEER + r" ssh2(?:: (?P<key>.*))?"), "ssh.login", "success"),
    (re.compile(r"Failed (?P<method>\S+) for (?:invalid user )?(?P<who>.*) " + _PEER + r" ssh2(?:: (?P<key>.*))?"), "ssh.login", "failure"),
    (re.compile(r"Invalid user (?P<who>.*) " + _PEER), "ssh.login", "failure"),
    (re.compile(r"Connection (?:closed|reset) by (?:authenticating|invalid) user (?P<who>.*) (?P<addr>\S+) port [0-9]+ \[preauth\]"), "ssh.login", "failure"),
]
# Of what was run the program alone: its words may hold secrets.
_SUDO = re.compile(
    r"\s*\S+ : (?:(?P<refused>[^;=]*) ; )?(?:[A-Z]+=[^;]* ; )*?USER=(?P<target>\S+) ; (?:GROUP=\S+ ; )?(?:ENV=.*? ; )?COMMAND=(?P<command>\S+).*",
    re.DOTALL,
)
_SU = re.compile(r"(?P<failed>FAILED SU )?\(to (?P<target>\S+)\) \S+ on \S+")
_ACCOUNTS = {
    "useradd", "usermod", "userdel", "groupadd", "groupmod", "groupdel", "gpasswd", "passwd", "chpasswd", "chage", "chfn", "chsh", "adduser", "deluser",
}  # fmt: skip
_WORTH_NOTHING = re.compile(r"pam_\w+\([^)]*\): (?!password changed).*", re.DOTALL)
# Parameters that can't be mistaken for another's content; the commands have none such.
_COMMANDS = ("command", "shell", "raw", "script", "expect")
_PATH = re.compile(r"(?:^| )(?:path|dest)=(/[\w.@+/-]{1,255})(?= |$)")


def of_journal(fields):
    """The events, one at the most, of a message's I(fields)."""
    identifier, message = fields.get("SYSLOG_IDENTIFIER", ""), fields.get("MESSAGE", "")
    root = fields.get("_UID") == "0"
    made = None
    if identifier in ("sshd", "sshd-session") and root:
        made = _ssh(message)
    elif identifier == "sudo":
        made = _sudo(message)
    elif identifier == "su":
        made = _su(message)
    elif identifier in _ACCOUNTS and (root or identifier == "passwd"):
        made = _account(identifier, message)
    elif identifier.startswith("ansible-") and root:
        made = _module(identifier[len("ansible-") :], message)
    elif message.startswith("ansible-") and root and "MODULE" in fields:  # sent by journald's own library
        name, _space, message = message.partition(" ")
        made = _module(name[len("ansible-") :], message)
    if not made:
        return []
    source, name, outcome, found = made
    own = {"who": found.pop("who", None) or actor(fields), "remote_addr": found.pop("addr", "")}
    return [event(source, name, outcome, int(fields.get("__REALTIME_TIMESTAMP", 0)) / 1e6 or None, details=found, **own)]


def actor(fields):
    """Who logged in and did it, whoever he became meanwhile."""
    for field in ("_AUDIT_LOGINUID", "_SYSTEMD_OWNER_UID", "_UID"):
        if fields.get(field, "").isdigit() and fields[field] != "4294967295":
            try:
                return pwd.getpwuid(int(fields[field])).pw_name
            except KeyError:
                return "uid " + fields[field]
    return ""


def _ssh(message):
    for pattern, name, outcome in _SSH:
        match = pattern.fullmatch(message)
        if match:
            return "ssh", name, outcome, match.groupdict()
    return None


def _sudo(message):
    match = _SUDO.fullmatch(message)
    if not match:
        return None
    found = match.groupdict()
    return "sudo", "sudo.command", "failure" if found["refused"] else "success", found


def _su(message):
    match = _SU.fullmatch(message)
    return match and ("su", "su.session", "failure" if match["failed"] else "success", {"target": match["target"]})


def _account(program, message):
    if _WORTH_NOTHING.fullmatch(message):
        return None
    return "account", "account.changed", "failure" if message.startswith("fail") else "success", {"program": program, "message": message}


def _module(name, message):
    short = name.rpartition(".")[2]
    if message.startswith("Changed "):
        return "ansible", "configuration.changed", "success", {"module": name, "paths": message[len("Changed ") :]}
    if not message.startswith("Invoked"):
        return None
    path = None if short in _COMMANDS else _PATH.search(message)
    return "ansible", "configuration.module", "unknown", {"module": name, "path": path and path[1]}
