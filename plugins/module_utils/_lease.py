# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who may change an application on a host: a lease that outlives the connection, over a kernel lock that doesn't.

The lease says whose rollout it is, across many module calls. The kernel lock keeps two module calls apart on one host: a module can
outlive the SSH session that started it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time

from ansible_collections.golive.web.plugins.module_utils import _atomic
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


class LeaseHeld(GoliveError):
    """Somebody else's rollout is at work; C(details) has its lease."""


def read(path):
    """The lease as it is on disk: C(owner), C(since), C(expires) (seconds since the epoch), or C(None)."""
    try:
        with open(path, encoding="utf-8") as file:
            lease = json.load(file)
    except FileNotFoundError:
        return None
    except ValueError:
        return None  # written atomically, so this is not ours to respect
    return lease if isinstance(lease, dict) and "owner" in lease else None


def acquire(path, owner, seconds, takeover="", now=None):
    """Takes or renews the lease for I(owner); returns whom it was taken from, or C("").

    Raises C(LeaseHeld) where another owner's has not expired, unless I(takeover) names that owner.
    """
    now = time.time() if now is None else now
    held = read(path)
    from_whom = check(held, owner, takeover, now)
    since = held["since"] if held and held["owner"] == owner else now
    lease = {"owner": owner, "since": since, "expires": now + seconds}
    try:
        _atomic.write(path, json.dumps(lease, sort_keys=True) + "\n", 0o644)
    except OSError as error:
        # On a full disk a rollout that holds the lease must still be able to go back.
        if not held or held["owner"] != owner:
            raise GoliveError(f"The lock could not be taken: {path}: {error.strerror}. Nothing was changed.") from error
    return from_whom


def release(path, owner):
    """Gives the lease back if it is I(owner)'s; returns whether it was."""
    held = read(path)
    if not held or held["owner"] != owner:
        return False
    os.unlink(path)
    return True


def check(held, owner, takeover, now):
    """From whom the lease I(held) would be taken for I(owner), or C(""); raises C(LeaseHeld) where it may not be."""
    if not held or held["owner"] == owner:
        return ""
    if held.get("expires", 0) > now and held["owner"] != takeover:
        raise LeaseHeld(
            f"{held['owner']} has been deploying here since {_clock(held.get('since', 0))} (lease until {_clock(held['expires'])}). "
            f"Nothing was changed by this run. Wait for it, or, if that run is dead, take over with -e rollout_takeover={held['owner']}",
            details={"lease": held},
        )
    return held["owner"]


@contextlib.contextmanager
def kernel_lock(path, wait_seconds=10.0, lease=""):
    """Holds an exclusive C(flock) on I(path); raises C(LeaseHeld) where another process keeps it longer than I(wait_seconds).

    The process is named by the owner of the lease in the file I(lease), since who holds the one takes the other first.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if time.monotonic() >= deadline:
                    owner = (read(lease) or {}).get("owner", "Another process on this host")
                    raise LeaseHeld(
                        f"{owner} has been at work on {os.path.dirname(path)} for over {wait_seconds:g} s. "
                        "Nothing was changed by this run; run again when it is done."
                    ) from error
                time.sleep(0.1)
        yield
    finally:
        os.close(descriptor)


def _clock(seconds):
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))
