# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io
import json
import os
import stat
import tarfile
import time
import zipfile

import pytest
import yaml
from ansible.errors import AnsibleActionFail
from ansible_collections.golive.web.plugins.module_utils import _tree
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Mistake
from ansible_collections.golive.web.plugins.module_utils._errors import ArtifactError
from ansible_collections.golive.web.plugins.plugin_utils import _spec, _spec_file
from hypothesis import given
from hypothesis import strategies as st

GOOD = "schema: 1\nchecks:\n  - {check: variable, name: A}\n"


def entries(text="", presets=(), checks=()):
    return _spec.entries(list(presets), text, "golive.yml", list(checks), "production")


def refused(text="", presets=(), checks=()):
    with pytest.raises(AnsibleActionFail) as caught:
        entries(text, presets, checks)
    return caught.value.message


@pytest.mark.parametrize("name", _spec_file.presets())
def test_a_preset_is_without_a_mistake(name):
    assert len(entries(presets=[name])) >= 5


def test_presets_are_those_that_the_module_names():
    assert _spec_file.presets() == ["django", "flask", "gunicorn", "laravel", "node", "web"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("schema: 1\nchecks:\n  - check: variable\n    name: A\n    requird: true\n", "golive.yml, line 5: a check of the kind variable has no option"),
        ("schema: 1\nchecks:\n  - {check: reboot}\n\n  - check: service\n    probe:\n      type: tcp\n      hots: a\n", "golive.yml, line 8: a probe has no"),
        ("schema: 1\nchecks:\n  - {check: variable}\n", "golive.yml, line 3: a check of the kind variable needs name"),
        ("schema: 2\n", "Golive.yml, line 1: schema must be 1"),
        ("checks: []\n", "Golive.yml, line 1: schema must be 1"),
        ("schema: 1\nchecks: {}\n", "line 2: checks must be a list"),
        ("schema: 1\nchekcs: []\n", "line 2: it has 'chekcs', but only schema, presets, checks are known"),
        ("schema: 1\nschema: 1\n", "line 2: schema is there twice"),
        ("schema: 1\nchecks: [\n", "it is no YAML"),
        ("- a\n", "must be a dictionary"),
        ("schema: 1\nchecks: [&a {check: variable, name: A}, *a]\n", "line 2: aliases (*a) are not taken"),
        ("schema: 1\nchecks: [!!python/object/apply:os.system [id]]\n", "it is no YAML"),
        ("schema: 1\npresets: [laravle]\n", "There is no preset 'laravle'"),
        ("a" * (_spec_file.MOST_BYTES + 1), "larger than 64 KiB"),
        ("[" * 60_000, "line 1: it is nested more than 20 times"),
        ("- " * 20000, "line 1: it is nested more than 20 times"),
        ("schema: 1\nchecks:\n  - {check: a, a: " + "{a: " * 30, "line 3: it is nested more than 20 times"),
        ("schema: 1\n? [a]\n: 1\n", "line 2: a key must be a text"),
        ("schema: 1\npresets:\n  - [a]\n", "line 3: a preset must be a name"),
        ("schema: 1\nchecks: [!!binary AA==]\n", "it is no YAML"),
        ("schema: 1\nchecks: [{check: variable, name: A, min: .nan}]\n", "line 2: min is nan, but it must be a number"),
        ("schema: 1\nchecks: [{check: service, probe: {type: [tcp]}}]\n", "line 2: probe needs a type"),
        ("schema: 1\nchecks: [{check: service, probe: tcp}]\n", "line 2: probe needs a type"),
        ("schema: 1\nchecks: [{check: setting, name: a, runtime: '${A}'}]\n", "line 2: runtime is '${A}', but it must be one of"),
        ("schema: 1\nchecks: [{check: variable, name: A, severity: '${A}'}]\n", "line 2: severity is '${A}', but it must be one of"),
        ("schema: 1\nchecks:\n  - {check: variable, name: A, user: root}\n", "only the inventory may say"),
        ("schema: 1\nchecks:\n  - check: service\n    probe: {type: command, command: [id]}\n", "line 4: a release has a part in this check, and a probe"),
    ],
)  # fmt: skip
def test_a_mistake_names_the_line(text, words):
    message = refused(text)
    assert words in message and message.endswith("Nothing was changed.")


@given(st.integers(0, 30), st.integers(0, 5))
def test_a_mistake_is_in_the_line_that_is_named_wherever_it_stands(before, blank):
    lines = ["schema: 1", "checks:", *(f"  - {{check: variable, name: A{number}}}" for number in range(before)), *[""] * blank, "  - {check: variable, nam: B}"]
    assert f"golive.yml, line {len(lines)}: " in refused("\n".join(lines))


