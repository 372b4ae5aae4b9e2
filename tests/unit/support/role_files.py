# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files that a role writes, out of its own tasks, templates and checks, by Ansible's own templating and without a host."""

from __future__ import annotations

import contextlib
import functools
import json
import pathlib
import re
from unittest import mock

import jinja2
import yaml
from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import lookup_loader
from ansible.template import Templar
from ansible_collections.golive.web.plugins.module_utils import _environment_file
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.plugin_utils._settings import application_settings, of_all

ROOT = pathlib.Path(__file__).parents[3]
LOADER = DataLoader()
PREFIX = "golive.web."
INCLUDES = ("import_tasks", "include_tasks")
# It is the same each time that it is asked.
ONCE = "__load_balancer_known"
# What the hosts say of themselves in tasks that only look.
ANSWERS = {
    "ansible_check_mode": False,
    "ansible_facts": {"distribution": "Debian", "distribution_major_version": "13", "memtotal_mb": 4096, "processor_vcpus": 2},
    "ansible_play_hosts_all": ["web1"],
    "inventory_dir": "/inventory",
    "inventory_hostname": "web1",
    "__application_ipv6": {"stat": {"exists": True}},
    "__application_live": {"stat": {"exists": False}},
    "__application_manifests": {"stdout": "[]"},
    "__application_namesakes": {"stdout_lines": []},
    "__application_nginx": {"stdout": "nginx version: nginx/1.26.3"},
    "__application_timers": {"files": []},
    "__load_balancer_ipv6": {"stat": {"exists": True}},
    "__nginx_ipv6": {"stat": {"exists": True}},
    "__nginx_openssl": {"stdout": "3.5"},
    "__redis_operator": {"stat": {"exists": False}},
    "__tls_there": {"stat": {"exists": True}},
    "__tls_signed": {"certificate": "-----BEGIN CERTIFICATE-----"},
}
# What an earlier task has made on the controller.
MADE = {"authority.pem": "-----BEGIN CERTIFICATE-----"}


class Refused(Exception):
    """Why a role does not do what it is asked for."""


def files(name, variables):
    """What the role I(name) writes with I(variables): path to text. Raises C(Refused)."""
    _validate(name, variables)
    if name == "application":
        return _of_application(variables)
    with _as_here():
        return dict(_Role(name, {**ANSWERS, **variables}).files())


def _of_application(variables):
    """As above. The settings are checked as the lookup does, once and not at each of a hundred places; what reaches no template is the same as before."""
    name = variables["application_name"]
    try:
        known = application_settings(
            {**of_all(variables), "runtime": variables["application_runtime"]}, variables["golive_applications"].get(str(name), {}), name
        )
        environment = _environment_file.render(known["environment"])
    except (AnsibleError, GoliveError) as error:
        raise Refused(str(error)) from error
    used = repr([(setting, known[setting]) for setting in _used()] + [name])
    if used not in _WRITTEN:
        with _as_here():
            _WRITTEN[used] = dict(_Role("application", {**ANSWERS, **variables}, {"__application": known}).files())
    return {**_WRITTEN[used], "release.env": environment}


_WRITTEN = {}


@functools.cache
def _used():
    """The settings that the role's tasks and templates name."""
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "roles/application").rglob("*.*") if path.suffix in (".yml", ".j2"))
    return sorted({setting for text in texts for setting in re.findall(r"__application\.(\w+)", text)})


@contextlib.contextmanager
def _as_here():
    """With what makes templates fast, and with the files of the controller that an earlier task would have made."""
    with mock.patch.object(jinja2.Environment, "compile", _compile), mock.patch.object(_FILE, "run", _read):
        yield


_FILE = lookup_loader.get("ansible.builtin.file", class_only=True)
_FILE_RUN = _FILE.run


def _read(lookup, terms, variables=None, **options_):
    made = [MADE.get(str(term).rpartition("/")[2]) for term in terms]
    return made if all(made) else _FILE_RUN(lookup, terms, variables, **options_)


_COMPILE = jinja2.Environment.compile
_COMPILED = {}


