# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests of the host's own, through nginx, where there are too few of anybody else's to compare releases by."""

from __future__ import annotations

import time

from ansible_collections.golive.web.plugins.module_utils import _deadline, _http

# As many as nginx's buckets have clients: so each side of a share gets some.
_CLIENTS = 40
_MOST_SECONDS = 30
_MOST_BYTES = 1 << 20


def send(health, paths, count, address="127.0.0.1", clock=time.monotonic):
    """Asks for I(paths) in turn until I(count) answers came, whatever they were, and returns their number; the access log has what they were.

    It ends after 30 seconds in any case: what is slow shows in fewer answers as well.
    """
    end, answered = clock() + _MOST_SECONDS, 0
    for number in range(count):
        if clock() >= end:
            break
        headers = {"Host": health.host, "User-Agent": f"golive-synthetic {number % _CLIENTS}"}
        try:
            with _deadline.connect((address, health.port), health.timeout) as connection:
                _http.ask(connection, "GET", paths[number % len(paths)], headers, _MOST_BYTES)
            answered += 1
        except OSError:
            continue
    return answered
