# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import pathlib
import re

import pytest
import yaml
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.testing import patch_module_args
from ansible_collections.golive.web.plugins.module_utils import _health
from ansible_collections.golive.web.plugins.module_utils._probes import answer, options, tls
from ansible_collections.golive.web.plugins.module_utils._probes.kinds import KINDS
from ansible_collections.golive.web.plugins.module_utils._probes.reasons import REASONS
from ansible_collections.golive.web.plugins.modules import health_probe

SUBOPTIONS = yaml.safe_load(health_probe.DOCUMENTATION)["options"]["probes"]["suboptions"]
EXAMPLES = [probe for task in yaml.safe_load(health_probe.EXAMPLES) for probe in task["golive.web.health_probe"]["probes"]]
# What the documentation names together.
GROUPS = {"what an answer has to be": answer.OPTIONS, "what is wanted of TLS": tls.OPTIONS}
ROOT = pathlib.Path(__file__).parents[4]


def run(capsys, **arguments):
    with patch_module_args(arguments), pytest.raises(SystemExit) as ended:
        health_probe.main()
    return ended.value.code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_type_says_in_the_documentation_what_it_takes(kind):
    paragraph = next(text for text in SUBOPTIONS["type"]["description"] if f"V({kind})" in text.partition("Takes")[0])
    named = set(re.findall(r"O\(probes\[\]\.(\w+)\)", paragraph))
    for words, group in GROUPS.items():
        if words in paragraph:
            named |= set(group)
    assert named - set(options.COMMON) == set(KINDS[kind].OPTIONS)


@pytest.mark.parametrize(("words", "group"), GROUPS.items())
def test_what_is_named_together_is_listed(words, group):
    paragraph = next(text for text in SUBOPTIONS["type"]["description"] if text.lower().startswith(words.lower()))
    assert set(re.findall(r"O\(probes\[\]\.(\w+)\)", paragraph)) == set(group)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_type_has_an_example_that_it_takes(kind):
    mine = [probe for probe in EXAMPLES if probe["type"] == kind]
    assert mine
    unset = {name: spec.get("default") for name, spec in {**options.COMMON, **options.SOME}.items()}
    for probe in mine:
        # Its files are those of its host.
        _health.prepared([{**unset, **probe, "ca_file": None}])


def test_each_option_is_taken_by_a_type():
    assert set(options.SOME) - {"secrets"} == {option for kind in KINDS.values() for option in kind.OPTIONS}


def test_the_page_has_all_reasons():
    page = (ROOT / "docs/probes.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.MULTILINE)) == REASONS


def test_what_is_not_well_is_no_failed_task(capsys):
    code, result = run(capsys, probes=[{"name": "cache", "type": "unix", "socket": "/nonexistent/s"}], render=["junit"])
    assert (code, result["failed"], result["changed"], result["verdict"]) == (0, False, False, "fail")
    assert (result["reasons"], result["probes"][0]["reason"]) == (["cache: there is no such socket"], "missing")
    assert "<failure" in result["rendered"]["junit"]


def test_misuse_is(capsys):
    code, result = run(capsys, probes=[{"name": "cache", "type": "unix", "socket": "/s", "query": "SELECT"}])
    assert code != 0 and result["failed"]
    code, result = run(capsys, probes=[{"name": "cache", "type": "unix", "socket": "/s", "url": "http://a/"}])
    assert code != 0 and "takes only" in result["msg"]


def test_a_library_that_is_not_there_is_named(capsys, monkeypatch):
    monkeypatch.setattr(answer, "jmespath", None)
    expressions = [{"expression": "status", "value": "pass"}]
    code, result = run(capsys, probes=[{"name": "ready", "type": "http", "url": "http://a/", "expressions": expressions}])
    assert code != 0 and "Python library (jmespath)" in result["msg"]


def test_no_secret_is_logged_or_returned(capsys, monkeypatch):
    logged = []
    monkeypatch.setattr(AnsibleModule, "log", lambda _self, *args, **more: logged.append((args, more)))
    secret = {"user": "me", "password": "SECRET1", "headers": {"X-Y": "SECRET2", "Authorization": "Bearer SECRET3"}, "body": "pin=SECRET4"}
    _code, result = run(capsys, probes=[{"name": "ready", "type": "http", "url": "http://127.0.0.1:9/", "method": "POST", **secret}])
    assert result["probes"][0]["reason"] == "refused" and logged
    assert "SECRET" not in json.dumps(result) + str(logged)
