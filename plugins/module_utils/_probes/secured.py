# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS over a socket that does not block, in turns. Given the socket itself, OpenSSL would read from it until it has something to give, which a peer can put
off for ever: by wishes for another handshake, say, or by records with nothing in them.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl


class Secured:
    """What is said over a connection with the server I(name), which is secured as the I(context) has it, to and from what goes over the socket."""

    def __init__(self, context, name):
        self._came, self._goes = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._came, self._goes, server_hostname=name)

    def came(self, data):
        """Takes the I(data) that came; none: the connection has ended."""
        if data:
            self._came.write(data)
        else:
            self._came.write_eof()

    def goes(self):
        """What is to be sent."""
        return self._goes.read()

    def said(self, piece):
        """What the peer said in all that came, in pieces of I(piece) bytes; an empty one where it ended."""
        with contextlib.suppress(ssl.SSLWantReadError):
            while True:
                try:
                    data = self.tls.read(piece)
                except ssl.SSLEOFError:
                    # It ended without a farewell, as many do.
                    data = b""
                yield data
                if not data:
                    return

    def say(self, data):
        """Takes I(data) that is to be said."""
        self.tls.write(data)


async def agreed(raw, context, name, piece):
    """C(Secured) after an agreement over the socket I(raw), of which I(piece) bytes are read at a time. Raises C(ssl.SSLError) and C(OSError)."""
    loop, secured = asyncio.get_running_loop(), Secured(context, name)
    while True:
        try:
            secured.tls.do_handshake()
        except ssl.SSLWantReadError:
            await loop.sock_sendall(raw, secured.goes())
        except ssl.SSLError:
            # The peer is told why, if it listens.
            with contextlib.suppress(OSError):
                raw.send(secured.goes())
            raise
        else:
            await loop.sock_sendall(raw, secured.goes())
            return secured
        # Who sends without a pause would be read without one.
        await asyncio.sleep(0)
        data = await loop.sock_recv(raw, piece)
        if not data:
            raise ConnectionResetError
        secured.came(data)
