# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The programs that python_runtime writes for a slot."""

from __future__ import annotations

import pathlib
import sys
import types

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

ROLE = pathlib.Path(__file__).parents[2] / "roles/python_runtime"
OLD = {"uvicorn": "0.40.0", "granian": "2.4.2"}
NEW = {"uvicorn": "0.41.0", "granian": "2.10.0"}


def program(server):
    """The text of the configuration, as the role's variables make it."""
    loader, variables = DataLoader(), {}
    for path in [ROLE / "defaults/main.yml", *sorted((ROLE / "vars/main").glob("*.yml"))]:
        variables.update(loader.load_from_file(str(path), trusted_as_template=True))
    return Templar(loader=loader, variables=variables).template(variables[f"__python_runtime_{server}"]["configuration"])


class Served(Exception):
    """The program came as far as its server."""


def serve(*_arguments, **_options):
    raise Served


@pytest.fixture
def run(monkeypatch, tmp_path):
    for name, value in {"ENTRY": "app:app", "SOCKET": "/nowhere.sock", "PROCESSES": "2", "REQUEST_SECONDS": "60"}.items():
        monkeypatch.setenv(f"GOLIVE_{name}", value)
    monkeypatch.setattr("os.umask", lambda mask: 0)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "argv", ["program"])
    monkeypatch.chdir(tmp_path)

    def run(server, version):
        module = types.ModuleType(server)
        module.__version__, module.run, module.Granian = version, serve, serve
        parts = {server: module}
        if server == "granian":
            parts["granian.constants"] = types.SimpleNamespace(Interfaces=str)
            parts["granian.utils.proxies"] = types.SimpleNamespace(wrap_wsgi_with_proxy_headers=None)
            parts["granian.utils"] = types.ModuleType("granian.utils")
        for name, part in parts.items():
            monkeypatch.setitem(sys.modules, name, part)
        exec(compile(program(server), server, "exec"), {"__name__": "__main__"})  # pylint: disable=exec-used

    return run


@pytest.mark.parametrize("server", OLD)
def test_an_older_server_than_the_program_needs_is_named_in_a_sentence(run, server):
    with pytest.raises(SystemExit) as caught:
        run(server, OLD[server])
    assert f"The release has {server} {OLD[server]}, but python_runtime needs" in str(caught.value)


@pytest.mark.parametrize("server", NEW)
def test_a_newer_one_is_started(run, server):
    with pytest.raises(Served):
        run(server, NEW[server])
