# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The users of the demonstration: the load client, on all hosts of each application; and one look at what is live."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from pathlib import Path

CLIENT = Path(__file__).resolve().parents[1] / "load" / "client.py"
_CLIENTS = 24
_RATE = 15  # requests a second an application: two of them leave a machine of 2 cores room for the rollout
_LONGEST = 900
_PATIENCE = 60


class LoadError(Exception):
    """The load could not be made; its text says why."""


class Load:
    """One load client on one application. Its summary is what tests/load/README.md says."""

    def __init__(self, host: str, addresses: list[str], counts: Path) -> None:
        """host: the Host header. addresses: IP addresses, port 80. counts: file for a line a second."""
        self.host, self._counts = host, counts
        counts.parent.mkdir(parents=True, exist_ok=True)
        counts.unlink(missing_ok=True)
        options = [f"--clients={_CLIENTS}", f"--rate={_RATE}", f"--seconds={_LONGEST}", f"--counts={counts}"]
        self._process = subprocess.Popen(
            [sys.executable, str(CLIENT), *(f"--address={address}:80" for address in addresses), f"--host={host}", *options,
             "--until-stdin-closes"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def wait_for_seconds(self, count: int) -> None:
        """Waits until it has counted that many more seconds with requests in them."""
        goal = self._busy_seconds() + count
        deadline = time.monotonic() + _PATIENCE
        while self._busy_seconds() < goal:
            if self._process.poll() is not None:
                raise LoadError(f"The load on {self.host} ended early: {self._process.stderr.read().strip()}")
            if time.monotonic() > deadline:
                raise LoadError(f"The load on {self.host} sent nothing for {_PATIENCE} s.")
            time.sleep(0.05)

    def _busy_seconds(self) -> int:
        lines = self._counts.read_text(encoding="utf-8").splitlines() if self._counts.exists() else []
        return sum(1 for line in lines if line.endswith("}") and json.loads(line)["requests"])

    def stop(self) -> dict:
        """Lets it finish what is under way and returns its summary."""
        text, errors = self._process.communicate()  # closes its standard input, which ends it
        if self._process.returncode:
            raise LoadError(f"The load on {self.host} ended with {self._process.returncode}: {errors.strip()}")
        return json.loads(text)


def version(release: str) -> str:
    """The version in a release id, which is VERSION-DIGEST-DIGEST."""
    return release.rsplit("-", 2)[0]


def live_versions(host: str, addresses: list[str]) -> set[str]:
    """The versions that answer at the front doors, by the header X-Release; 'none' where there is no such header."""
    found = set()
    for address in addresses:
        connection = http.client.HTTPConnection(address, 80, timeout=10)
        try:
            connection.request("GET", "/health/live", headers={"Host": host})
            answer = connection.getresponse()
            answer.read()
            found.add(version(answer.getheader("X-Release", "none")))
        except OSError as error:
            found.add(str(error))
        finally:
            connection.close()
    return found
