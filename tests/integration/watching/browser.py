# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Debian's Chromium, without a window, asked by its DevTools protocol through a pipe: https://chromedevtools.github.io/devtools-protocol/."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import signal
import tempfile
import time

# A start from a cold disk takes some seconds.
_PATIENCE_SECONDS = 60
_OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-pipe", "--hide-scrollbars"]
# What tells of a page that did, or tried, more than to be read.
_NOISE = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Page.javascriptDialogOpening")


class Browser:
    """One page at a time. C(events) are all that the browser told since the page was opened."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        (read, self._out), (self._in, write) = os.pipe(), os.pipe()
        silence = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_RDWR, 0) for descriptor in range(3)]
        # It reads from descriptor 3 and writes to 4, which these pipes may have by chance.
        high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10) for descriptor in (read, write)]
        pipes = [(os.POSIX_SPAWN_DUP2, descriptor, number) for number, descriptor in enumerate(high, start=3)]
        words = ["chromium", *_OPTIONS, f"--user-data-dir={self._folder.name}"]
        self._process = os.posix_spawnp("chromium", words, os.environ, file_actions=[*silence, *pipes])
        for descriptor in (read, write, *high):
            os.close(descriptor)
        self._number, self._rest, self.events, self._session = 0, b"", [], None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Log", "Runtime", "Network", "DOM", "Accessibility"):
            self.ask(f"{domain}.enable")

    def close(self):
        """Ends the browser."""
        os.kill(self._process, signal.SIGTERM)
        os.waitpid(self._process, 0)
        os.close(self._in)
        os.close(self._out)
        self._folder.cleanup()

    def ask(self, method, **parameters):
        """The answer to one call; what else comes until then is kept in C(events)."""
        self._number += 1
        call = {"id": self._number, "method": method, "params": parameters, **({"sessionId": self._session} if self._session else {})}
        os.write(self._out, json.dumps(call).encode() + b"\0")
        while (message := self._next()).get("id") != self._number:
            self.events.append(message)
        assert "error" not in message, message
        return message["result"]

    def open(self, path):
        """Opens the file I(path), and waits until it is there as a whole."""
        self.events.clear()
        self.ask("Page.navigate", url=f"file://{path}")
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())
        # What the page was refused may be told a little later.
        self.js("document.body.getBoundingClientRect().width")

    def js(self, expression):
        """What I(expression) is in the page, as plain data. The browser's own tools may do what the page may not."""
        result = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def scheme(self, name):
        """Makes the user prefer C(light) or C(dark)."""
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def picture(self, path):
        """Writes what the whole page looks like to the file I(path)."""
        data = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))

    @property
    def noise(self):
        """Errors, violations of the page's policy, dialogues: what a page that is only read never causes."""
        return [event for event in self.events if event.get("method") in _NOISE]

    @property
    def requests(self):
        """The addresses of all that the page asked for."""
        return [event["params"]["request"]["url"] for event in self.events if event.get("method") == "Network.requestWillBeSent"]

    def _next(self):
        end = time.monotonic() + _PATIENCE_SECONDS
        while b"\0" not in self._rest:
            assert select.select([self._in], [], [], max(0, end - time.monotonic()))[0], "the browser doesn't answer"
            part = os.read(self._in, 1 << 16)
            assert part, "the browser has ended"
            self._rest += part
        message, _zero, self._rest = self._rest.partition(b"\0")
        return json.loads(message)
