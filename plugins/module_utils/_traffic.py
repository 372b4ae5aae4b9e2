# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a host's own access log says of each release in a window of time: counts (C(_counts)) of what visitors asked for."""

from __future__ import annotations

import functools
import math
import zlib

from ansible_collections.golive.web.plugins.module_utils import _access_log, _counts, _histogram
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

# A release's clients that are kept apart, some 500 bytes each; those met later share as many groups, each counted as one client. How much
# clients differ from each other shows in groups thrown together at random as well, while there are many of them.
_CLIENTS = 50_000
_FIRST_ERROR = 500

# A log has thousands of lines for each latency in whole milliseconds.
_bin_of = functools.lru_cache(maxsize=8192)(_histogram.bin_of)


def read(layout, since, until, exclude_path, now):
    """What the access log of the application of I(layout) says, as the module C(traffic_stats) returns it.

    The window is from I(since) to I(until), which is I(now) at the most and where it is C(None), in seconds since the epoch on this host's clock.
    The path I(exclude_path) is left out, as probes and previews are; C("") is none. Raises C(GoliveError) where the window is none, and
    C(AccessLogError) where the log can't be read.
    """
    until = now if until is None else min(until, now)
    if not (math.isfinite(since) and since <= until):
        raise GoliveError(
            f"From {since} to {until} there is no time to look at in the access log, so nothing was read. Nothing was changed; "
            "give a beginning, in seconds since the epoch, that is over by this host's clock and not after the end."
        )
    log = _access_log.AccessLog(layout.access_log, since, until)
    releases, without_release = by_client(log, exclude_path)
    return {
        "releases": {release: _counts.Counts.from_clients(clients.values()).as_dict() for release, clients in sorted(releases.items())},
        "window": {"since": since, "until": until},
        "without_release": without_release,
        "logged": log.exists,
        "unreadable": log.unreadable,
        "truncated": log.truncated,
    }


def by_client(requests, exclude_path=""):
    """(releases, without release) of I(requests), tuples as in C(_log_line).

    I(releases): release to client to [requests, errors, histogram of those that the application answered]. The other is how many requests
    nginx answered before it looked for a release, or without finding one.
    """
    releases, without_release = {}, 0
    # A request line that nginx didn't understand has an empty path.
    exclude_path = exclude_path or None
    for _msec, release, probe, preview, address, path, status, upstream_seconds in requests:
        if probe or preview or path == exclude_path:
            continue
        if not release:
            without_release += 1
            continue
        clients = releases.get(release)
        if clients is None:
            clients = releases[release] = {}
        client = clients.get(address) or _new(clients, address)
        client[0] += 1
        if status >= _FIRST_ERROR:
            client[1] += 1
        if upstream_seconds is not None:
            histogram = client[2]
            number = _bin_of(upstream_seconds)
            histogram[number] = histogram.get(number, 0) + 1
    return releases, without_release


def _new(clients, address):
    """What is counted of I(address), which isn't one of I(clients): its own, or that of its group."""
    if len(clients) >= _CLIENTS:
        address = zlib.crc32(address.encode(errors="surrogatepass")) % _CLIENTS
    return clients.setdefault(address, [0, 0, {}])
