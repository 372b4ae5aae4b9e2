# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The runtimes that are driven, one a line: application on the host, artifact, settings. Another joins by a line in RUNTIMES."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import released

# As little patience as is allowed, so that releases can follow each other; nothing here waits for a release to settle.
PATIENCE = {"request_seconds": 1, "drain_seconds": 1, "stop_seconds": 5, "start_seconds": 30, "settle_seconds": 0, "keep_releases": 3}
_PREVIEW_SECRET = "benchmark-alone-0123456789"
_VENV = {
    "build": [
        ["python3", "-m", "venv", "--without-pip", ".venv"],
        ["sh", "-c", "echo \"$PWD/vendor\" > .venv/lib/python3.13/site-packages/vendor.pth"],
    ]
}


@dataclasses.dataclass
class Runtime:
    """C(label): as the table names it. C(artifact): a function of name and version. C(variables): of roles, besides the application's settings."""

    name: str
    label: str
    artifact: Callable
    settings: dict
    variables: dict = dataclasses.field(default_factory=dict)

    @property
    def host_name(self):
        return f"{self.name.replace('_', '-')}.test"

    def applications(self, version=0):
        """C(golive_applications) with this one alone; each I(version) is a release of its own, of the same artifact, by its environment."""
        artifact = {"path": str(released.FOLDER / f"{self.name}-1.tar.gz")}
        own = {"server_names": [self.host_name], "processes": 4, "preview_secret": _PREVIEW_SECRET, "environment": {"RUN": str(version)}}
        return {self.name: {**PATIENCE, **own, **self.settings, "artifact": artifact}}


def _python(server, interface):
    return {"python_runtime_server": server, "python_runtime_interface": interface}


RUNTIMES = [
    Runtime("on_php", "php-fpm", released.plain_php, {"runtime": "php", "shared": ["storage"]}),
    Runtime("on_gunicorn", "gunicorn", released.python, {"runtime": "python", "entry": "wsgi:application", **_VENV}, _python("gunicorn", "wsgi")),
    Runtime("on_uvicorn", "uvicorn", released.python, {"runtime": "python", "entry": "asgi:application", **_VENV}, _python("uvicorn", "asgi")),
    Runtime("on_granian", "granian", released.python, {"runtime": "python", "entry": "asgi:application", **_VENV}, _python("granian", "asgi")),
    Runtime("on_node", "Node.js", released.node, {"runtime": "node", "entry": "server.js"}),
]
