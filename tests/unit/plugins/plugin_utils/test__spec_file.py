# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io
import os
import tarfile
import zipfile

import pytest
from ansible.errors import AnsibleActionFail
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
        ("[" * 20000, "line 1: it is nested more than 20 times"),
        ("- " * 20000, "line 1: it is nested more than 20 times"),
        ("schema: 1\nchecks:\n  - {check: variable, name: A, user: root}\n", "only the inventory may say"),
        ("schema: 1\nchecks:\n  - check: service\n    probe: {type: command, command: [id]}\n", "line 4: a probe of the type command acts on the host"),
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
