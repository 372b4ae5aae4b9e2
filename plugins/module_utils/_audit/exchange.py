# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the audit asks an application, and what comes back: a connection a request, nothing followed, and trouble told instead of raised."""

from __future__ import annotations

import asyncio
import time
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils import _http
from ansible_collections.golive.web.plugins.module_utils._probes import connect, reasons
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Attempt, Trouble

_MOST_BYTES = 65536
_PORTS = {"http": 80, "https": 443}
# An outsider's look is to load nobody.
_AT_ONCE = 8


class Answer(NamedTuple):
    """C(headers): lower-case name to its values. C(trouble): a clause, where there is no answer; then C(status) is 0, and C(is_refused) says whether the
    peer would not talk.
    """

    status: int = 0
    headers: dict = {}  # noqa: RUF012 - nobody writes to it
    body: bytes = b""
    trouble: str = ""
    is_refused: bool = False

    def first(self, name):
        """The first value of the header I(name), empty where it is not there."""
        return next(iter(self.headers.get(name) or ()), "")


class Seen(NamedTuple):
    """C(what): method and path. C(is_secured): whether it came over TLS."""

    what: str
    is_secured: bool
    answer: Answer


class Server:
    """The application at the parsed I(url). I(address) is asked for its name in place of what that resolves to, I(ports) in place of 80 and 443.

    C(seen): all answers so far, in the order in which they came.
    """

    def __init__(self, url, wanted_tls=None, address="", ports=None, timeout=5.0):
        self.url = url
        self.name = url.netloc.rpartition("@")[2]
        self.is_secured = url.scheme == "https"
        self.address, self.timeout = address, timeout
        self._wanted_tls = wanted_tls
        self._ports = {**_PORTS, **{scheme: port for scheme, port in (ports or {}).items() if port}}
        if url.port:
            self._ports[url.scheme] = url.port
        self.port = self._ports[url.scheme]
        self.place = f"{url.hostname}:{self.port}" + (f" on {address}" if address else "")
        self._free = asyncio.Semaphore(_AT_ONCE)
        self.seen = []

    def target(self, wanted_tls, scheme="https"):
        """Whom to connect to for I(scheme), secured as is I(wanted_tls) where that is https."""
        return connect.Target(self.url.hostname, self._ports[scheme], "", wanted_tls if scheme == "https" else None, self.url.hostname)

    async def ask(self, path, method="GET", headers=None, body=b"", scheme=""):
        """The C(Answer) to one request, by I(scheme) where it is another one than the url's."""
        scheme = scheme or self.url.scheme
        async with self._free:
            answer = await self._answer(path, method, headers or {}, body, scheme)
        if answer.status:
            self.seen.append(Seen(f"{method} {path}", scheme == "https", answer))
        return answer

    async def _answer(self, *request):
        try:
            return await asyncio.wait_for(self._asked(*request), self.timeout)
        except (asyncio.TimeoutError, TimeoutError):
            return Answer(trouble=f"there was no answer within {self.timeout:g} s")
        except Trouble as trouble:
            return Answer(trouble=trouble.message)
        except OSError as error:
            return Answer(trouble=reasons.of_error(error)[1], is_refused=isinstance(error, ConnectionError))

    async def _asked(self, path, method, headers, body, scheme):
        attempt = Attempt(self.address)
        attempt.until = time.monotonic() + self.timeout
        sent = {**({} if any(name.lower() == "host" for name in headers) else {"Host": self.name}), "User-Agent": "golive-audit", "Accept": "*/*", **headers}
        with await connect.opened(self.target(self._wanted_tls, scheme), attempt) as stream:
            stream.send(_http.request(method, path, sent, body))
            status, found, content = await stream.parsed(_http.answer(_MOST_BYTES, has_body=method != "HEAD", fields=_http.listed))
        return Answer(status, found, content)
