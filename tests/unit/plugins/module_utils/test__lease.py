# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest
from ansible_collections.golive.web.plugins.module_utils import _lease


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "lock.json")


def test_a_free_lease_is_taken_and_given_back(path):
    assert _lease.acquire(path, "ann", 60) == ""
    assert _lease.read(path)["owner"] == "ann"
    assert _lease.release(path, "ann")
    assert _lease.read(path) is None


def test_another_owner_is_refused_and_told_whose_it_is(path):
    _lease.acquire(path, "ann", 60, now=1000)
    with pytest.raises(_lease.LeaseHeld, match="ann has been deploying here since 1970-01-01 00:16:40 UTC") as refused:
        _lease.acquire(path, "bob", 60, now=1030)
    assert refused.value.details["lease"]["owner"] == "ann"
    assert _lease.read(path)["owner"] == "ann"


def test_the_owner_renews_and_keeps_the_beginning(path):
    _lease.acquire(path, "ann", 60, now=1000)
    _lease.acquire(path, "ann", 60, now=1050)
    assert _lease.read(path) == {"owner": "ann", "since": 1000, "expires": 1110}


def test_an_expired_lease_is_taken_and_the_loser_named(path):
    _lease.acquire(path, "ann", 60, now=1000)
    assert _lease.acquire(path, "bob", 60, now=1061) == "ann"


def test_a_takeover_takes_only_from_whom_it_names(path):
    _lease.acquire(path, "ann", 60, now=1000)
    with pytest.raises(_lease.LeaseHeld):
        _lease.acquire(path, "bob", 60, takeover="cid", now=1001)
    assert _lease.acquire(path, "bob", 60, takeover="ann", now=1001) == "ann"


def test_nobody_gives_back_what_is_anothers(path):
    _lease.acquire(path, "ann", 60)
    assert not _lease.release(path, "bob")
    assert _lease.read(path)["owner"] == "ann"


def test_the_kernel_lock_keeps_another_process_out_and_goes_with_its_holder(path):
    holder = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(f"""
            import fcntl, os, sys
            d = os.open({path!r}, os.O_RDWR | os.O_CREAT)
            fcntl.flock(d, fcntl.LOCK_EX)
            print("held", flush=True)
            sys.stdin.read()
        """)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(_lease.LeaseHeld, match="Another process"), _lease.kernel_lock(path, wait_seconds=0):
        pass
    lease = path + ".json"
    _lease.acquire(lease, "ann@elsewhere:1.1", 60)
    with pytest.raises(_lease.LeaseHeld, match="ann@elsewhere:1.1 has been at work"), _lease.kernel_lock(path, wait_seconds=0, lease=lease):
        pass
    holder.kill()
    holder.wait()
    with _lease.kernel_lock(path, wait_seconds=5):
        pass
