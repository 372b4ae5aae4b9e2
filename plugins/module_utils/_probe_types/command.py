# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A command: how it ends, and what it says."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._probes import answer, commands
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion

OPTIONS = {"command": [], "exit_codes": [0], "body_matches": [], "body_lacks": []}
NEEDED = ("command",)
addresses = None


def prepare(options):
    """Checks I(options), and adds what need not be made for each attempt."""
    commands.check(options["command"], "command", options["name"])
    answer.prepare_body(options)


def libraries(options):
    """None are needed."""
    return {}


def target(options):
    """What is run, for people; its other words may be secrets."""
    return options["command"][0]


async def attempt(options, one):
    """Runs it once."""
    with one.phase("run"):
        ended = await commands.run(options["command"])
    one.body, one.value = ended.text, ended.code
    codes = options["exit_codes"]
    one.check([Assertion("the exit code", ended.code in codes, "exit_code", " or ".join(map(str, codes)), str(ended))])
    one.check(answer.of_body(options, one))
