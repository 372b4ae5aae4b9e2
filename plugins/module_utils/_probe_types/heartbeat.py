# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A heartbeat: the file in which a scheduler or a worker leaves a sign of life, and how old that is."""

from __future__ import annotations

import os
import time

from ansible_collections.golive.web.plugins.module_utils._probes import disk, formats
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion, Trouble
from ansible_collections.golive.web.plugins.module_utils._probes.threads import in_thread

OPTIONS = {"path": "", "content": False, "max_age": None}
NEEDED = ("path", "max_age")
addresses = None
_MOST_BYTES = 1024
# Clocks that are kept differ by less; that of a host that shares the file, too.
_AHEAD_SECONDS = 60


def prepare(options):
    """Checks I(options)."""
    disk.check(options["path"], options["name"])


def libraries(options):
    """None are needed."""
    return {}


def target(options):
    """What is looked at, for people."""
    return options["path"]


async def attempt(options, one):
    """One look."""
    path = options["path"]
    try:
        with one.phase("read"):
            said = await in_thread(_content if options["content"] else _modified, path)
    except OSError as error:
        raise disk.trouble(error, path) from error
    moment = moment_of(said) if options["content"] else said
    if moment is None:
        raise Trouble("stale", f"{path} holds no time")
    age = time.time() - moment
    one.value = round(age, 3)
    one.check(assertions(age, options["max_age"]))


def moment_of(text):
    """The time that I(text) says, in seconds since the epoch, C(None) where it says none.

    It is such a number itself, or ISO 8601, of UTC where it names no zone.
    """
    text = text.strip()
    try:
        return formats.seconds(float(text))
    except ValueError:
        return formats.seconds(text)


def assertions(age, max_age):
    """That a sign of life from I(age) seconds ago is not older than I(max_age), nor from the future."""
    yield Assertion("the last sign of life", age <= max_age, "stale", f"at most {max_age:g} s old", f"{age:.0f} s old")
    yield Assertion("the last sign of life", age >= -_AHEAD_SECONDS, "stale", "in the past", f"{-age:.0f} s in the future")


def _modified(path):
    return os.stat(path).st_mtime


def _content(path):
    # Opening a FIFO would wait for somebody who writes to it.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        return file.read(_MOST_BYTES).decode(errors="replace")
