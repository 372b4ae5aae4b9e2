# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A load on one site, cut into sections by the clock: clients that keep connections, post, pause, and never try again."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time

import report
from lab import FILES, HERE, Failure, address

_CLIENT = HERE.parent / "load" / "client.py"
_CLIENTS, _RATE = 20, 60
_LONGEST = 1800
_WARM_SECONDS = 3


class Load:
    """C(span): a context, the time in it being a pair of seconds since the epoch for C(section)."""

    def __init__(self, host, name, port=80):
        self.lines = FILES / f"requests-{name}"
        self.lines.unlink(missing_ok=True)
        options = [f"--clients={_CLIENTS}", f"--rate={_RATE}", f"--seconds={_LONGEST}", f"--scenario={HERE / 'scenario.json'}", f"--requests={self.lines}"]
        self._process = subprocess.Popen(
            [sys.executable, str(_CLIENT), f"--address={address(host)}:{port}", f"--host={name}", *options, "--until-stdin-closes"],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self):
        time.sleep(_WARM_SECONDS)
        return self

    def __exit__(self, *_error):
        _nothing, errors = self._process.communicate()
        if self._process.returncode:
            raise Failure(f"The load ended with {self._process.returncode}: {errors.strip()}")

    @staticmethod
    @contextlib.contextmanager
    def span(spans):
        """Adds the time that the context took to I(spans), and a second, for what was lost shows up late where clients pause."""
        began = time.time()
        yield
        time.sleep(1)
        spans.append((began, time.time()))

    def section(self, spans):
        """What happened in I(spans); only after the load has ended."""
        with self.lines.open(encoding="utf-8") as lines:
            return report.section(lines, *spans)
