# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io
import struct

import pytest
from ansible_collections.golive.web.plugins.module_utils import _fastcgi
from hypothesis import given
from hypothesis import strategies as st


def record(kind, content, padding=0):
    return struct.pack(">BBHHBB", 1, kind, 1, len(content), padding, 0) + content + b"\0" * padding


def parsed(data, size=7):
    """What the parser returns of I(data) in pieces of I(size) bytes."""
    parser = _fastcgi.answer()
    try:
        next(parser)
        for start in range(0, len(data), size):
            parser.send(data[start : start + size])
        parser.send(b"")
    except StopIteration as done:
        return done.value
    raise AssertionError("the end was not noticed")


def decode_pairs(data):
    stream, pairs = io.BytesIO(data), {}

    def length():
        first = stream.read(1)[0]
        return first if first < 128 else struct.unpack(">I", bytes([first & 0x7F]) + stream.read(3))[0]

    while stream.tell() < len(data):
        key, value = length(), length()
        name = stream.read(key).decode()
        pairs[name] = stream.read(value).decode()
    return pairs


@given(st.dictionaries(st.text(max_size=200), st.text(max_size=300), max_size=5))
def test_the_parameters_arrive_as_they_were_given(params):
    stream = io.BytesIO(_fastcgi.encode_request(params))
    found = {}
    while header := stream.read(8):
        _version, kind, _id, size, padding, _reserved = struct.unpack(">BBHHBB", header)
        content = stream.read(size + padding)
        if kind == 4 and size:
            found = decode_pairs(content[:size])
    assert found == params


@given(st.binary(max_size=500), st.integers(1, 50), st.integers(0, 255))
def test_an_answer_is_put_together_from_its_records(output, size, padding):
    pieces = [output[start : start + size] for start in range(0, len(output), size)]
    assert parsed(b"".join(record(6, piece, padding) for piece in pieces) + record(7, b"oops") + record(3, b"\0" * 8), size) == (output, b"oops")


def test_a_connection_that_breaks_is_an_error():
    with pytest.raises(_fastcgi.FastCGIError, match="closed before"):
        parsed(record(6, b"half")[:-1])


def test_an_answer_without_an_end_is_an_error():
    with pytest.raises(_fastcgi.FastCGIError, match="larger than 1 MiB"):
        parsed(record(6, b"x" * 60000) * 20, 65536)


def test_a_status_and_headers_are_split_from_the_body():
    assert _fastcgi.parse_cgi(b"Status: 503 Gone fishing\r\nX-Release: r1\r\n\r\nbody") == (503, {"x-release": "r1"}, b"body")


def test_an_answer_without_a_status_is_200():
    assert _fastcgi.parse_cgi(b"Content-Type: text/plain\r\n\r\n")[0] == 200


WRONG = (b"nonsense", b"", b" ", b"\xb2", b"99", b"20x")


@pytest.mark.parametrize("output", [b"", b"Primary script unknown", *(b"Status: %b\r\n\r\n" % status for status in WRONG)])
def test_what_is_no_cgi_answer_is_an_error(output):
    with pytest.raises(_fastcgi.FastCGIError):
        _fastcgi.parse_cgi(output)


@given(st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=50), st.integers(0, 9)), max_size=9), st.binary(max_size=60), st.integers(1, 90))
def test_whatever_comes_it_is_an_answer_or_an_error_of_its_own(records, rest, size):
    data = b"".join(record(*one) for one in records) + rest
    try:
        status, headers, body = _fastcgi.parse_cgi(*parsed(data, size))
    except _fastcgi.FastCGIError:
        return
    assert 100 <= status <= 999 and len(body) <= len(data) and all(isinstance(value, str) for value in headers.values())


@given(st.binary(max_size=200))
def test_whatever_is_said_as_cgi_is_split_or_an_error_of_its_own(output):
    for said in (output, b"A: b\r\n" + output + b"\r\n\r\nbody", b"Status: " + output + b"\r\n\r\n"):
        try:
            assert 100 <= _fastcgi.parse_cgi(said)[0] <= 999
        except _fastcgi.FastCGIError as error:
            assert len(str(error)) < 300


def test_records_of_nothing_are_no_answer():
    with pytest.raises(_fastcgi.FastCGIError, match="larger than 1 MiB"):
        parsed(record(6, b"") * 200_000, 65536)
