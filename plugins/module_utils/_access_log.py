# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests of a window of time, from an access log that is written to and rotated meanwhile.

nginx notes the time of a line some milliseconds before it writes it, more where a worker process had to wait for the disk, and each
process for itself: lines are nearly in order, by I(MARGIN_SECONDS). So all lines before one that is earlier than the window by more than
that are earlier than the window, in older files as well, and are not read.
"""

from __future__ import annotations

import contextlib
import gzip
import zlib

from ansible_collections.golive.web.plugins.module_utils import _log_files, _log_line, _log_search

MARGIN_SECONDS = 5.0
# Some 700,000 requests: more tell no more of a release, and take too long.
MOST_BYTES = 256 << 20

_CHUNK = 1 << 20


class AccessLog:
    """The requests, as in C(_log_line), of the log I(path) from the time I(since) to I(until), in seconds since the epoch, both included.

    Iterating raises C(AccessLogError) where the log can't be read. Files come newest first. Once it is over, C(exists) says whether there
    is a log; C(unreadable) counts lines in and about the window that tell of no request; and C(truncated) is true where there was more
    than I(most_bytes) to read, of which the newest was read, of packed files all or none.
    """

    def __init__(self, path, since, until, most_bytes=MOST_BYTES):
        self.path = path
        self.since = since
        self.until = until
        self.exists = False
        self.unreadable = 0
        self.truncated = False
        self._left = most_bytes

    def __iter__(self):
        with contextlib.ExitStack() as stack:
            files = _log_files.open_files(stack, self.path)
            self.exists = bool(files)
            for file in files:
                first = _log_search.first_msec(file)
                for block in whole_lines(self._unpacked(file, first) if file.packed else self._plain(file)):
                    yield from self._in_window(block)
                if self.truncated or (first is not None and first < self.since - MARGIN_SECONDS):
                    return

    def _in_window(self, block):
        since, until = self.since, self.until
        for request in _log_line.requests(block):
            if request is None:
                self.unreadable += 1
            elif since <= request[0] <= until:
                yield request

    def _plain(self, file):
        start = _log_search.start_of(file, self.since - MARGIN_SECONDS)
        end = _log_search.end_of(file, self.until + MARGIN_SECONDS)
        if end - start > self._left:
            self.truncated = True
            start = _log_search.line_start(file, end - self._left)
        self._left -= max(end - start, 0)
        while start < end:
            chunk = file.read(start, min(_CHUNK, end - start))
            if not chunk:  # it was cut meanwhile
                return
            start += len(chunk)
            yield chunk

    def _unpacked(self, file, first):
        if first is not None and first > self.until + MARGIN_SECONDS:
            return
        if file.logged_bytes() > self._left:
            self.truncated = True
            return
        try:
            with gzip.GzipFile(fileobj=file.stream) as unpacked:
                while True:
                    chunk = unpacked.read(min(_CHUNK, self._left + 1))
                    self._left -= len(chunk)
                    self.truncated = self._left < 0
                    if not chunk or self.truncated:
                        return
                    yield chunk
        except (OSError, EOFError, zlib.error):
            self.unreadable += 1


def whole_lines(chunks):
    """The bytes of I(chunks) again, cut at the ends of lines. A line of more than a chunk is none of nginx's: one with a NUL stands for it."""
    rest = b""
    for chunk in chunks:
        lines, newline, behind = chunk.rpartition(b"\n")
        if newline:
            yield rest + lines + newline
            rest = b""
        rest += behind
        if len(rest) > _CHUNK:
            rest = b"\0"
    if rest:
        yield rest
