# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A thousand HTTP endpoints asked by one call of health_probe, beside a loop of ansible.builtin.uri and a bare asyncio client, from the controller."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex
import shutil
import sys
from statistics import median

from lab import HERE, ROOT, address, run, run_on

HOST, PORT, ENDPOINTS, AT_ONCE, ROUNDS = "app2", 8090, 1000, 100, 9
# A loop takes its time for each, so a part of them tells it.
LOOPED = 50
_SAID = re.compile(rf"{ENDPOINTS} in ([0-9.]+) s")
_CONFIGURATION = "/etc/nginx/conf.d/endpoints.conf"
_SITE = f"""
server {{
    listen {PORT};
    default_type application/health+json;
    location / {{ return 200 '{{"status": "pass"}}'; }}
}}
"""


@dataclasses.dataclass
class Result:
    """Seconds, by round: C(call) of a whole call of Ansible, C(probes) of the module's work in it, C(bare) of the client; C(looped) of one in the loop."""

    call: list
    probes: list
    bare: list
    looped: float

    @property
    def of_loop(self):
        """How many times as long the loop takes for all endpoints as the whole call."""
        return self.looped * ENDPOINTS / median(self.call)

    @property
    def of_bare(self):
        """How many times as long the probes take as the bare client."""
        return median(self.probes) / median(self.bare)


def prepare():
    # Alone it finds a host without a web server.
    install = "command -v nginx || (apt-get -q update && apt-get -qy install nginx)"
    configure = f"printf %s {shlex.quote(_SITE)} > {_CONFIGURATION} && nginx -t && systemctl reload nginx"
    run_on(HOST, "sh", "-ec", f"{install}; {configure}")


def measure():
    urls = [f"http://{address(HOST)}:{PORT}/{number}" for number in range(ENDPOINTS)]
    folder = ROOT / ".work" / "probes"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "urls.json").write_text(json.dumps(urls), encoding="utf-8")
    asked = [{"name": str(number), "type": "http", "url": url, "format": "health+json"} for number, url in enumerate(urls)]
    (folder / "call.yml").write_text(json.dumps(_call(asked)), encoding="utf-8")
    (folder / "loop.yml").write_text(json.dumps(_loop(urls[:LOOPED])), encoding="utf-8")
    (folder / "start.yml").write_text(json.dumps(_loop(urls[:1])), encoding="utf-8")
    call, probes, bare = [], [], []
    for _round in range(ROUNDS):
        taken = run(["ansible-playbook", str(folder / "call.yml")])
        call.append(taken.seconds)
        probes.append(float(_SAID.search(taken.output)[1]))
        bare.append(float(run([sys.executable, str(HERE / "usual" / "bare_client"), str(folder / "urls.json"), str(AT_ONCE)]).output))
    seconds = [run(["ansible-playbook", str(folder / f"{name}.yml")]).seconds for name in ("start", "loop")]
    return Result(call, probes, bare, (seconds[1] - seconds[0]) / (LOOPED - 1))


def _call(asked):
    return _play(
        {"name": "Ask", "golive.web.health_probe": {"probes": asked, "concurrency": AT_ONCE}, "register": "found", "failed_when": "found.verdict != 'pass'"},
        {"name": "Tell", "ansible.builtin.debug": {"msg": "{{ found.probes | length }} in {{ found.seconds }} s"}},
    )


def _loop(urls):
    return _play({"name": "Ask", "ansible.builtin.uri": {"url": "{{ item }}", "return_content": True}, "loop": urls})


def _play(*tasks):
    return [{"hosts": "localhost", "gather_facts": False, "vars": {"ansible_python_interpreter": sys.executable}, "tasks": list(tasks)}]
