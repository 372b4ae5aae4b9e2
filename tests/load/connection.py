# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One HTTP/1.1 connection that is kept and never tried again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

_HEAD_LIMIT_BYTES = 65536


class Lost(Exception):
    """A request without a whole answer; the text is the reason, one of a few words."""


@dataclass(frozen=True)
class Answer:
    """A whole answer. headers: names in lower case; of a repeated one, the last."""

    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """A client's connection to one address; opened when a request needs it, kept for the next.

    A request is sent without a look at whether the server has closed meanwhile: that is what a browser or a balancer
    meets, too, when both happen at once.
    """

    def __init__(self, address: tuple[str, int], host: str, timeout: float) -> None:
        """address: IP address and port. host: the Host header. timeout: seconds for a whole request."""
        self.address, self.host, self.timeout = address, host, timeout
        self.opened = 0
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def request(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        """Send one request, once; raises Lost."""
        try:
            return await asyncio.wait_for(self._request(method, path, headers, body), self.timeout)
        except asyncio.TimeoutError:
            self.close()
            raise Lost("timeout") from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def _request(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if self._writer is None:
            await self._open()
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body or method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        try:
            self._writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            await self._writer.drain()
            return await self._receive(method)
        except asyncio.IncompleteReadError as error:
            raise Lost("truncated" if error.partial else "closed") from None
        except ConnectionError:
            raise Lost("reset") from None
        except (ValueError, IndexError, asyncio.LimitOverrunError):
            raise Lost("malformed") from None

    async def _open(self) -> None:
        try:
            self._reader, self._writer = await asyncio.open_connection(*self.address, limit=_HEAD_LIMIT_BYTES)
        except OSError as error:
            raise Lost("refused" if isinstance(error, ConnectionRefusedError) else "unreachable") from None
        self.opened += 1

    async def _receive(self, method: str) -> Answer:
        status, headers = await self._head()
        while status < 200:
            status, headers = await self._head()
        try:
            body, keep = await self._body(method, status, headers)
        except asyncio.IncompleteReadError:
            raise Lost("truncated") from None
        if not keep or headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, body)

    async def _head(self) -> tuple[int, dict[str, str]]:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head[:-4].split("\r\n")
        version, status = first.split(" ", 2)[:2]
        if not version.startswith("HTTP/1."):
            raise ValueError(version)
        pairs = (line.split(":", 1) for line in lines)
        return int(status), {name.strip().lower(): value.strip() for name, value in pairs}

    async def _body(self, method: str, status: int, headers: dict[str, str]) -> tuple[bytes, bool]:
        """The body, and whether the connection can be kept after it."""
        if method == "HEAD" or status in (204, 304):
            return b"", True
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return await self._chunks(), True
        if "content-length" in headers:
            return await self._reader.readexactly(int(headers["content-length"])), True
        return await self._reader.read(), False

    async def _chunks(self) -> bytes:
        body = b""
        while size := int((await self._reader.readuntil(b"\r\n")).split(b";")[0], 16):
            body += (await self._reader.readexactly(size + 2))[:-2]
        while await self._reader.readuntil(b"\r\n") != b"\r\n":
            pass  # trailers
        return body
