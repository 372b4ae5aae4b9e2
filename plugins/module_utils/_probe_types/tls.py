# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS: the handshake, its version, and the certificate, without a word of what is spoken inside."""

from __future__ import annotations

import time

from ansible_collections.golive.web.plugins.module_utils._probes import connect, tls

OPTIONS = {"host": "", "address": "", "all_addresses": False, **tls.OPTIONS, "port": 443, "min_days": 21}
NEEDED = ("host",)


def prepare(options):
    """Checks I(options), and adds what need not be made for each attempt."""
    options["wanted_tls"] = tls.wanted(options)


def libraries(options):
    """What can tell of a certificate that is not taken, and of keys and signatures."""
    return {"cryptography": tls.x509 is not None}


def target(options):
    """What is asked, for people."""
    return f"{options['host']}:{options['port']}"


def addresses(options):
    """Those of the name that is to be connected to."""
    return connect.addresses(options["address"] or options["host"])


async def attempt(options, one):
    """One handshake."""
    whom = connect.Target(options["address"] or options["host"], options["port"], "", options["wanted_tls"], options["server_name"] or options["host"])
    with await connect.opened(whom, one):
        one.check(tls.assertions(one.tls, options["min_tls_version"], options["min_days"], time.time()))
