# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One event in the one schema, and the file that events are added to.

All that is in an event came from somebody else: text is cut, and written as JSON in ASCII, so that nothing in it can end a line or begin a field.
"""

from __future__ import annotations

import json
import os
import re
from datetime import datetime, timezone

FIELDS = ("time", "source", "application", "event", "outcome", "who", "remote_addr", "request_id")
OUTCOMES = ("success", "failure", "unknown")
LONGEST = {"who": 128, "remote_addr": 64, "request_id": 64}
# rsyslog takes messages of 8 KiB, its own fields included
DETAILS, DETAIL, LINE = 24, 512, 7500
_EVENT = re.compile(r"[a-z][a-z0-9_]*(?:[.-][a-z0-9_]+)*")
_SECRET = re.compile(r"pass|secret|token|credential|authorization|cookie|api_?key|private", re.IGNORECASE)


def event(source, name, outcome="success", time=None, application="", who="", remote_addr="", request_id="", details=None):
    """One event. I(details) are names and plain values; those whose names sound like a secret are masked."""
    name = name if isinstance(name, str) and len(name) <= 64 and _EVENT.fullmatch(name) else "unnamed"
    values = {"who": who, "remote_addr": remote_addr, "request_id": request_id}
    return {
        "time": _clock(time),
        "source": source,
        "application": application,
        "event": name,
        "outcome": outcome if outcome in OUTCOMES else "unknown",
        **{key: cut(value, LONGEST[key]) for key, value in values.items()},
        "details": {cut(key, 64): _detail(key, value) for key, value in list((details or {}).items())[:DETAILS] if value not in (None, "", [], {})},
    }


def cut(value, longest):
    """I(value) as text of at most I(longest) characters."""
    text = value if isinstance(value, str) else "" if value is None else json.dumps(value)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _detail(name, value):
    if _SECRET.search(str(name)):
        return "***"
    return value if isinstance(value, (bool, int, float)) else cut(value, DETAIL)


def _clock(time):
    """ISO 8601 in UTC, of such a text with a zone or of seconds since the epoch; now where it is neither."""
    try:
        moment = datetime.fromisoformat(time.replace("Z", "+00:00")) if isinstance(time, str) else datetime.fromtimestamp(time, timezone.utc)
        moment = moment.astimezone(timezone.utc)
    except (ValueError, TypeError, OverflowError, OSError):
        moment = datetime.now(timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Log:
    """The file I(path) of the host I(host). C(seq) numbers its events, so that a missing one is missed."""

    def __init__(self, path, host, seq=0):
        self.path = path
        self.host = host
        self.seq = max(seq, self._last())

    def add(self, events):
        """Adds I(events), durably. The file is opened for it, so that it may be renamed at any time."""
        if not events:
            return
        seq, lines = self.seq, []
        for one in events:
            seq += 1
            lines.append(self._line({"seq": seq, "time": one["time"], "host": self.host, **one}))
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o640)
        try:
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":  # a crash cut the last line off
                lines.insert(0, b"\n")
            data = b"".join(lines)
            while data:
                data = data[os.write(descriptor, data) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        self.seq = seq

    @staticmethod
    def _line(entry):
        line = json.dumps(entry, separators=(",", ":"))
        if len(line) > LINE:
            line = json.dumps({**entry, "details": {"cut": len(line)}}, separators=(",", ":"))
        return line.encode() + b"\n"

    def _last(self):
        """The number of the last event in the file, or in the one before."""
        for path in (self.path, self.path + ".1"):
            try:
                with open(path, "rb") as file:
                    file.seek(max(0, os.fstat(file.fileno()).st_size - 4 * LINE))
                    lines = file.read().splitlines()
            except OSError:
                continue
            for line in reversed(lines):
                try:
                    return int(json.loads(line)["seq"])
                except (ValueError, KeyError, TypeError):
                    continue
        return 0
