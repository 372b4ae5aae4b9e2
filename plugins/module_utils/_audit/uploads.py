# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Uploads scripts in disguise, and looks whether what is served of them is what they say, or what they do."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._audit import judging


class Disguise(NamedTuple):
    """C(name) takes a random word; C(begins): bytes that make it look like something else."""

    name: str
    type: str
    begins: bytes = b""


_GIF = b"GIF89a"
DISGUISES = (
    Disguise("{}.php", "application/x-php"),
    Disguise("{}.php", "image/gif", _GIF),
    Disguise("{}.gif.php", "image/gif", _GIF),
    Disguise("{}.php.gif", "image/gif", _GIF),
    Disguise("{}.phtml", "image/gif", _GIF),
    Disguise("{}.PhP", "image/gif", _GIF),
    Disguise("{}.php%00.gif", "image/gif", _GIF),
    Disguise("{}.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'>"),
)
ACCEPTED = range(200, 400)


async def look(server, upload):
    """Judgement S30 of the route I(upload): C(path), C(field), C(headers), and C(served), where a file is to be had, with C({name})."""
    run, taken = [], []
    for disguise in DISGUISES:
        word = secrets.token_hex(8)
        name = disguise.name.format(word)
        content, done = _script(disguise.begins)
        body, kind = _form(upload["field"], name, disguise.type, content)
        answer = await server.ask(upload["path"], "POST", {**upload["headers"], "Content-Type": kind}, body)
        if answer.trouble:
            return {"S30": judging.untold([answer], f"POST {upload['path']}")}
        if answer.status in ACCEPTED:
            taken.append(name)
        # Also where it was refused: it may have been kept before.
        served = await server.ask(upload["served"].replace("{name}", name))
        if done in served.body:
            run.append(disguise.name.format("NAME"))
    evidence = f"{len(DISGUISES)} uploads to {upload['path']}, {len(taken)} of them taken"
    return {"S30": judging.failed("executed", f"it ran {judging.listed(run)}", "none is run", evidence) if run else judging.passed("none was run", evidence)}


def _script(begins):
    """A script with what it says when it is run, which does not stand in it."""
    left, right = secrets.randbelow(900_000) + 100_000, secrets.randbelow(900_000) + 100_000
    return begins + f"<?php echo 'golive', {left} * {right}; ?>".encode(), f"golive{left * right}".encode()


def _form(field, name, kind, content):
    boundary = secrets.token_hex(16)
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
    return head.encode() + content + f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
