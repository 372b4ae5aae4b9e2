# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lines of an access log as the role nginx has them written, and their rotation as logrotate does it."""

from __future__ import annotations

import gzip
import pathlib
import re

RELEASE = "2.0-0123456789ab-abcdef"
NOW = 1_795_000_000.0

_TEMPLATE = pathlib.Path(__file__).parents[3] / "roles" / "nginx" / "templates" / "golive.conf.j2"
_FORMAT = "".join(re.findall(r"'(.*)'", re.search(r"log_format golive_json escape=json(.*?);\n", _TEMPLATE.read_text(), re.DOTALL)[1]))
_USUAL = {
    "time_iso8601": "2026-11-18T11:06:40+00:00", "msec": NOW, "golive_application": "gigs", "golive_release": RELEASE, "golive_slot": "green",
    "golive_probe": "", "golive_preview": "", "host": "gigs.test", "remote_addr": "192.0.2.1", "golive_browser": "07",
    "request_method": "GET", "golive_path": "/",
    "golive_status": 200, "bytes_sent": 5120, "request_time": "0.012", "golive_upstream_time": "0.011", "golive_upstream_status": "200",
    "request_id": "0123456789abcdef0123456789abcdef",
}  # fmt: skip
_ESCAPED = {ord(char): f"\\{letter}" for char, letter in zip('"\\\n\r\t\b\f', '"\\nrtbf')}
_ESCAPED = {**{code: f"\\u{code:04X}" for code in range(32)}, **_ESCAPED}


def line(**variables):
    """A line in which nginx's I(variables) have these values, bytes. A text may hold bytes that are no UTF-8, as surrogates."""
    values = {**_USUAL, **variables}
    values["msec"] = f"{values['msec']:.3f}" if isinstance(values["msec"], float) else values["msec"]
    text = re.sub(r"\$(\w+)", lambda name: str(values[name[1]]).translate(_ESCAPED), _FORMAT)
    return text.encode(errors="surrogateescape") + b"\n"


def lines(times, **variables):
    """A line for each of I(times)."""
    before, after = line(msec="@", **variables).split(b"@")
    return b"".join(b"%s%.3f%s" % (before, time, after) for time in times)


def rotate(log):
    """What logrotate does with I(log), a path: all files move on, the last but one is packed, and a new one is begun."""
    for number in range(20, 1, -1):
        older = log.with_name(f"{log.name}.{number}.gz")
        if older.exists():
            older.rename(log.with_name(f"{log.name}.{number + 1}.gz"))
    first = log.with_name(f"{log.name}.1")
    if first.exists():
        log.with_name(f"{log.name}.2.gz").write_bytes(gzip.compress(first.read_bytes()))
        first.unlink()
    if log.exists():
        log.rename(first)
    log.write_bytes(b"")
