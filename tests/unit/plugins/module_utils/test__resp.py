# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils import _resp
from hypothesis import given
from hypothesis import strategies as st


def parsed(*pieces):
    """What the parser makes of I(pieces), after which the connection ends."""
    parser = _resp.reply()
    next(parser)
    try:
        for piece in pieces:
            parser.send(piece)
        parser.send(b"")
    except StopIteration as done:
        return done.value
    raise AssertionError("the end was not noticed")


@pytest.mark.parametrize(
    "reply, value",
    [
        (b"+PONG\r\n", "PONG"), (b":-3\r\n", -3), (b"$5\r\na\r\nbc\r\n", "a\r\nbc"), (b"$0\r\n\r\n", ""), (b"$-1\r\n", None), (b"$1\r\n\xff\r\n", "\ufffd"),
    ],
)  # fmt: skip
def test_a_reply_is_what_it_says(reply, value):
    assert parsed(reply) == value
    assert parsed(*(reply[at : at + 1] for at in range(len(reply)))) == value


def test_an_error_is_a_refusal():
    with pytest.raises(_resp.Refusal) as caught:
        parsed(b"-WRONGPASS invalid username-password pair\r\n")
    assert (caught.value.code, caught.value.text) == ("WRONGPASS", "WRONGPASS invalid username-password pair")


@pytest.mark.parametrize(
    "pieces, words",
    [
        ((), "without a reply"),
        ((b"+PON",), "before the reply was complete"),
        ((b"$5\r\nab",), "before the reply was complete"),
        ((b"$5\r\n",), "before the reply was complete"),
        ((b"HTTP/1.1 400 Bad Request\r\n",), "no reply of Redis: 'HTTP/1.1 400 Bad Request'"),
        ((b"x" * 5000,), "no reply of Redis"),
        ((b"+" + b"x" * 5000,), "longer than 4 KiB"),
        ((b"+" + b"x" * 5000 + b"\r\n",), "longer than 4 KiB"),
        ((b"$65537\r\n",), "has the length 65537"),
        ((b"$-2\r\n",), "has the length -2"),
        ((b"$9999999999999999999999\r\n",), "a number is"),
        ((b":1_0\r\n",), "a number is '1_0'"),
        ((b"$1\r\nab\r\n",), "longer than it said"),
        ((b"+PONG\r\n+PONG\r\n",), "more came back"),
        ((b"$1\r\na\r\n+OK\r\n",), "more came back"),
        ((b"-ERR\r\n+OK\r\n",), "more came back"),
        ((b"*1\r\n+PONG\r\n",), "no reply of Redis"),
        ((b"\r\n",), "no reply of Redis"),
    ],
)
def test_what_is_no_reply_is_refused(pieces, words):
    with pytest.raises(_resp.RESPError, match=words):
        parsed(*pieces)


@given(st.binary(max_size=200), st.integers(1, 50))
def test_whatever_comes_it_ends(data, size):
    try:
        parsed(*(data[at : at + size] for at in range(0, len(data), size)))
    except (_resp.RESPError, _resp.Refusal):
        pass


@given(st.text(), st.integers(1, 50))
def test_any_text_comes_back(text, size):
    data = b"$%d\r\n%s\r\n" % (len(text.encode()), text.encode())
    assert parsed(*(data[at : at + size] for at in range(0, len(data), size))) == text


def test_what_is_held_is_bounded():
    parser = _resp.reply()
    next(parser)
    with pytest.raises(_resp.RESPError):
        for _number in range(100):
            parser.send(b"+" * 1000)


def test_a_command_says_how_long_its_words_are():
    assert _resp.command("SET", "kä", "a\r\nb") == b"*3\r\n$3\r\nSET\r\n$3\r\nk\xc3\xa4\r\n$4\r\na\r\nb\r\n"
