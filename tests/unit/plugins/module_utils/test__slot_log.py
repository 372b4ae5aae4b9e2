# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils import _slot_log
from ansible_collections.golive.web.plugins.module_utils._layout import Layout

FORMER = "the former release's secret\n"


@pytest.fixture
def log(tmp_path, monkeypatch):
    monkeypatch.setattr(_slot_log, "_LOGS", str(tmp_path))
    (tmp_path / "gigs").mkdir()
    return tmp_path / "gigs" / "blue.log"


def said(mark, mask=str, longest=0):
    return _slot_log.since(mark, mask, longest)


def mark():
    return _slot_log.mark(Layout("gigs"), "blue")


def test_only_what_was_said_since_is_shown(log):
    log.write_text(FORMER)
    then = mark()
    assert said(then) == ""
    with log.open("a") as file:
        file.write("new words\n")
    assert said(then) == "new words\n"


@pytest.mark.parametrize("length", [1, 1000], ids=["shorter", "longer"])
def test_of_a_log_that_was_rotated_the_new_one_is_read_from_its_beginning(log, length):
    log.write_text(FORMER)
    then = mark()
    log.rename(log.with_suffix(".1"))
    log.write_text("n" * length)
    assert said(then) == "n" * length


def test_of_a_log_that_was_emptied_all_is_new(log):
    log.write_text(FORMER)
    then = mark()
    log.write_text("new")
    assert said(then) == "new"


def test_of_a_log_that_was_not_there_all_is_new(log):
    then = mark()
    assert said(then) == ""
    log.write_text("first words")
    assert said(then) == "first words"


def test_of_a_long_log_the_end_is_shown_without_the_rest_of_a_secret_that_was_cut(log):
    secret = "s3cret" * 50
    log.write_text(FORMER)
    then = mark()
    for before in range(0, 700, 7):
        log.write_text(FORMER + "x" * before + secret + "y" * 4096 + "end")
        shown = said(then, lambda text: text.replace(secret, "****"), len(secret))
        assert shown.endswith("y" * 3000 + "end") and "s3cret" not in shown
        assert len(shown) < 5000
