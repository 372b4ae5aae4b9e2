# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Chromium as the tests drive it: over two pipes, by its DevTools protocol, which needs nothing but the browser."""

from __future__ import annotations

import json
import os
import subprocess


class Browser:
    """One page; I(resolver) says where names are, as --host-resolver-rules takes it."""

    def __init__(self, program: str, profile: str, resolver: str) -> None:
        theirs, commands = os.pipe()
        answers, theirs_too = os.pipe()
        # The protocol's pipes are 3 and 4 in the browser: moved above both first, lest one overwrites the other.
        shell = f'exec "$0" "$@" 3<&{theirs} 4>&{theirs_too}'
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", f"--user-data-dir={profile}"]
        # The certificate is not what is looked at here.
        options += ["--ignore-certificate-errors", f"--host-resolver-rules={resolver}"]
        self._process = subprocess.Popen(
            ["bash", "-c", shell, program, *options], pass_fds=(theirs, theirs_too), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(theirs)
        os.close(theirs_too)
        self._commands, self._answers = os.fdopen(commands, "wb", buffering=0), os.fdopen(answers, "rb", buffering=0)
        self._rest, self._number, self._session = b"", 0, None
        self.complaints: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._call(f"{domain}.enable")

    def _next(self) -> dict:
        while b"\0" not in self._rest:
            read = os.read(self._answers.fileno(), 65536)
            if not read:
                raise RuntimeError("the browser has ended")
            self._rest += read
        message, _nul, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def _call(self, method: str, **params) -> dict:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params} | ({"sessionId": self._session} if self._session else {})
        self._commands.write(json.dumps(message).encode() + b"\0")
        while True:
            found = self._next()
            if found.get("id") == self._number:
                assert "error" not in found, found["error"]
                return found["result"]
            self._hear(found)

    def _hear(self, event: dict) -> None:
        params = event.get("params", {})
        if event.get("method") == "Log.entryAdded":
            entry = params["entry"]
            self.complaints.append(f"{entry['level']}: {entry['text']} {entry.get('url', '')}")
        elif event.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(params["exceptionDetails"]))
        elif event.get("method") == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
            self.complaints.append(json.dumps(params["args"]))

    def open(self, address: str) -> None:
        self._call("Page.navigate", url=address)
        self.until("document.readyState === 'complete'")

    def run(self, script: str):
        """What the script's last expression, or the promise that it is, comes to."""
        found = self._call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def until(self, condition: str) -> None:
        """Waits for what the page does by itself, for 10 seconds at most."""
        script = f"""new Promise((resolve) => {{
            const end = performance.now() + 10000
            const look = () => {{
                const found = Boolean({condition})
                if (found || performance.now() > end) resolve(found)
                else setTimeout(look, 50)
            }}
            look()
        }})"""
        assert self.run(script), f"not within 10 seconds: {condition}; {self.complaints}"

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._commands.close()
        self._answers.close()
