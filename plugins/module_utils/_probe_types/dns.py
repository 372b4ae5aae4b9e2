# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""DNS: a name resolved, as the host's programs do, or by a server that is named."""

from __future__ import annotations

import ipaddress

try:
    import dns.exception
    import dns.resolver
except ImportError:
    dns = None

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import connect
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion, Trouble
from ansible_collections.golive.web.plugins.module_utils._probes.threads import in_thread

OPTIONS = {"host": "", "record": "", "nameserver": "", "port": 53, "answers": []}
NEEDED = ("host",)
addresses = None


def prepare(options):
    """Checks I(options)."""
    if options["nameserver"] and not connect.is_address(options["nameserver"]):
        raise GoliveError(f"The probe '{options['name']}' has the nameserver {options['nameserver']!r}, which is no address.")


def libraries(options):
    """What asks for records, or a server of one's own."""
    return {"dnspython": dns is not None} if options["record"] or options["nameserver"] else {}


def target(options):
    """What is asked, for people."""
    return " ".join(filter(None, (options["record"], options["host"], options["nameserver"] and f"at {options['nameserver']}")))


async def attempt(options, one):
    """One question."""
    with one.phase("dns"):
        if options["record"] or options["nameserver"]:
            # In an answer may be thousands of names of a hundred parts each; others go on while that is read.
            found = await in_thread(_records, options)
        else:
            found = await connect.addresses(options["host"])
    one.value = sorted(found)
    known = {_plain(answer) for answer in found}
    for wanted in options["answers"]:
        one.check([Assertion(f"what {options['host']} resolves to", _plain(wanted) in known, "value", f"{wanted} among others", ", ".join(one.value)[:200])])


def _plain(answer):
    """I(answer) as all that mean the same are written: addresses in their short form, names in lower case and without a dot at the end."""
    try:
        return str(ipaddress.ip_address(answer))
    except ValueError:
        return answer.lower().rstrip(".")


def _records(options):
    try:
        resolver = dns.resolver.Resolver(configure=not options["nameserver"])
        if options["nameserver"]:
            resolver.nameservers, resolver.port = [options["nameserver"]], options["port"]
        answer = resolver.resolve(options["host"], options["record"] or "A", lifetime=options["timeout"])
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.resolver.NoNameservers) as error:
        raise Trouble("dns", f"{options['host']} does not resolve: {str(error)[:160]}") from error
    except dns.resolver.LifetimeTimeout as error:
        raise Trouble("timeout", f"no answer within {options['timeout']:g} s") from error
    except dns.exception.DNSException as error:
        raise Trouble("dns", f"{options['host']} can't be asked for: {str(error)[:160] or type(error).__name__}") from error
    return [str(record).strip('"').rstrip(".") for record in answer]
