# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTTP and HTTPS: one request, the redirects that are followed, and all that the answer has to be."""

from __future__ import annotations

import base64
import re
import time
import urllib.parse

from ansible_collections.golive.web.plugins.module_utils import _http
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import answer, connect, tls
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Trouble

# Whom to ask and as whom, of all that speak HTTP.
REQUEST = {"url": None, "socket": "", "headers": {}, "user": "", "password": "", **connect.OPTIONS, **tls.OPTIONS}
OPTIONS = {**REQUEST, "method": "GET", "body": "", "redirects": 0, **answer.OPTIONS}
NEEDED = ("url",)
MOST_BYTES = 65536
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = (301, 302, 303, 307, 308)
# What is meant for one server is not to be told to another.
_FOR_ONE_SERVER = ("authorization", "cookie", "host", "proxy-authorization")


def prepare(options):
    """Checks I(options), and adds what need not be made for each attempt."""
    prepare_request(options)
    answer.prepare(options)


def prepare_request(options):
    """The same for those of C(REQUEST)."""
    options["parsed"] = _parsed(options["url"], f"The probe '{options['name']}' has the url")
    if options["user"] and not options["password"]:
        raise GoliveError(f"The probe '{options['name']}' has a user and no password.")
    if options["password"] and not options["user"]:
        raise GoliveError(f"The probe '{options['name']}' has a password and no user.")
    if options["parsed"].scheme != "https" and not options.get("redirects"):
        tls.refuse(options)
    options["wanted_tls"] = tls.wanted(options) if options["parsed"].scheme == "https" or options.get("redirects") else None


def _parsed(url, what):
    try:
        parsed = urllib.parse.urlsplit(url)
        parsed.port  # noqa: B018 - raises where it is none
    except ValueError as error:
        raise GoliveError(f"{what} {_shown(url)}, which is none: {error}.") from error
    if parsed.scheme not in _PORTS or not parsed.hostname:
        raise GoliveError(f"{what} {_shown(url)}, but it must begin with http:// or https:// and name a host.")
    if parsed.username or parsed.password:
        raise GoliveError(f"{what} {_shown(url)} with credentials in it; give user and password, which are shown nowhere.")
    return parsed


def _shown(url):
    """I(url) without what may be a secret in it. It is cut where the secrets of whoever asks are taken out, which in half would not be known."""
    return repr(re.sub(r"//[^/@]*@", "//", str(url)).partition("?")[0])


def libraries(options):
    """What I(options) need: name of a Python library to whether it is there."""
    return {**answer.libraries(options), **tls.libraries(options)}


def target(options):
    """What is asked, for people."""
    return f"{options['method']} {_shown(options['url'])[1:-1]}"


def addresses(options):
    """Those of the name that is to be connected to."""
    return connect.addresses(options["address"] or options["parsed"].hostname)


async def attempt(options, one):
    """One request, and what was answered checked."""
    headers = {"User-Agent": "golive-probe", "Accept": "application/health+json, application/json, */*", **fields(options)}
    url, method, body, seen = options["parsed"], options["method"], options["body"].encode(), []
    while True:
        status, found, content = await asked(options, one, url, method, headers, body)
        if status not in _REDIRECTS or not options["redirects"]:
            break
        seen.append(url.geturl())
        former, url = url, _next(url, found.get("location", ""), seen, options["redirects"])
        if not _is_of_one_server(url, former):
            headers = {name: value for name, value in headers.items() if name.lower() not in _FOR_ONE_SERVER}
        if status == 303 or (status in (301, 302) and method == "POST"):
            method, body = "GET", b""
    if found.get("content-encoding", "identity").lower() != "identity":
        raise Trouble("protocol", f"the body is packed by {found['content-encoding'][:40]!r}, which nobody asked for")
    one.body = content.decode(errors="replace")
    one.check(tls.assertions(one.tls, options["min_tls_version"], options["min_days"], time.time()) if one.tls else ())
    answer.check(options, one, status, found)


def _is_of_one_server(url, other):
    return (url.scheme, url.netloc) == (other.scheme, other.netloc)


def _next(url, location, seen, most):
    """Where I(url) leads by I(location), after the addresses I(seen). Raises C(Trouble)."""
    try:
        there = _parsed(urllib.parse.urljoin(url.geturl(), location), "it leads to")
    except (GoliveError, ValueError) as error:
        raise Trouble("redirects", f"it leads nowhere: {error}") from error
    if there.geturl() in seen:
        raise Trouble("redirects", f"it leads in a circle, back to {_shown(there.geturl())}")
    if len(seen) > most:
        raise Trouble("redirects", f"it leads on after {most} redirects, to {_shown(there.geturl())}")
    return there


async def asked(options, one, url, method, headers, body=b""):
    """(status, headers, body) of the parsed I(url). What is of the server that the options name goes where they say. Raises C(Trouble) and C(OSError)."""
    port = url.port or _PORTS[url.scheme]
    host, path, known_as = url.hostname, "", url.hostname
    if _is_of_one_server(url, options["parsed"]):
        host, port, path, known_as = options["address"] or host, options["port"] or port, options["socket"], options["server_name"] or known_as
    else:
        one.address = ""
    target = connect.Target(host, port, path, options["wanted_tls"] if url.scheme == "https" else None, known_as)
    path_and_query = (url.path or "/") + (f"?{url.query}" if url.query else "")
    name = url.netloc.rpartition("@")[2]
    sent = {**({} if any(known.lower() == "host" for known in headers) else {"Host": name}), **headers}
    with await connect.opened(target, one) as stream:
        stream.send(_http.request(method, path_and_query, sent, body))
        return await stream.parsed(_http.answer(MOST_BYTES, has_body=method != "HEAD"))


def fields(options):
    """The headers that the I(options) say, names to values."""
    said = {str(name): str(value) for name, value in options["headers"].items()}
    if options["user"]:
        said["Authorization"] = "Basic " + base64.b64encode(f"{options['user']}:{options['password']}".encode()).decode()
    return said
