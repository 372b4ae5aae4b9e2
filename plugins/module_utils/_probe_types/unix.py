# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A Unix socket: a connection, and where wanted something said and something expected."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._probe_types import tcp
from ansible_collections.golive.web.plugins.module_utils._probes import connect

OPTIONS = {"socket": "", "send": "", "expect": ""}
NEEDED = ("socket",)
prepare, libraries = tcp.prepare, tcp.libraries
addresses = None


def target(options):
    """What is asked, for people."""
    return options["socket"]


async def attempt(options, one):
    """One connection."""
    await tcp.exchanged(options, one, connect.Target(path=options["socket"]))
