# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import asyncio

import pytest
from ansible_collections.golive.web.plugins.module_utils._probes import connect, tls
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Attempt, Trouble


@pytest.mark.parametrize("answer, reason", [(b"N", "encryption"), (b"", "encryption"), (b"S", "tls")])
def test_what_is_not_secured_at_once_has_to_agree_first(answer, reason):
    heard = []

    async def serve(reader, writer):
        heard.append(await reader.read(4))
        writer.write(answer + (b"no TLS at all" if answer == b"S" else b""))
        writer.close()

    async def ask():
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            target = connect.Target("127.0.0.1", server.sockets[0].getsockname()[1], "", tls.Wanted(), "db.test", (b"tls?", b"S"))
            with await connect.opened(target, Attempt()):
                pass

    with pytest.raises(Trouble) as caught:
        asyncio.run(asyncio.wait_for(ask(), 5))
    assert caught.value.reason.startswith(reason) and heard == [b"tls?"]