def _compile(environment, source, *arguments, **options_):
    """As the environment does, but the same text only once: most of the time goes there."""
    if not isinstance(source, str):
        return _COMPILE(environment, source, *arguments, **options_)
    key = (source, environment.trim_blocks, environment.lstrip_blocks)
    if key not in _COMPILED:
        _COMPILED[key] = _COMPILE(environment, source, *arguments, **options_)
    return _COMPILED[key]


@functools.cache
def options(name):
    """The argument specs of the role's main entry point."""
    return yaml.safe_load((ROOT / f"roles/{name}/meta/argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]["main"]["options"]


@functools.cache
def _validator(name):
    return ArgumentSpecValidator({option: {key: value for key, value in one.items() if key != "description"} for option, one in options(name).items()})


def _validate(name, variables):
    """As Ansible does before the first task of a role."""
    result = _validator(name).validate({option: variables[option] for option in options(name) if option in variables})
    if result.error_messages:
        raise Refused(" ".join(result.error_messages))


class _Role:
    def __init__(self, name, variables, known=None):
        self.folder = ROOT / "roles" / name
        self.name = name
        own = {"role_path": str(self.folder), "role_name": name, "ansible_search_path": [str(self.folder)]}
        self.variables = {**_load(self.folder / "defaults/main.yml"), **variables, **_of_role(self.folder), **own, **(known or {})}

    def files(self):
        yield from self._of_tasks("main.yml", {})
        slot = self.variables.get(f"{self.name}_slot")
        if slot:
            contract = self._template(slot, {})
            yield "runtime.json", json.dumps(contract)
            yield f"{self.name}.conf", contract["configuration"]

    def _of_tasks(self, file, variables):
        for task in _load(self.folder / "tasks" / file):
            yield from self._of_task(task, variables)

    def _of_task(self, task, variables):
        action = next((key.removeprefix("ansible.builtin.") for key in task if "." in key), "block" if "block" in task else "")
        arguments = next((value for key, value in task.items() if "." in key), None)
        variables = {**variables, **task.get("vars", {})}
        if action not in (*INCLUDES, "assert", "include_role", f"{PREFIX}file_set", "block"):
            return
        if "loop" in task:
            for item in self._template(task["loop"], variables):
                yield from self._of_task({key: value for key, value in task.items() if key != "loop"}, {**variables, "item": item})
            return
        if not all(self._is(condition, variables) for condition in _listed(task.get("when", []))):
            return
        if action == "block":
            for inner in task["block"]:
                yield from self._of_task(inner, variables)
        elif action in INCLUDES:
            yield from self._of_tasks(self._template(arguments.get("file") if isinstance(arguments, dict) else arguments, variables), variables)
        elif action == "assert":
            if not all(self._is(condition, variables) for condition in _listed(arguments["that"])):
                raise Refused(self._template(arguments.get("fail_msg", ""), variables))
            if isinstance(self.variables.get(ONCE), str):
                self.variables[ONCE] = self._template(self.variables[ONCE], variables)
        elif action == "include_role":
            if "tasks_from" not in arguments:
                yield from _Role(arguments["name"].removeprefix(PREFIX), {**self.variables, **variables}).files()
        else:
            for file in self._template(arguments["files"], variables):
                yield file["path"], file.get("content", "")

    def _template(self, value, variables):
        try:
            return Templar(loader=LOADER, variables={**self.variables, **variables}).template(value)
        except AnsibleError as error:
            raise Refused(str(error)) from error

    def _is(self, condition, variables):
        if isinstance(condition, bool):
            return condition
        try:
            return Templar(loader=LOADER, variables={**self.variables, **variables}).evaluate_conditional(condition)
        except AnsibleError as error:
            raise Refused(str(error)) from error


@functools.cache
def _load(path):
    return LOADER.load_from_file(str(path), trusted_as_template=True) or {}


@functools.cache
def _of_role(folder):
    single = folder / "vars/main.yml"
    found = {}
    for path in [single] if single.exists() else sorted((folder / "vars/main").glob("*.yml")):
        found.update(_load(path))
    return found


def _listed(value):
    return value if isinstance(value, list) else [value]
