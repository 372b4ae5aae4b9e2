# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much less a site answers with every guard on (TLS, security headers with nonces and reports, every kind of limit) than the same site with none.

Both are on one host, of one release, and take turns; clients that keep their connections ask as fast as they are answered."""

from __future__ import annotations

import dataclasses
import re
from statistics import median

import bootstrap
import released
from lab import Failure, address, playbook, run
from runtimes import PATIENCE

HOST = "app1"
CLIENTS, SECONDS, ROUNDS = 20, 5, 9
# No client here is refused; that the limits refuse is shown elsewhere.
_ENOUGH = 1_000_000
_SITES = {
    "unguarded": {},
    "guarded": {
        "certificate": {"source": "own"},
        "security_headers": {"preset": "server_rendered", "reports": True},
        "max_body": "8m",
        "rate_limit": _ENOUGH,
        "rate_burst": _ENOUGH,
        "limits": {
            "login": {"paths": ["/api/login", "/api/register"], "methods": ["POST"], "per_minute": 10, "burst": 4},
            "uploads": {"paths": ["/api/gigs"], "methods": ["POST"], "per_minute": 120, "burst": 30, "concurrent": 4, "max_body": "6m"},
            "everything": {"paths": ["/"], "per_minute": _ENOUGH, "burst": _ENOUGH, "concurrent": 10 * CLIENTS},
        },
    },
}
_SAID = re.compile(r"finished in [0-9.]+s, ([0-9.]+) req/s.*?(\d+) failed.*?status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", re.DOTALL)


@dataclasses.dataclass
class Result:
    """Requests a second, by round."""

    unguarded: list
    guarded: list

    @property
    def ratio(self):
        """How much longer a request takes with every guard on: throughput without over throughput with."""
        return median(self.unguarded) / median(self.guarded)


def prepare():
    bootstrap.install_packages(["nghttp2-client"])
    artifact = {"path": str(released.plain_php("guards", 1))}
    own = {**PATIENCE, "runtime": "php", "shared": ["storage"], "processes": 4, "artifact": artifact}
    applications = {name: {**own, "server_names": [_name(name)], **settings} for name, settings in _SITES.items()}
    playbook("golive.web.provision", golive_hosts=HOST, golive_applications=applications)
    for name in _SITES:
        playbook("golive.web.deploy", golive_hosts=HOST, golive_applications=applications, application=name)
        _requests_a_second(name)


def measure():
    taken = {name: [] for name in _SITES}
    for _round in range(ROUNDS):
        for name, found in taken.items():
            found.append(_requests_a_second(name))
    return Result(**taken)


def _name(site):
    return f"{site}.test"


def _requests_a_second(site):
    scheme, port = ("https", 443) if site == "guarded" else ("http", 80)
    options = ["--h1", f"--clients={CLIENTS}", f"--duration={SECONDS}", f"--connect-to={address(HOST)}:{port}"]
    output = run(["h2load", *options, f"{scheme}://{_name(site)}/"]).output
    said = _SAID.search(output)
    if not said or int(said[3]) < 100 or {said[2], said[4], said[5], said[6]} != {"0"}:
        raise Failure(f"{site} did not answer every request with 2xx:\n{output[-1500:]}")
    return float(said[1])
