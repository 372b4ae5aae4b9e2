# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The journal's messages of the facilities user, auth and authpriv, as journalctl follows it."""

from __future__ import annotations

import json
import os
import subprocess

from follow import CHUNK, Lines

# user: where Ansible's modules say who called them; auth and authpriv: sshd, sudo, su and what changes accounts
FACILITIES = (1, 4, 10)
_COMMAND = ["journalctl", "--follow", "--output=json", "--all", "--quiet"]


class Journal:
    """Follows the journal after I(cursor), or from now on."""

    def __init__(self, cursor=None):
        self.cursor = cursor or _newest()
        self._process = None

    @property
    def descriptor(self):
        """What becomes readable when there is something new."""
        if self._process is None or self._process.poll() is not None:
            since = [f"--after-cursor={self.cursor}", "--no-tail"] if self.cursor else ["--lines=0"]
            matches = [f"SYSLOG_FACILITY={number}" for number in FACILITIES]
            self._process = subprocess.Popen([*_COMMAND, *since, *matches], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
            os.set_blocking(self._process.stdout.fileno(), False)
            self._lines = Lines()
        return self._process.stdout.fileno()

    def read(self):
        """The next messages, each a dict of the journal's fields."""
        try:
            data = os.read(self.descriptor, CHUNK)
        except BlockingIOError:
            return []
        return [message for message in map(_message, self._lines.feed(data)) if message]

    def stop(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def _newest():
    said = subprocess.run(["journalctl", "--lines=1", "--output=json", "--quiet"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False).stdout
    return (_message(said) or {}).get("__CURSOR")


def _message(line):
    """The fields as text; what was cut off for its length is no message."""
    try:
        fields = json.loads(line)
    except ValueError:
        return None
    return {name: _text(value) for name, value in fields.items()}


def _text(value):
    # What is not printable comes as a list of bytes; a field that was given several times as a list of texts.
    if isinstance(value, list) and all(isinstance(byte, int) for byte in value):
        return bytes(value).decode("utf-8", "replace")
    return str(value[0] if isinstance(value, list) else value)
