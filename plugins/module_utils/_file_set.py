# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files, directories and links of a host that are looked at, tried and written as one.

What is to be is compared with what is by one description of both, so that a prediction and a run can't differ. Owners and parent
directories need not be there yet for that.
"""

from __future__ import annotations

import dataclasses
import grp
import os
import pwd
import re
import stat
import tempfile

from ansible_collections.golive.web.plugins.module_utils import _atomic
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

_MODE = re.compile(r"0?[0-7]{3,4}")
_MODES = {"file": "0644", "directory": "0755"}


@dataclasses.dataclass(frozen=True)
class Entry:
    """What is, or is to be, at C(path). C(state): C(file), C(directory), C(link) or C(absent). C(mode) is four octal digits.

    C(content) is that of a file as text, C(target) that of a link. Owner and group are names, or numbers where there is no name.
    """

    path: str
    state: str = "absent"
    content: str = ""
    target: str = ""
    owner: str = ""
    group: str = ""
    mode: str = ""

    @classmethod
    def wanted(cls, path, state="file", content=None, target=None, owner=None, group=None, mode=None):
        """The entry that a task asks for. Raises C(GoliveError) where that makes no sense."""
        if not os.path.isabs(path) or os.path.normpath(path) != path:
            raise GoliveError(f"'{path}' is no absolute path without '.', '..' and doubled or closing slashes. Nothing was changed.")
        for value, kind, name in ((content, "file", "content"), (target, "link", "target")):
            if (value is None) == (state == kind):
                raise GoliveError(f"{path}: {name} belongs to the state {kind}, and only there. Nothing was changed.")
        if state in ("absent", "link"):
            return cls(path, state, target=target or "")
        mode = mode or _MODES[state]
        if not _MODE.fullmatch(mode):
            raise GoliveError(f"{path}: '{mode}' is no mode such as '0644'. Nothing was changed.")
        return cls(path, state, content or "", "", owner or "root", group or "root", f"{int(mode, 8):04o}")

    @property
    def attributes(self):
        """All but the content, as a line a person reads."""
        if self.state == "link":
            return f"link to {self.target}\n"
        return f"{self.state} {self.owner}:{self.group} {self.mode}\n" if self.mode else f"{self.state}\n"


def found(wanted):
    """The entry that is at the path of I(wanted). A directory's link counts as the directory that it leads to, where one is wanted."""
    path = wanted.path
    try:
        status = os.stat(path) if wanted.state == "directory" and os.path.isdir(path) else os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return Entry(path)
    if stat.S_ISLNK(status.st_mode):
        return Entry(path, "link", target=os.readlink(path))
    owner = {"owner": _name(pwd.getpwuid, status.st_uid), "group": _name(grp.getgrgid, status.st_gid), "mode": f"{stat.S_IMODE(status.st_mode):04o}"}
    if stat.S_ISDIR(status.st_mode):
        if wanted.state != "directory":
            raise GoliveError(f"{path} is a directory, where the state {wanted.state} is wanted. Nothing was changed; move it away.")
        return Entry(path, "directory", **owner)
    if not stat.S_ISREG(status.st_mode) or wanted.state == "directory":
        raise GoliveError(f"{path} is something else than the state {wanted.state} can replace. Nothing was changed; move it away.")
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
        return Entry(path, "file", file.read(), **owner)


def _name(lookup, number):
    try:
        return lookup(number)[0]
    except KeyError:
        return str(number)


def differences(entries):
    """Pairs (what is, what is to be) of those I(entries) that are not as wanted, in their order."""
    return [(before, wanted) for before, wanted in ((found(wanted), wanted) for wanted in entries) if before != wanted]


def diffs(changes):
    """I(changes) as Ansible's diff mode wants them."""
    shown = []
    for before, after in changes:
        header = {"before_header": before.path, "after_header": after.path}
        if before.attributes != after.attributes:
            shown.append({**header, "before": before.attributes, "after": after.attributes})
        if before.content != after.content:
            shown.append({**header, "before": _printable(before.content), "after": after.content})
    return shown


def _printable(text):
    return text.encode(errors="surrogateescape").decode(errors="replace")


def validate(changes, command, run, tmpdir):
    """Tries I(changes) before anything is written, by I(command) (a list of words) with a pair of words a change: a candidate and its path.

    A candidate that isn't there stands for a path that will not be. I(run(words)) returns (exit code, output). Raises C(GoliveError).
    """
    changes = [after for _before, after in changes if after.state != "directory"]
    if not command or not changes:
        return
    with tempfile.TemporaryDirectory(dir=tmpdir) as folder:
        words = list(command)
        for number, entry in enumerate(changes):
            candidate = os.path.join(folder, str(number))
            if entry.state == "file":
                _atomic.write(candidate, entry.content, int(entry.mode, 8))
            elif entry.state == "link":
                os.symlink(entry.target, candidate)
            words += [candidate, entry.path]
        code, output = run(words)
    if code:
        raise GoliveError(f"{os.path.basename(command[0])} refused it: {output.strip()[-2000:] or f'exit code {code}'}. Nothing was changed.")


def write(changes):
    """Makes it so, in order, each by one rename; missing parents are made. Raises C(GoliveError)."""
    owners = [(_number(pwd.getpwnam, after.owner, "user"), _number(grp.getgrnam, after.group, "group")) for _before, after in changes]
    for (_before, after), owner in zip(changes, owners):
        try:
            _write(after, *owner)
        except OSError as error:
            raise GoliveError(
                f"{after.path} could not be written: {error.strerror or error}. It is as it was, and what was to come after it too; "
                "run again when that is mended."
            ) from error


def _write(entry, uid, gid):
    if entry.state == "absent":
        os.unlink(entry.path)
        return
    _make_parents(os.path.dirname(entry.path))
    if entry.state == "file":
        _atomic.write(entry.path, entry.content, int(entry.mode, 8), uid, gid)
    elif entry.state == "link":
        _atomic.symlink(entry.target, entry.path)
    else:
        if not os.path.isdir(entry.path):
            os.mkdir(entry.path, mode=0o700)
        os.chown(entry.path, uid, gid)
        os.chmod(entry.path, int(entry.mode, 8))


def _make_parents(path):
    if not os.path.isdir(path):
        _make_parents(os.path.dirname(path))
        os.mkdir(path)
        os.chmod(path, 0o755)


def _number(lookup, name, kind):
    if not name:
        return -1
    try:
        return lookup(name)[2]
    except KeyError:
        if name.isdigit():
            return int(name)
        raise GoliveError(f"There is no {kind} {name} on this host. Nothing was changed.") from None
