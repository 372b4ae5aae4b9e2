# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a process is about to change on the disk, told before it happens."""

from __future__ import annotations

import os
import re

_CHANGES = ("os.rename", "os.symlink", "os.link", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.chown", "os.truncate", "os.utime", "subprocess.Popen")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_RANDOM = re.compile(r"(?<=/\.golive-)[0-9a-f]{12}")


class Watch:
    """The audit hook of a child: tells of each change before it happens."""

    def __init__(self, folder, tell):
        self.folder = str(folder)
        self.on = False
        self._tell = tell

    def __call__(self, event, arguments):
        if self.on and (event in _CHANGES or event == "open" and self._is_new_write(*arguments)):
            names = [self._name(name) for name in (arguments[:2] if event in ("os.rename", "os.symlink", "os.link") else arguments[:1])]
            if all(name is not None for name in names):
                self.tell(event, " -> ".join(names))

    @staticmethod
    def _is_new_write(path, _mode, flags):
        return not isinstance(path, int) and path != os.devnull and flags & _WRITES

    def tell(self, what, whereto):
        if self.on:
            self.on = False  # what telling does is no step
            self._tell(what, _RANDOM.sub("*", whereto))
            self.on = True

    def _name(self, name):
        """Relative to the host's tree, or None for what lies elsewhere."""
        if isinstance(name, int):
            name = os.readlink(f"/proc/self/fd/{name}")
        name = os.fsdecode(name)
        if os.path.isabs(name) and not name.startswith(self.folder) and not name.endswith("golive-exec"):
            return None
        return name.removeprefix(self.folder)

    def syncs(self):
        """Has what is made durable told, too, which no audit event says; returns what stands for syncfs(2)."""
        fsync = os.fsync

        def told(descriptor):
            self.tell("fsync", self._name(descriptor))
            fsync(descriptor)

        def told_of_all(descriptor):
            self.tell("syncfs", self._name(descriptor))
            return True

        os.fsync = told
        return told_of_all