@given(st.text(max_size=200))
def test_no_text_is_more_than_a_mistake(text):
    try:
        _spec_file.parsed(text, "golive.yml")
    except Mistake as mistake:
        assert mistake.message.startswith("golive.yml")


def test_what_comes_later_lays_itself_over_what_was_before():
    shipped = "schema: 1\npresets: [flask]\nchecks:\n  - {id: flask, severity: low}\n  - {check: variable, name: A, id: a}\n"
    found = {entry.get("id"): entry for entry in entries(shipped, checks=[[{"id": "a", "type": "url"}]])}
    assert found["flask"]["severity"] == "low" and found["flask"]["names"] == ["flask"]
    assert (found["a"]["name"], found["a"]["type"]) == ("A", "url")


TOOL = {"check": "version", "id": "tool", "command": ["/usr/bin/tool"], "min": "1"}


@pytest.mark.parametrize(
    ("shipped", "own", "where"),
    [
        # What the inventory does not say of its own check would be the release's.
        ("{id: tool, folder: /tmp}", {**TOOL, "user": "root"}, "checks[0]: "),
        ("{check: version, id: tool, command: [/tmp/x], min: '1'}", {"id": "tool", "user": "root"}, "checks[0]: "),
        ("{check: version, id: tool, command: [/tmp/x], min: '1', user: root}", {"id": "tool", "severity": "low"}, "checks[0]: "),
        ("{id: q, url: 'redis://a'}", {"check": "service", "id": "q", "probe": {"type": "command", "command": ["id"]}}, "checks[0]: "),
        # An id that nobody says is one, too.
        ("{check: version, runtime: php_cli, command: [/tmp/x]}", {"check": "version", "runtime": "php_cli", "min": "8", "user": "me"}, "checks[0]: "),
        ("{check: service, probe: {type: fastcgi, socket: '${S}', script: /tmp/x.php}}", {}, "golive.yml, line 3: "),
        ("{check: service, probe: {type: mysql, socket: /run/mysqld/mysqld.sock, user: root}}", {}, "golive.yml, line 3: "),
        ("{check: service, probe: {type: tls, host: h, client_cert: /etc/ssl/host.pem, client_key: /etc/ssl/private/host.key}}", {}, "golive.yml, line 3: "),
        ("{check: service, probe: {type: mysql, socket: '${S:-/run/mysqld/mysqld.sock}', user: root}}", {}, "golive.yml, line 3: "),
        ("{check: service, probe: {type: redis}, url: 'unix:///run/other.sock'}", {}, "golive.yml, line 3: "),
        ("{check: service, probe: {type: redis}, url: '${S:-unix:///run/other.sock}'}", {}, "golive.yml, line 3: "),
        ("{check: service, probe: {type: redis}, url: 'un${S:-ix}:///run/other.sock'}", {}, "golive.yml, line 3: "),
        ("{check: service, probe: {type: redis}, url: ' UNIX:///run/other.sock'}", {}, "golive.yml, line 3: "),
    ],
)  # fmt: skip
def test_a_release_has_no_part_in_what_only_the_inventory_may_want(shipped, own, where):
    message = refused(f"schema: 1\nchecks:\n  - {shipped}\n", checks=[[own] if own else []])
    assert message.startswith(f"{where}a release has a part in this check") and "only the inventory may" in message


def test_a_release_may_have_its_services_asked_and_the_inventory_may_want_it_all():
    asked = "{check: service, id: a, url: '${REDIS_URL}', probe: {type: redis}}", "{check: service, id: b, url: 'redis://:${P}@${H:-a}', probe: {type: redis}}"
    assert len(entries(f"schema: 1\nchecks: [{', '.join(asked)}, {{check: service, probe: {{type: redis, socket: '${{S}}'}}}}]\n")) == 3
    own = [{**TOOL, "user": "root"}, {"check": "service", "url": "unix:///run/a", "probe": {"type": "redis"}}]
    assert entries(GOOD, checks=[own])[1:] == own


def test_what_a_release_says_is_no_template_and_stays_plain():
    text = 'schema: 1\nchecks: [{check: variable, name: A, title: "{{ lookup(\'pipe\', \'id\') }}", allowed: [1:30, 1:30.5, 2026-01-01]}]\n'
    (entry,) = entries(text)
    assert entry["title"] == "{{ lookup('pipe', 'id') }}" and entry["allowed"] == ["1:30", "1:30.5", "2026-01-01"]


def test_a_long_number_takes_no_time():
    began = time.process_time()
    entries("schema: 1\nchecks: [{check: variable, name: " + "1:" * 30_000 + "1}]\n")
    assert time.process_time() - began < 10


