# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is at a path: of which kind, whose it is, and who may write it."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Kind, Mistake, Option, Remedy, Trouble, judged


def _verify(options):
    if options["absent"] and any(options[name] for name in _LOOKED_AT):
        raise Mistake("what must be absent can't be asked for anything else", "absent")


def _needs(options):
    users = [("access", options["path"], user) for user in (*options["writable_by"], *options["readonly_for"])]
    return [("entry", options["path"]), *users]


def _judge(options, facts):
    path = options["path"]
    if options["absent"]:
        return _absent(options, facts)
    entry = facts[("entry", path)]
    looks = (
        ("type", "kind", entry.kind, options["type"], lambda wanted: entry.kind == wanted),
        ("owner", "owner", entry.owner, options["owner"], lambda wanted: entry.owner == wanted),
        ("group", "group", entry.group, options["group"], lambda wanted: entry.group == wanted),
        ("mode", "mode", f"{entry.mode:04o}", options["mode"], lambda wanted: not entry.mode & ~wanted),
    )
    for name, reason, observed, wanted, holds in looks:
        if wanted is not None and not holds(wanted):
            return judged(False, reason, f"{name} {observed}", f"{name} {wanted if name != 'mode' else f'at most {wanted:04o}'}", f"stat {path}")
    for users, may, words in ((options["writable_by"], True, "writable by"), (options["readonly_for"], False, "not writable by")):
        for user in users:
            if facts[("access", path, user)] != may:
                return judged(False, "writable", f"{'not ' if may else ''}writable by {user}", f"{words} {user}", f"access as {user} to {path}")
    return judged(True, "", f"{entry.kind}, {entry.mode:04o}, {entry.owner}:{entry.group}", "", f"stat {path}")


def _absent(options, facts):
    from_ = f"stat {options['path']}"
    try:
        found = facts[("entry", options["path"])]
    except Trouble as trouble:
        if trouble.reason != "missing":
            raise
        return judged(True, "", "it is not there", "", from_)
    return judged(False, "forbidden", f"there is a {found.kind}", "nothing", from_)


_LOOKED_AT = ("type", "owner", "group", "mode", "writable_by", "readonly_for")

KIND = Kind(
    options={
        "path": Option("path", needed=True),
        "absent": Option("flag", False),
        "type": Option(choices=("file", "folder", "socket")),
        "owner": Option(),
        "group": Option(),
        "mode": Option("mode"),
        "writable_by": Option("texts", []),
        "readonly_for": Option("texts", []),
    },
    severity="high",
    component="Security",
    title="Path {path}",
    subject=lambda options: options["path"],
    remedy=Remedy("Mend {path}, or run golive.web.provision, which sets up what is the application's."),
    judge=_judge,
    needs=_needs,
    verify=_verify,
)
