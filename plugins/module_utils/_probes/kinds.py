# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The types of probes.

Each has C(OPTIONS) (option to default), C(NEEDED), C(prepare(options)), C(libraries(options)), C(target(options)), C(addresses(options)) or none,
and the coroutine C(attempt(options, attempt)).
"""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._probe_types import (
    command, dns, error_rate, fastcgi, heartbeat, http, mysql, postgres, process, promql,
    queue, redis, storage, supervisor, systemd, tcp, tls, unix,
)  # fmt: skip

KINDS = {
    "command": command, "dns": dns, "error_rate": error_rate, "fastcgi": fastcgi, "heartbeat": heartbeat, "http": http, "mysql": mysql,
    "postgres": postgres, "process": process, "promql": promql, "queue": queue, "redis": redis, "storage": storage, "supervisor": supervisor,
    "systemd": systemd, "tcp": tcp, "tls": tls, "unix": unix,
}  # fmt: skip
