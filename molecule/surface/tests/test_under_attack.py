# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every attempt of support/attempts_*.py is refused, and the host serves on; and each succeeds where its defence is taken away, or it would show nothing."""

from __future__ import annotations

import attempts_host
import attempts_limits
import attempts_members
import attempts_requests
import pytest
from attack import HOSTS, Stage
from fleet import ROOT

# Who has an account comes before those who use up the limit of logins.
ATTEMPTS = [*attempts_requests.ATTEMPTS, *attempts_members.ATTEMPTS, *attempts_limits.ATTEMPTS, *attempts_host.ATTEMPTS]
SLOW = {"slow_loris", "slow_bodies"}
ECHO = ROOT / "molecule/surface/support/echo.py"
# The API of one of the sites is a program that says what it was sent; all of nginx's configuration is as it was made.
_STAND_IN = """
set -e
systemctl is-active --quiet golive-echo || systemd-run --quiet --unit golive-echo python3 -c "$1"
for _ in $(seq 50); do [ -S /run/gigs_python/echo.sock ] && break; sleep 0.1; done
for link in /srv/gigs_python/sockets/*.sock; do readlink "$link" > "/root/golive-$(basename "$link")"; ln -sfn /run/gigs_python/echo.sock "$link"; done
"""
_STAND_BACK = """
for link in /srv/gigs_python/sockets/*.sock; do ln -sfn "$(cat "/root/golive-$(basename "$link")")" "$link"; done
systemctl stop golive-echo; rm -f /run/gigs_python/echo.sock
"""
_PLANT = 'cd "$(readlink -f /srv/gigs_laravel/live/.public)"; mkdir -p "$(dirname "$1")"; printf %s "$2" > "$1"'
_PULL = 'cd "$(readlink -f /srv/gigs_laravel/live/.public)"; rm -rf .env .git dump.sql page.html~ run.php'


@pytest.fixture(scope="module", params=[HOSTS[0], *(pytest.param(host, marks=pytest.mark.long) for host in HOSTS[1:])])
def stage(fleet, request):
    host = request.param
    fleet.on(host, "sh", "-c", _STAND_IN, "sh", ECHO.read_text())
    for name, text in attempts_requests.PLANTED.items():
        fleet.on(host, "sh", "-c", _PLANT, "sh", name, text)
    yield Stage(fleet, host, fleet.addresses[host])
    fleet.on(host, "sh", "-c", _PULL)
    fleet.on(host, "sh", "-c", _STAND_BACK)


def cases():
    return [pytest.param(attempt, id=attempt.name, marks=[pytest.mark.long] if attempt.name in SLOW else []) for attempt in ATTEMPTS]


def test_there_are_enough_of_them():
    assert len({attempt.cause for attempt in ATTEMPTS}) == len({attempt.name for attempt in ATTEMPTS}) == len(ATTEMPTS) >= 40


@pytest.mark.parametrize("attempt", cases())
def test_it_is_refused(stage, attempt):
    assert not attempt.attack(stage), attempt.cause
    assert stage.serves()


# Once.
@pytest.mark.long
@pytest.mark.parametrize("stage", HOSTS[:1], indirect=True)
@pytest.mark.parametrize("attempt", cases())
def test_without_its_defence_it_succeeds(stage, attempt):
    with attempt.defence.removed(stage):
        assert attempt.attack(stage), attempt.cause
    assert stage.serves()
