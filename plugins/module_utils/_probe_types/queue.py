# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A queue: something put in at one end, until it has come out at the other."""

from __future__ import annotations

import asyncio
import secrets
import time

from ansible_collections.golive.web.plugins.module_utils._probes import commands
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Trouble

OPTIONS = {"enqueue": [], "consumed": []}
NEEDED = ("enqueue", "consumed")
addresses = None
_PAUSE_SECONDS = 0.1
_TOKEN = "GOLIVE_PROBE_TOKEN"
# It gives up by itself before the attempt is given up, as it can say more than that there was no answer.
_EARLY_SECONDS = 0.5


def prepare(options):
    """Checks I(options)."""
    for option in NEEDED:
        commands.check(options[option], option, options["name"])


def libraries(options):
    """None are needed."""
    return {}


def target(options):
    """What is run, for people; other words may be secrets."""
    return f"{options['enqueue'][0]}, {options['consumed'][0]}"


async def attempt(options, one):
    """One token on its way."""
    timeout = options["timeout"]
    end = time.monotonic() + timeout - min(_EARLY_SECONDS, timeout / 10)
    token = secrets.token_hex(16)
    with one.phase("enqueue"):
        ended = await _run(options["enqueue"], token)
    if ended.code:
        one.body = ended.text
        raise Trouble("exit_code", f"enqueue ended with {ended}")
    with one.phase("consume"):
        try:
            await asyncio.wait_for(_consumed(options["consumed"], token, one), end - time.monotonic())
            return
        except (asyncio.TimeoutError, TimeoutError):
            pass
    raise Trouble("not_consumed", f"it was not consumed within {one.phases['consume']:.1f} s")


async def _consumed(words, token, one):
    """Waits until the command I(words) says that I(token) was consumed."""
    while True:
        ended = await _run(words, token)
        one.body = ended.text
        if not ended.code:
            return
        await asyncio.sleep(_PAUSE_SECONDS)


def _run(words, token):
    """Runs I(words) with I(token) in the environment, and for what hands none on, such as golive-exec, in place of $GOLIVE_PROBE_TOKEN."""
    return commands.run([word.replace(f"${_TOKEN}", token) for word in words], **{_TOKEN: token})
