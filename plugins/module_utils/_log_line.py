# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What one line of an access log says, in the format C(golive_json) of the role C(nginx) (docs/contracts.md has its fields).

A request is a tuple C((msec, release, probe, preview, client, path, status, upstream_seconds)): when it was logged, in seconds since the
epoch; the id of its release or C(""); C("1") for the collection's own probes, else C(""); C("1") for a preview; the client, by address and browser; the
path; the status, 0 where there was none; and how long the application took, or C(None) where it wasn't asked.
"""

from __future__ import annotations

import json
import math
import re

from ansible_collections.golive.web.plugins.module_utils._layout import RELEASE_ID

_RELEASE = re.sub(r"\?P<\w+>", "?:", RELEASE_ID.pattern)
_CHARS = r'[^"\\\x00-\x1f]*'
_SECONDS = r"[0-9]{1,9}\.[0-9]{3}"
# What nginx writes, but for texts with a backslash. It takes half the time that JSON does; whatever else is JSON is read as such.
_USUAL = re.compile(
    rf'\{{"time":"{_CHARS}","msec":([1-9][0-9]{{8,10}}\.[0-9]{{3}}),"application":"{_CHARS}","release":"({_RELEASE}|)","slot":"{_CHARS}",'
    rf'"probe":"(1?)","preview":"(1?)","host":"{_CHARS}","remote_addr":"{_CHARS}","client":"({_CHARS})","method":"{_CHARS}","uri":"({_CHARS})",'
    rf'"status":([1-9][0-9]{{2}}|0),"bytes":[0-9]{{1,20}},"request_time":{_SECONDS},"upstream_time":(null|{_SECONDS}),'
    rf'"upstream_status":(?:null|[1-9][0-9]{{2}}),"request_id":"{_CHARS}"\}}'
)


def requests(block):
    """Of each line of I(block), bytes, the request that it tells of, or C(None) where it tells of none."""
    usual = _USUAL.fullmatch
    lines = block.decode("utf-8", "replace").split("\n")
    if not lines[-1]:
        lines.pop()
    for line in lines:
        match = usual(line)
        if match:
            msec, release, probe, preview, client, path, status, upstream = match.groups()
            yield float(msec), release, probe, preview, client, path, int(status), None if upstream == "null" else float(upstream)
        else:
            yield request(line)


def request(line):
    """The request that I(line), JSON, tells of, or C(None)."""
    try:
        said = json.loads(line)
        return tuple(kind(said.get(name, missing)) for name, kind, missing in _FIELDS)
    except (AttributeError, OverflowError, RecursionError, ValueError):
        return None


def _text(value):
    if not isinstance(value, str):
        raise ValueError
    return value


def _release(value):
    if value and not RELEASE_ID.fullmatch(_text(value)):
        raise ValueError
    return _text(value)


def _number(value):
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError
    return value


def _upstream_seconds(value):
    return None if value is None else float(_number(value))


def _status(value):
    if value != int(_number(value)) or not 0 <= value <= 999:
        raise ValueError
    return int(value)


# The field, what it is read by, and what is read where it is missing: hosts that weren't provisioned anew log neither probes nor previews.
_FIELDS = (
    ("msec", lambda value: float(_number(value)), None),
    ("release", _release, None),
    ("probe", _text, ""),
    ("preview", _text, ""),
    ("client", _text, None),
    ("uri", _text, None),
    ("status", _status, None),
    ("upstream_time", _upstream_seconds, None),
)
