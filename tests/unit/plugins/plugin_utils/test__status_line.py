# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io
import os
import types

import pytest
from ansible_collections.golive.web.plugins.plugin_utils import _status_line


class Stream(io.StringIO):
    """A terminal of 20 columns, or none."""

    def __init__(self, is_terminal):
        super().__init__()
        self.isatty = lambda: is_terminal

    def fileno(self):
        return 1


@pytest.fixture
def columns(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(_status_line.os, "get_terminal_size", lambda _descriptor: os.terminal_size((20, 5)))


def line(is_terminal=True):
    stream = Stream(is_terminal)
    display = types.SimpleNamespace(display=lambda text, **_more: stream.write(text + "\n"))
    return _status_line.StatusLine(display, stream), stream, display


def test_it_gives_way_to_whatever_is_written(columns):
    status, stream, display = line()
    status.draw("at work")
    display.display("a warning", color="red")
    display.display("another")
    assert stream.getvalue() == "\r\x1b[Kat work\r\x1b[Ka warning\nanother\n"


def test_it_is_drawn_again_only_where_it_changed(columns):
    status, stream, _display = line()
    status.draw("at work")
    status.draw("at work")
    status.erase()
    status.erase()
    assert stream.getvalue() == "\r\x1b[Kat work\r\x1b[K"


def test_it_never_takes_a_second_line(columns):
    status, stream, _display = line()
    status.draw("0123456789012345678901234567890")
    assert stream.getvalue() == "\r\x1b[K0123456789012345678"


def test_wide_letters_take_two_columns():
    assert _status_line.cut("東京x", 4) == "東京"
    assert _status_line.cut("東京x", 3) == "東"


@pytest.mark.parametrize(("is_terminal", "term"), [(False, "xterm"), (True, "dumb")])
def test_where_no_line_can_be_erased_there_is_none(columns, monkeypatch, is_terminal, term):
    monkeypatch.setenv("TERM", term)
    status, stream, display = line(is_terminal)
    status.draw("at work")
    display.display("text")
    assert stream.getvalue() == "text\n"
