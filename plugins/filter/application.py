# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Applications that are in each other's way, and the commands of jobs as systemd wants them."""

from __future__ import annotations

import re

# State, two queues, local address and port, peer, and the first process that has the socket.
_LISTENER = re.compile(r'LISTEN\s+\d+\s+\d+\s+\S+:(?P<port>\d+)\s+\S+\s+users:\(\("(?P<program>[^"]+)".*')


def application_conflicts(applications, server_names, listen_port):
    """Sentences on applications that would take each other's requests: the same server name at the same port. nginx would only warn.

    I(applications) is C(golive_applications); I(server_names) and I(listen_port) are what those have that don't say it themselves.
    """
    found, sentences = {}, []
    for name, settings in applications.items():
        port = settings.get("listen_port", listen_port)
        for server_name in settings.get("server_names", server_names):
            first = found.setdefault((str(server_name).lower(), int(port)), name)
            if first != name:
                sentences.append(f"The applications '{first}' and '{name}' both have the server name {server_name} at port {port}")
    return sentences


def foreign_listeners(sockets, ports):
    """Sentences on those of I(ports) that another program than nginx listens on; I(sockets) is what C(ss -Hltnp) says."""
    found = {}
    for line in sockets.splitlines():
        match = _LISTENER.fullmatch(line.strip())
        if match and int(match["port"]) in ports and match["program"] != "nginx":
            found[int(match["port"])] = match["program"]
    return [f"Port {port} is taken by {program}" for port, program in sorted(found.items())]


def systemd_command(words):
    """The list I(words) as the value of C(ExecStart) of a systemd unit."""
    return " ".join('"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$") + '"' for word in words)


class FilterModule:
    """The filters by name."""

    def filters(self):
        return {
            "application_conflicts": application_conflicts,
            "foreign_listeners": foreign_listeners,
            "systemd_command": systemd_command,
        }