KEYS = st.sampled_from(["check", "id", "name", "probe", "presets", "checks", "schema", "when", "user", "url"])
ATOMS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5))
NODES = st.recursive(
    st.one_of(ATOMS, st.sampled_from(["variable", "service", "version", "tcp", "${A}", "web"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
)


@given(NODES, NODES)
def test_whatever_a_release_ships_is_checks_or_a_mistake(presets, checks):
    text = yaml.safe_dump({"schema": 1, "presets": presets, "checks": checks})
    try:
        json.dumps(entries(text))
    except AnsibleActionFail as error:
        assert "olive.yml" in error.message or "preset" in error.message


def test_a_mistake_of_the_inventory_says_which_check_it_is():
    assert refused(checks=[[{"check": "variable", "name": "A"}, {"check": "variable"}]]) == (
        "checks[1]: a check of the kind variable needs name. Nothing was changed."
    )


def packed_tar(path, members):
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))


def packed_zip(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def linked_tar(path, kind):
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("./golive.yml")
        member.type, member.linkname = kind, "/etc/passwd"
        archive.addfile(member)


def linked_zip(path, _kind):
    with zipfile.ZipFile(path, "w") as archive:
        member = zipfile.ZipInfo("golive.yml")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")


@pytest.mark.parametrize(("pack", "kind"), [(linked_tar, tarfile.SYMTYPE), (linked_tar, tarfile.LNKTYPE), (linked_zip, None)])
def test_a_link_in_an_archive_is_refused_instead_of_passed_over(pack, kind, tmp_path):
    pack(tmp_path / "a", kind)
    with pytest.raises(ArtifactError, match="is a link"):
        _spec_file.shipped(tmp_path / "a")


@pytest.mark.parametrize("pack", [packed_tar, packed_zip])
def test_an_archive_without_end_is_not_looked_through_to_it(pack, tmp_path, monkeypatch):
    pack(tmp_path / "a", {"zeros": bytes(300_000), "golive.yml": GOOD.encode()})
    assert _spec_file.shipped(tmp_path / "a") == GOOD
    monkeypatch.setattr(_spec_file._Reader, "limits", _tree.Limits(bytes=200_000))
    assert _spec_file.shipped(tmp_path / "a") == ""


def test_a_spec_that_is_too_large_is_read_no_further_and_refused(tmp_path):
    packed_zip(tmp_path / "a", {"golive.yml": b"#" * (_spec_file.MOST_BYTES + 100)})
    text = _spec_file.shipped(tmp_path / "a")
    assert len(text) == _spec_file.MOST_BYTES + 1 and "larger than 64 KiB" in refused(text)


def test_neither_a_pipe_nor_a_folder_holds_it_up(tmp_path):
    os.mkfifo(tmp_path / "golive.yml")
    assert _spec_file.shipped(tmp_path) == ""
    (tmp_path / "golive.yml").unlink()
    (tmp_path / "golive.yml").mkdir()
    with pytest.raises(ArtifactError, match=r"can't be read"):
        _spec_file.shipped(tmp_path)


@pytest.mark.parametrize("pack", [packed_tar, packed_zip])
def test_an_artifacts_spec_is_found_in_an_archive(pack, tmp_path):
    first, second, third = (tmp_path / name for name in ("first", "second", "third"))
    pack(first, {"public/index.php": b"x" * 100_000, "golive.yml": GOOD.encode(), "z": b""})
    pack(second, {"public/index.php": b"x", "public/golive.yml": GOOD.encode()})
    pack(third, {"./golive.yml": GOOD.encode()})
    assert (_spec_file.shipped(first), _spec_file.shipped(second), _spec_file.shipped(third)) == (GOOD, "", GOOD)


def test_an_artifacts_spec_is_found_in_a_folder_and_no_link_is_followed(tmp_path):
    assert _spec_file.shipped(tmp_path) == ""
    (tmp_path / "golive.yml").write_text(GOOD)
    assert _spec_file.shipped(tmp_path) == GOOD
    (tmp_path / "golive.yml").unlink()
    (tmp_path / "golive.yml").symlink_to("/etc/passwd")
    with pytest.raises(ArtifactError, match="is a link"):
        _spec_file.shipped(tmp_path)


def test_what_is_no_text_is_refused(tmp_path):
    (tmp_path / "golive.yml").write_bytes(b"\xff\xfe")
    with pytest.raises(ArtifactError, match="not UTF-8"):
        _spec_file.shipped(tmp_path)


def test_what_is_wrong_with_an_archive_is_for_the_host_to_say(tmp_path):
    packed_tar(tmp_path / "a.tar.gz", {"x": os.urandom(10_000)})
    (tmp_path / "b.tar.gz").write_bytes((tmp_path / "a.tar.gz").read_bytes()[:200])
    (tmp_path / "c.tar.gz").write_bytes(b"no archive")
    assert _spec_file.shipped(tmp_path / "b.tar.gz") == _spec_file.shipped(tmp_path / "c.tar.gz") == ""
