# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connections of attempts: the name resolved, connected, and secured by TLS, each with its time; then bytes out, and a parser fed."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._probes import tls
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Trouble
from ansible_collections.golive.web.plugins.module_utils._probes.secured import agreed
from ansible_collections.golive.web.plugins.module_utils._probes.threads import in_thread


# How many bytes are read and parsed at a time: they may be made so that each of them takes a microsecond and more.
_PIECE = 1 << 14
# What says only that it is to be tried again.
_NOT_YET = (BlockingIOError, InterruptedError)
# Where to connect to, of the types that let it be said.
OPTIONS = {"address": "", "port": None, "all_addresses": False}


class Target(NamedTuple):
    """Whom to connect to: C(path), a Unix socket's, or C(host), a name or address, and C(port). C(tls) is C(None) or how it is secured, for C(name).

    C(upgrade): what is said before, and what agrees to it, where it is not secured at once.
    """

    host: str = ""
    port: int = 0
    path: str = ""
    tls: object = None
    name: str = ""
    upgrade: tuple = ()


async def addresses(host, kind=socket.SOCK_STREAM):
    """The addresses that I(host) resolves to, in the order in which they are to be tried. Raises C(Trouble)."""
    if is_address(host):
        return [host]
    try:
        found = await in_thread(socket.getaddrinfo, host, None, 0, kind)
    except (socket.gaierror, UnicodeError) as error:
        raise Trouble("dns", f"'{host}' does not resolve: {getattr(error, 'strerror', None) or error}") from error
    return list(dict.fromkeys(entry[4][0] for entry in found))


