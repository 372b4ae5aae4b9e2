# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import sys

import pytest
import yaml
from ansible.module_utils.testing import patch_module_args
from ansible_collections.golive.web.plugins.module_utils import _validation
from ansible_collections.golive.web.plugins.module_utils._checks.kinds import KINDS
from ansible_collections.golive.web.plugins.module_utils._checks.reasons import OUTSIDE, OWN
from ansible_collections.golive.web.plugins.modules import environment_check
from ansible_collections.golive.web.plugins.plugin_utils import _spec, _spec_file

ROOT = pathlib.Path(__file__).parents[4]
PAGE = (ROOT / "docs/validating.md").read_text()
EXAMPLES = [task["golive.web.environment_check"] for task in yaml.safe_load(environment_check.EXAMPLES)]


def section(heading):
    return PAGE.partition(f"\n### {heading}\n")[2].partition("\n#")[0]


def run(capsys, **arguments):
    with patch_module_args(arguments), pytest.raises(SystemExit) as ended:
        environment_check.main()
    return ended.value.code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_is_documented_with_all_that_it_takes(kind):
    named = set(re.findall(r"`(\w+)`", section(kind)))
    assert set(KINDS[kind].options) - named == set()


def test_the_page_has_all_reasons_kinds_and_presets():
    assert dict(re.findall(r"^\| `(\w+)` \| ([A-Z].*\.) \|$", PAGE.partition("## Reasons")[2], re.MULTILINE)) == {**OWN, **OUTSIDE}
    assert sorted(re.findall(r"^### (\w+)$", PAGE, re.MULTILINE)) == sorted(KINDS)
    assert all(f"`{name}`" in PAGE for name in _spec_file.presets())


@pytest.mark.parametrize("name", _spec_file.presets())
def test_a_preset_says_which_standard_it_has_something_from(name):
    sources = {entry["source"] for entry in _spec_file.preset(name).checks if "source" in entry}
    assert all(re.fullmatch(r"ASVS \d+(\.\d+){1,2}", source) for source in sources)
    described = yaml.safe_load(environment_check.DOCUMENTATION)["options"]["presets"]["description"]
    assert f"C({name})" in described


def test_examples_are_what_the_module_takes():
    checks = [example.get("checks", []) for example in EXAMPLES]
    assert len(_spec.entries([], "", "", [one for one in checks if one], "production")) == 5
    text = re.search(r"```yaml\n# golive.yml\n(.*?)```", PAGE, re.DOTALL)[1]
    assert len(_spec.entries([], text, "golive.yml", [], "production")) > 40


def test_the_module_says_what_it_found(capsys):
    checks = [{"check": "variable", "name": "A", "allowed": ["x"]}, {"check": "path", "path": "/etc/passwd", "type": "file"}]
    code, result = run(capsys, checks=checks, environment=json.dumps({"A": "y"}))
    assert (code, result["changed"], result["failed"], result["verdict"]) == (0, False, False, "fail")
    assert [one["outcome"] for one in result["findings"]] == ["fail", "pass"]
    assert result["counts"]["pass"] == result["counts"]["fail"] == 1
    assert result["reasons"][0] in result["reason"] and result["seconds"]["total"] > 0


def test_an_environment_comes_from_a_file_and_what_is_given_is_laid_over_it(capsys, tmp_path):
    (tmp_path / "env").write_text("A='x'\nB='y'\n")
    checks = [{"check": "variable", "name": "A", "allowed": ["z"]}, {"check": "variable", "name": "B", "allowed": ["y"]}]
    assert run(capsys, checks=checks, environment_file=str(tmp_path / "env"), environment=json.dumps({"A": "z"}))[1]["verdict"] == "pass"
    (tmp_path / "env").write_text("A=x\nnot a variable\n")
    code, result = run(capsys, checks=checks, environment_file=str(tmp_path / "env"))
    assert code == 1 and "Line 2 of the environment file" in result["msg"]
    code, result = run(capsys, checks=checks, environment_file=str(tmp_path / "none"))
    assert code == 1 and "can't be read: No such file" in result["msg"]


def test_a_hosts_log_has_no_password_of_a_check(capsys, monkeypatch):
    logged = []
    monkeypatch.setattr("ansible.module_utils.basic.has_journal", False)
    monkeypatch.setattr("syslog.syslog", lambda *said: logged.append(str(said)))
    run(capsys, checks=[{"check": "service", "probe": {"type": "redis", "host": "127.0.0.1", "port": 1, "password": "s3cr3t", "timeout": 1}}], tier="mine")
    assert "tier=mine" in "".join(logged) and "s3cr3t" not in "".join(logged)


def test_the_documentation_has_the_arguments():
    options = yaml.safe_load(environment_check.DOCUMENTATION)["options"]
    assert set(options) == set(_validation.SPEC)


def test_ansible_shows_no_secret_of_the_environment_nor_of_a_check():
    secret, own = "q7Zr2mX9wLp4Tn8VbK3sYd6F", "c5Jv8hR1tQe0Ns6Wy2"
    checks = [
        {"check": "variable", "name": "APP_KEY", "min_entropy": 500},
        {"check": "service", "url": "${URL}", "probe": {"type": "redis", "timeout": 1}},
        {"check": "service", "name": "queue", "probe": {"type": "redis", "host": "127.0.0.1", "port": 1, "password": own, "timeout": 1}},
    ]
    arguments = json.dumps({"checks": checks, "environment": {"APP_KEY": secret, "URL": f"redis://:{secret}@127.0.0.1:1/0", "N": "1"}})
    python = f"ansible_python_interpreter={sys.executable}"
    command = ["ansible", "localhost", "-vvv", "--check", "-m", "golive.web.environment_check", "-a", arguments, "-e", python]
    collections = next(path for path in sys.path if path.endswith(".work/collections"))
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": collections, "ANSIBLE_LOCALHOST_WARNING": "0", "ANSIBLE_NOCOLOR": "1"}
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    result = json.JSONDecoder().raw_decode(output.partition("=> ")[2])[0]
    assert (result["verdict"], result["counts"]["fail"], result["findings"][0]["severity"]) == ("fail", 3, "high")
    assert secret not in output and own not in output
