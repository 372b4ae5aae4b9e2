# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What came of the requests: totals, latencies, and one line a second."""

from __future__ import annotations

import json
import math
import time
from collections import Counter
from pathlib import Path

_FIRST_LOSSES = 20


def percentile(ordered: list[float], percent: float) -> float | None:
    """By nearest rank, of sorted values; None where there are fewer than 100 / (100 - percent).

    Fewer hold no value beyond the percentile, and it would only be another word for the largest.
    """
    if len(ordered) * (100 - percent) < 100:
        return None
    return ordered[math.ceil(len(ordered) * percent / 100) - 1]


class Counts:
    """Counts requests; a request is lost unless a whole answer with a 2xx status came."""

    def __init__(self, seconds_file: Path | None = None, requests_file: Path | None = None) -> None:
        """seconds_file: gets a JSON line for each second: time, requests, lost, release.

        requests_file: gets a line for each request: when it began, its milliseconds ("-" without an answer), why it was lost ("-" where it wasn't).
        """
        self.requests = self.lost = 0
        self.by = {name: Counter() for name in ("status", "release", "address", "method", "lost")}
        self._clients: set[str] = set()
        self._clients_lost: set[str] = set()
        self.latencies: list[float] = []
        self.losses: list[dict] = []
        self.began = time.time()
        self._second = Counter()
        self._releases = Counter()
        self._file, self._requests_file = seconds_file, requests_file
        self._lines: list[str] = []

    def answered(self, step: dict, address: str, client: str, status: int, release: str, seconds: float) -> None:
        """A whole answer came. release: of its header X-Release, '' where it has none."""
        self.by["status"][str(status)] += 1
        self.by["release"][release or "none"] += 1
        self._releases[release or "none"] += 1
        self.latencies.append(seconds)
        self._count(step, address, client, None if 200 <= status < 300 else f"status {status}", seconds)

    def lost_request(self, step: dict, address: str, client: str, reason: str) -> None:
        """No whole answer came."""
        self._count(step, address, client, reason)

    def _count(self, step: dict, address: str, client: str, lost: str | None, seconds: float | None = None) -> None:
        self.requests += 1
        if self._requests_file:
            took = "-" if seconds is None else f"{seconds * 1000:.2f}"
            self._lines.append(f"{time.time() - (seconds or 0):.3f} {took} {lost or '-'}\n")
        self._second["requests"] += 1
        self.by["address"][address] += 1
        self._clients.add(client)
        self.by["method"][step["method"]] += 1
        if lost:
            self.lost += 1
            self._second["lost"] += 1
            self.by["lost"][lost] += 1
            self._clients_lost.add(client)
            if len(self.losses) < _FIRST_LOSSES:
                request = {"method": step["method"], "path": step["path"], "address": address}
                self.losses.append({"time": round(time.time(), 3), "reason": lost, **request})

    def end_second(self) -> None:
        """Append what was counted since the last call; all lines together give the totals."""
        if self._file:
            counts = {name: self._second[name] for name in ("requests", "lost")}
            line = {"time": round(time.time(), 3), **counts, "release": dict(self._releases)}
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
        if self._requests_file:
            with self._requests_file.open("a", encoding="utf-8") as file:
                file.writelines(self._lines)
            self._lines.clear()
        self._second.clear()
        self._releases.clear()

    def summary(self) -> dict:
        """All of it; latencies in milliseconds, of every request that was answered."""
        ordered = sorted(self.latencies)
        values = {f"p{percent}": percentile(ordered, percent) for percent in (50, 95, 99)}
        values["max"] = ordered[-1] if ordered else None
        seconds = time.time() - self.began
        return {
            "requests": self.requests,
            "lost": self.lost,
            "seconds": round(seconds, 2),
            "rate": round(self.requests / seconds, 1) if seconds else None,
            "latency_ms": {name: value and round(value * 1000, 2) for name, value in values.items()},
            **{f"by_{name}" if name != "lost" else "lost_by_reason": dict(c) for name, c in self.by.items()},
            "clients": len(self._clients),
            "clients_that_lost": len(self._clients_lost),
            "first_losses": self.losses,
        }
