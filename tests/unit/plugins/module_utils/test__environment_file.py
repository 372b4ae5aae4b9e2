# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import shlex
import subprocess

import pytest
from ansible_collections.golive.web.plugins.module_utils._environment_file import parse, render
from ansible_collections.golive.web.plugins.module_utils._errors import EnvironmentFileError
from hypothesis import given, settings
from hypothesis import strategies as st

NAMES = st.from_regex(r"\A[A-Za-z_][A-Za-z0-9_]{0,20}\Z").filter(lambda name: not name.startswith(("GOLIVE_", "LD_")))
VALUES = st.text(st.characters(blacklist_characters="\0", blacklist_categories=("Cs",)), max_size=60)


@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_what_is_rendered_is_parsed_again(environment):
    assert parse(render(environment)) == environment


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(st.sampled_from(["A1", "B1", "C1"]), VALUES, min_size=1))
def test_a_shell_reads_the_same_values(environment):
    script = render(environment) + "".join(f"printf '%s\\0' \"${name}\"\n" for name in sorted(environment))
    done = subprocess.run(["sh", "-s"], input=script.encode(), stdout=subprocess.PIPE, check=True, env={})
    assert done.stdout.decode().split("\0")[:-1] == [environment[name] for name in sorted(environment)]


def test_entries_are_sorted_and_of_plain_types():
    assert render({"B": True, "A": 3, "C": False, "D": "it's\n$x"}) == "A='3'\nB='true'\nC='false'\nD='it'\"'\"'s\n$x'\n"
    assert render({}) == ""


@pytest.mark.parametrize("name", ["", "1A", "A-B", "A B", "A=B", "A\n", "É", 3, None, "GOLIVE_RELEASE", "LD_PRELOAD"])
def test_names_that_are_wrong_or_reserved_are_refused(name):
    with pytest.raises(EnvironmentFileError, match="environment cannot be written"):
        render({name: "x"})


@pytest.mark.parametrize("value", ["hush\0hush", "hush\ud800", ["hush"], {"hush": "hush"}, b"hush", None, 1.5])
def test_values_that_are_wrong_are_refused_without_being_shown(value):
    with pytest.raises(EnvironmentFileError) as caught:
        render({"PASSWORD": value})
    assert "PASSWORD" in str(caught.value)
    assert "hush" not in str(caught.value) + str(caught.value.details)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__ is (caught.value.__context__ is not None)


def test_files_written_by_hand_are_understood():
    text = "# a comment\n\n  A=1  \r\nB=\"x y\"\nC='a'b\\ c#d\nD=\n\t# 'another\nE='last'"
    assert parse(text) == {"A": "1", "B": "x y", "C": "ab c#d", "D": "", "E": "last"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A='1'\nhush\n", 2),
        ("A='1\n2'\nB='hush\n", 3),
        ("A='1' hush\n", 1),
        ("# x\n\nexport A='hush'\n", 3),
        ("1A='hush'\n", 1),
        ("A='hush'\nB='1'\nA='hush'\n", 3),
        ("A=hush\\", 1),
    ],
)
def test_what_cannot_be_parsed_is_named_by_line_and_not_shown(text, line):
    with pytest.raises(EnvironmentFileError, match=f"^Line {line} ") as caught:
        parse(text)
    assert caught.value.details == {"line": line}
    assert "hush" not in str(caught.value)


def test_a_quotation_without_end_takes_no_quadratic_time():
    with pytest.raises(EnvironmentFileError):
        parse("A='" + "x\n" * 200_000)


@given(st.text(max_size=40))
def test_any_text_is_parsed_or_refused(text):
    try:
        environment = parse(text)
    except EnvironmentFileError:
        return
    assert all("=" not in name for name in environment)


def test_values_are_quoted_as_shlex_does():
    assert render({"A": "a b"}) == f"A={shlex.quote('a b')}\n"