def is_address(host):
    """Whether I(host) needs no resolving."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def opened(target, attempt):
    """A C(Stream) to I(target), to be used in a C(with), which closes it. Raises C(Trouble) and C(OSError)."""
    raw = await connected(target, attempt)
    try:
        return Stream(raw, attempt, await _secured(raw, target, attempt) if target.tls else None)
    except BaseException:
        raw.close()
        raise


async def connected(target, attempt):
    """A socket that does not block, connected to I(target). Raises C(Trouble) and C(OSError)."""
    loop = asyncio.get_running_loop()
    if target.path:
        attempt.instance = target.path
        with attempt.phase("connect"):
            return await _connect(loop, socket.AF_UNIX, target.path)
    if attempt.address:
        found = [attempt.address]
    elif is_address(target.host):
        found = [target.host]
    else:
        with attempt.phase("dns"):
            found = await addresses(target.host)
    with attempt.phase("connect"):
        for left in range(len(found), 0, -1):
            address = attempt.instance = found[-left]
            connecting = _connect(loop, socket.AF_INET6 if ":" in address else socket.AF_INET, (address, target.port))
            try:
                # One that swallows what is sent to it leaves time for the others.
                return await (connecting if left == 1 else asyncio.wait_for(connecting, attempt.left() / left))
            except (OSError, asyncio.TimeoutError):
                # The last one's trouble is that of all.
                if left == 1:
                    raise
    raise Trouble("dns", f"'{target.host}' has no address")


async def _connect(loop, family, address):
    raw = socket.socket(family, socket.SOCK_STREAM)
    try:
        raw.setblocking(False)
        await loop.sock_connect(raw, address)
    except BaseException:
        raw.close()
        raise
    return raw


async def _secured(raw, target, attempt):
    name = target.name
    try:
        with attempt.phase("tls"):
            await _upgraded(raw, target)
            secured = await agreed(raw, target.tls.context, name, _PIECE)
    except ssl.SSLError as error:
        reason, message = tls.explained(error)
        if reason.startswith("certificate") and not attempt.tls:
            # Its facts are of use all the same; so it is asked for once more, and not trusted.
            attempt.tls = await _facts_of_untrusted(target, attempt, name)
        raise Trouble(reason, message) from error
    except ValueError as error:
        raise Trouble("tls", f"'{name}' can't be asked for by TLS: {error}") from error
    attempt.tls = tls.facts(secured.tls)
    return secured


async def _upgraded(raw, target):
    if not target.upgrade:
        return
    asked, agreed = target.upgrade
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(raw, asked)
    if await loop.sock_recv(raw, len(agreed)) != agreed:
        raise Trouble("encryption", "the server offers no encryption")


async def _facts_of_untrusted(target, attempt, name):
    loop = asyncio.get_running_loop()
    family = socket.AF_INET6 if ":" in attempt.instance else socket.AF_INET
    try:
        raw = await (_connect(loop, socket.AF_UNIX, target.path) if target.path else _connect(loop, family, (attempt.instance, target.port)))
        with raw:
            await _upgraded(raw, target)
            return tls.facts((await agreed(raw, target.tls.unverified, name, _PIECE)).tls)
    except OSError:
        return None


class Stream:
    """A connection of I(attempt) over the socket I(raw), which may be I(secured). What comes goes straight to the parser, without a task to wake for each
    piece; before anybody asks for it, and after, it is left to the system.

    The transports of asyncio would do the same, and cost a thousand probes a tenth of their time.
    """

    def __init__(self, raw, attempt, secured=None):
        self._raw, self._attempt, self._secured = raw, attempt, secured
        self._loop = asyncio.get_running_loop()
        self._unsent, self._lost = b"", None
        self._parser = self._parsed = self._first_byte = None

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        # Nobody waits for what a peer may have to say to a farewell.
        if self._unsent:
            self._loop.remove_writer(self._raw)
        self._raw.close()

    def send(self, data):
        """Sends I(data), without waiting until the peer has taken it: it may answer before."""
        if self._secured:
            self._secured.say(data)
            data = self._secured.goes()
        self._send(data)

    def _send(self, data):
        if data:
            self._unsent += data
            self._write()

    def _write(self):
        try:
            self._unsent = self._unsent[self._raw.send(self._unsent) :]
        except _NOT_YET:
            pass
        except OSError as error:
            # The peer takes nothing more. What it said before that is there to be read, and that it went; how it went is told only once.
            self._unsent, self._lost = b"", error
        if self._unsent:
            self._loop.add_writer(self._raw, self._write)
        else:
            self._loop.remove_writer(self._raw)

    async def parsed(self, parser):
        """What I(parser) (see C(_http)) returns of what comes; until its first byte it is the phase C(first_byte)."""
        next(parser)
        self._parser, self._parsed = parser, self._loop.create_future()
        self._first_byte = self._attempt.phase("first_byte")
        self._first_byte.__enter__()
        if self._secured:
            # With the last of the agreement may have come what the peer has to say.
            self._try(self._feed_said)
        self._loop.add_reader(self._raw, self._read)
        try:
            return await self._parsed
        finally:
            self._loop.remove_reader(self._raw)

    def _read(self):
        # A peer may send faster than it can be read: no more of it than there is time for.
        if not self._parsed.done() and not self._attempt.is_over():
            self._try(self._feed_next)

    def _try(self, feed):
        try:
            feed()
        except StopIteration as done:
            self._parsed.set_result(done.value)
        except _NOT_YET:
            pass
        except Exception as error:
            self._parsed.set_exception(error)

    def _feed_next(self):
        data = self._raw.recv(_PIECE)
        if not data and self._lost:
            raise self._lost
        if self._secured:
            self._secured.came(data)
            self._feed_said()
        else:
            self._feed(data)

    def _feed_said(self):
        try:
            for data in self._secured.said(_PIECE):
                self._feed(data)
        finally:
            # There may be an answer to what was no part of the talk.
            self._send(self._secured.goes())

    def _feed(self, data):
        if self._first_byte:
            self._first_byte.__exit__(None, None, None)
            self._first_byte = None
        try:
            self._parser.send(data)
        except StopIteration:
            raise
        except Exception as error:
            if data:
                raise
            # What a parser lacks at the end was not said wrongly, but not to its end.
            raise ConnectionResetError(str(error)) from error
        if not data:
            raise ConnectionResetError("the connection was closed before the answer was complete")
