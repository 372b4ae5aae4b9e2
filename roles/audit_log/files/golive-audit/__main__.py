# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Collects the security events of a host from where they are said into one file.

    golive-audit HOST

Nothing is lost while it does not run: files and the journal keep what they have, and the place up to which they were read is in its state. It is
written after the events; so after a crash some may be there twice, and none too few.
"""

from __future__ import annotations

import glob
import json
import os
import re
import select
import signal
import sys
import time

from event import Log, event
from follow import Follower
from journal import Journal
from limit import Limit
from lines import of_application, of_ledger, of_nginx
from messages import of_journal

LOG = "/var/log/golive/audit.jsonl"
STATE = "/var/lib/golive-audit/state.json"
SECONDS = 0.5
LOOK_SECONDS = 5
# Where somebody says something, what makes events of it, and whether what was said before the first start counts.
SOURCES = [
    (re.compile(r"/srv/(?P<application>[a-z][a-z0-9_]{0,22})/ledger\.jsonl"), "/srv/*/ledger.jsonl", of_ledger, True),
    (re.compile(r"/var/log/nginx/(?P<application>[a-z][a-z0-9_]{0,22})\.access\.json"), "/var/log/nginx/*.access.json", of_nginx, False),
    (re.compile(r"/var/log/(?P<application>[a-z][a-z0-9_]{0,22})/[a-z0-9_-]+\.log"), "/var/log/*/*.log", of_application, False),
]


def is_application(name):
    return os.path.isfile(f"/srv/{name}/runtime.json") or os.path.isfile(f"/srv/{name}/ledger.jsonl")


class State:
    """What is known between two runs: the last event's number, the journal's cursor, and the place in each file."""

    def __init__(self, path):
        self.path = path
        try:
            with open(path, encoding="utf-8") as file:
                self.data = json.load(file)
        except (OSError, ValueError):
            self.data = None

    def write(self, data):
        if data == self.data:
            return
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            json.dump(data, file)
        os.rename(self.path + ".new", self.path)
        self.data = data


class Collector:
    """All sources of a host, and its file."""

    def __init__(self, host):
        self.state = State(STATE)
        known = self.state.data or {}
        self.first = not known
        self.places = known.get("files", {})
        self.journal = Journal(known.get("cursor"))
        self.log = Log(LOG, host, known.get("seq", 0))
        self.limit = Limit()
        self.followers = {}
        self.looked = 0

    def look(self):
        """Finds files that are new, and forgets those that are gone."""
        for pattern, where, _make, always in SOURCES:
            for path in glob.glob(where):
                match = pattern.fullmatch(path)
                if path in self.followers or not match or os.path.islink(path) or not is_application(match["application"]):
                    continue
                place = self.places.get(path)
                if self.first and not always:
                    found = os.stat(path)
                    place = [found.st_ino, found.st_size]
                self.followers[path] = Follower(path, place)
        self.first = False

    def events(self):
        """What has been said since the last time."""
        made = []
        for message in self.journal.read():
            self.journal.cursor = message.get("__CURSOR", self.journal.cursor)
            made += of_journal(message)
        for path, follower in self.followers.items():
            match, make = next((match, make) for pattern, _where, make, _always in SOURCES if (match := pattern.fullmatch(path)))
            if follower.lost:
                made.append(event("audit", "audit.gap", "unknown", application=match["application"], details={"path": path}))
                follower.lost = False
            for line in follower.read():
                made += make(match["application"], line)
        return made

    def step(self):
        if time.monotonic() - self.looked > LOOK_SECONDS or not self.looked:
            self.looked = time.monotonic()
            self.look()
        self.log.add(self.limit.let_through(self.events()))
        self.save()

    def save(self):
        self.places = {**self.places, **{path: follower.place for path, follower in self.followers.items() if follower.place}}
        self.places = {path: place for path, place in self.places.items() if path in self.followers or os.path.exists(path)}
        self.state.write({"seq": self.log.seq, "cursor": self.journal.cursor, "files": self.places})

    def say(self, name):
        self.log.add([event("audit", name)])


def main(host):
    stop, told = os.pipe()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os.write(told, b"."))
    collector = Collector(host)
    collector.say("audit.started")
    while True:
        collector.step()
        # A message is read at once, a file twice a second: of files there is nothing to wait for.
        ready = select.select([stop, collector.journal.descriptor], [], [], SECONDS)[0]
        if stop in ready:
            break
    collector.step()
    collector.log.add(collector.limit.end())
    collector.say("audit.stopped")
    collector.save()
    collector.journal.stop()


if __name__ == "__main__":
    main(sys.argv[1])
