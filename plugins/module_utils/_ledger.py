# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ledger: one JSON object a line, each with the SHA-256 of the line before, so that no line can be changed unseen."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from datetime import datetime, timezone

from ansible_collections.golive.web.plugins.module_utils._atomic import fsync_directory
from ansible_collections.golive.web.plugins.module_utils._errors import LedgerError

MODE = 0o640
FIRST = "0" * 64
_BLOCK = 64 * 1024
_OWN = ("seq", "time", "previous")


def append(path, event: dict, now: float) -> dict:
    """Add one event and return it as recorded, like extend()."""
    return extend(path, [event], now)[0]


def extend(path, events: list[dict], now: float) -> list[dict]:
    """Add events, durably and all or none, and return them as recorded.

    `now` is in seconds since the epoch. Recorded are `seq` (from 1), `time` (ISO 8601, UTC), `previous` (the SHA-256 of
    the line before without its line feed, 64 zeros for the first) and what each event holds, which must be JSON.
    A last line that a crash cut off is moved to `path`.torn, which an event of its own records.
    Raises LedgerError and OSError; then nothing was added.
    """
    path = os.fspath(path)
    if any(not event or any(name in event for name in _OWN) for event in events):
        raise LedgerError(f"An event was not recorded, since it is empty or sets {', '.join(_OWN)} itself; leave these out.")
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, MODE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_size == 0:
            os.fchmod(descriptor, MODE)
            fsync_directory(os.path.dirname(os.path.abspath(path)))
        cut = _set_aside_cut_line(descriptor, path)
        if cut:
            events = [{"event": "repaired", "cut": cut, "kept": os.path.basename(path) + ".torn"}, *events]
        recorded = _extend(descriptor, path, events, now)
        return recorded[1:] if cut else recorded
    finally:
        os.close(descriptor)


def tail(path, count: int) -> list[dict]:
    """The last `count` events, oldest first; a line that was cut off is left out. Only the end of the file is read.

    An absent ledger is empty. Raises LedgerError and OSError.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return []
    try:
        return [_event(line, os.fspath(path)) for line in _last_lines(descriptor, count)]
    finally:
        os.close(descriptor)


def verify(path) -> tuple[int, str | None]:
    """How many events are intact from the first on, and what is wrong with the next one, or None. Raises OSError."""
    hashes, reason = chain(path)
    return len(hashes), reason


def chain(path) -> tuple[list[str], str | None]:
    """The SHA-256 of each line that is intact from the first on, and what is wrong with the next one, or None. Raises OSError."""
    hashes = []
    try:
        file = open(path, "rb")
    except FileNotFoundError:
        return hashes, None
    with file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                return hashes, f"Line {number} was cut off."
            try:
                event = json.loads(line)
                links = event["seq"], event["previous"]
            except (ValueError, KeyError, TypeError):
                return hashes, f"Line {number} is not an event."
            if links != (number, hashes[-1] if hashes else FIRST):
                return hashes, f"Line {number} does not follow from the line before: one of the two was changed, added or removed."
            hashes.append(_digest(line[:-1]))
    return hashes, None


def _extend(descriptor: int, path: str, events: list[dict], now: float) -> list[dict]:
    last = _last_lines(descriptor, 1)
    number, previous = (_event(last[0], path)["seq"], _digest(last[0])) if last else (0, FIRST)
    time = datetime.fromtimestamp(now, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    lines = []
    for event in events:
        number += 1
        lines.append(_line({"seq": number, "time": time, "previous": previous, **event}))
        previous = _digest(lines[-1])
    data = b"".join(line + b"\n" for line in lines)
    size = os.fstat(descriptor).st_size
    try:
        if os.write(descriptor, data) != len(data):
            raise LedgerError(f"{path} could not be added to, since its file system is full; what it holds is intact, so free some space.")
        os.fsync(descriptor)
    except BaseException:
        os.ftruncate(descriptor, size)
        raise
    return [json.loads(line) for line in lines]


def _line(entry: dict) -> bytes:
    try:
        return json.dumps(entry, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError):
        raise LedgerError("The event was not recorded, since it holds something that JSON cannot; pass plain data only.") from None


def _set_aside_cut_line(descriptor: int, path: str) -> int:
    """How many bytes were moved out of the way."""
    size = os.fstat(descriptor).st_size
    end = _end_of_lines(descriptor, size)
    if end == size:
        return 0
    rest = os.pread(descriptor, size - end, end)
    aside = os.open(path + ".torn", os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, MODE)
    with open(aside, "wb") as file:
        file.write(rest + b"\n")
        file.flush()
        os.fsync(aside)
    os.ftruncate(descriptor, end)
    os.fsync(descriptor)
    return size - end


def _end_of_lines(descriptor: int, position: int) -> int:
    """Where the last complete line before `position` ends."""
    while position:
        start = max(0, position - _BLOCK)
        found = os.pread(descriptor, position - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        position = start
    return 0


def _last_lines(descriptor: int, count: int) -> list[bytes]:
    end = _end_of_lines(descriptor, os.fstat(descriptor).st_size)
    if not end or count < 1:
        return []
    start, blocks, found = end, [], 0
    while start and found <= count:
        size = min(_BLOCK, start)
        start -= size
        blocks.append(os.pread(descriptor, size, start))
        found += blocks[-1].count(b"\n")
    return b"".join(reversed(blocks))[:-1].split(b"\n")[-count:]


def _event(line: bytes, path: str) -> dict:
    try:
        event = json.loads(line)
        if isinstance(event["seq"], int):
            return event
    except (ValueError, KeyError, TypeError):
        pass
    raise LedgerError(f"The end of {path} is damaged; nothing was added, so look at it and move it aside.")


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
