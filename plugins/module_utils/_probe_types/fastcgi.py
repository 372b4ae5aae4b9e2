# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""FastCGI: php-fpm asked for a page as nginx would ask, its own ping and status among them."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils import _fastcgi
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import answer, connect
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Trouble

OPTIONS = {"socket": "", "host": "", "port": None, "path": "/ping", "script": "", "server_name": "localhost", **answer.OPTIONS}
NEEDED = ()
addresses = None
libraries = answer.libraries


def prepare(options):
    """Checks I(options), and adds what need not be made for each attempt."""
    if not options["socket"] and not (options["host"] and options["port"]):
        raise GoliveError(f"The probe '{options['name']}' of the type fastcgi needs a socket, or a host and a port.")
    answer.prepare(options)


def target(options):
    """What is asked, for people."""
    return f"{options['path'].partition('?')[0]} at {options['socket'] or options['host'] + ':' + str(options['port'])}"


async def attempt(options, one):
    """One request."""
    params = _fastcgi.asking(options["script"] or options["path"].partition("?")[0], options["path"], options["server_name"])
    with await connect.opened(connect.Target(options["host"], options["port"] or 0, options["socket"]), one) as stream:
        stream.send(_fastcgi.encode_request(params))
        try:
            status, fields, body = _fastcgi.parse_cgi(*await stream.parsed(_fastcgi.answer()))
        except _fastcgi.FastCGIError as error:
            raise Trouble("protocol", str(error)) from error
    one.body = body[:65536].decode(errors="replace")
    answer.check(options, one, status, fields)
