# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils import _http
from hypothesis import given
from hypothesis import strategies as st

HEAD = b"HTTP/1.1 200 OK\r\nX-Release: 1-a-b\r\n"


class Peer:
    """A socket to whom comes I(answer), in pieces of I(size) bytes; C(asked) is what was sent."""

    def __init__(self, answer, size=7):
        self.pieces = [answer[start : start + size] for start in range(0, len(answer), size)]
        self.asked = b""

    def sendall(self, data):
        self.asked += data

    def recv(self, _most):
        return self.pieces.pop(0) if self.pieces else b""


def get(answer, most=1000, size=7, path="/up", headers=None):
    return _http.ask(Peer(answer, size), "GET", path, headers or {"Host": "app.test"}, most)


def chunked(parts):
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts if part) + b"0\r\n\r\n"


def test_the_request_is_as_a_server_expects_it():
    peer = Peer(HEAD + b"\r\n")
    _http.ask(peer, "GET", "/up?deep=1", {"Host": "app.test", "Accept": "*/*"}, 9)
    assert peer.asked == b"GET /up?deep=1 HTTP/1.1\r\nHost: app.test\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("method", "body", "length"), [("GET", b"", b""), ("PUT", b"", b"Content-Length: 0\r\n"), ("POST", b"abc", b"Content-Length: 3\r\n")]
)
def test_a_body_is_sent_with_its_length(method, body, length):
    told = b"%s /up HTTP/1.1\r\nHost: app.test\r\nAccept-Encoding: identity\r\nConnection: close\r\n%s\r\n%s" % (method.encode(), length, body)
    assert _http.request(method, "/up", {"Host": "app.test"}, body) == told


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        *[(path, {}) for path in ("/a b", "/a\r\nHost: other", "/\xe4", "/\x7f")],
        *[("/", headers) for headers in ({"Host": "a\r\nX: y"}, {"Host": "\xe4"}, {"X Y": "1"}, {"": "1"})],
    ],
)
def test_nothing_gets_into_a_request_that_would_change_it(path, headers):
    peer = Peer(HEAD + b"\r\n")
    with pytest.raises(_http.HTTPError, match="'(Host|X Y|)' has characters" if headers else "can't be asked for"):
        _http.ask(peer, "GET", path, headers, 9)
    assert peer.asked == b""


@given(st.binary(max_size=300), st.integers(1, 400), st.integers(0, 400))
def test_a_body_is_read_as_long_as_the_head_says(body, size, most):
    told = HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body + b"more than that"
    assert get(told, most, size) == (200, {"x-release": "1-a-b", "content-length": str(len(body))}, body[:most])
    assert get(HEAD + b"\r\n" + body, most, size)[2] == body[:most]


@given(st.lists(st.binary(max_size=60), max_size=6), st.integers(1, 400), st.integers(0, 400))
def test_a_body_in_chunks_is_put_together(parts, size, most):
    assert get(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(parts), most, size)[2] == b"".join(parts)[:most]


@given(st.binary(max_size=400), st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", HEAD + b"Transfer-Encoding: chunked\r\n\r\n"]), st.integers(1, 100))
def test_whatever_comes_is_an_answer_or_an_error_of_the_connection(data, before, size):
    try:
        status, _headers, body = get(before + data, 50, size)
    except OSError:
        return
    assert 200 <= status <= 999 and len(body) <= 50


def outcome(data, size):
    try:
        return get(data, 50, size)
    except OSError as error:
        return str(error)


WORDS = (b"HTTP/1.1 200 OK", b"\r\n", b"\n", b"Content-Length: 3", b"Transfer-Encoding: chunked", b"3", b"abc", b"0", b";x", b": ", b" y")


@given(st.lists(st.sampled_from(WORDS)))
def test_how_it_is_cut_changes_nothing(words):
    data = b"HTTP/1.1 200 OK\r\n" + b"".join(words)
    assert outcome(data, 1) == outcome(data, 3) == outcome(data, 1000)


def test_what_is_said_on_the_way_is_no_answer():
    assert get(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + HEAD + b"\r\nyes")[::2] == (200, b"yes")


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_without_a_body_is_not_waited_for(status):
    assert get(b"HTTP/1.1 %d \r\nContent-Length: 5\r\n\r\n" % status) == (status, {"content-length": "5"}, b"")


def test_a_field_that_is_there_twice_says_both():
    assert get(b"HTTP/1.0 200\r\nX-Release: a\r\nx-release:b\r\n\r\n")[1] == {"x-release": "a, b"}


def test_a_field_may_go_on_in_the_next_line():
    assert get(b"HTTP/1.0 200\r\nX-Release: a\r\n\t b\r\n c\r\nX: y\r\n\r\n")[1] == {"x-release": "a b c", "x": "y"}


def test_a_length_may_be_told_twice():
    assert get(HEAD + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabcd")[2] == b"abc"


@pytest.mark.parametrize(("size", "count"), [(1, 20_000), (20, 15_000)])
def test_small_chunks_are_not_charged_to_the_head(size, count):
    body = b"x" * size * count
    assert get(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + (b"%x\r\n%s\r\n" % (size, b"x" * size)) * count + b"0\r\n\r\n", len(body), 65536)[2] == body


def test_chunks_may_have_extensions_and_count_more_than_a_length():
    told = HEAD + b"Content-Length: 1\r\nTransfer-Encoding: Chunked\r\n\r\n3;a=b\r\nabc\r\n0;last\r\nTrailer: x\r\n\r\n"
    assert get(told)[2] == b"abc"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "closed the connection without an answer"),
        (b"HTTP/1.1 20", "closed before the answer was complete"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "no HTTP"),
        (b"HTTP/1.1 2OO OK\r\n\r\n", "no HTTP"),
        (b"HTTP/1.1 099 OK\r\n\r\n", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", "is no field: 'nonsense'"),
        (HEAD + b"Content-Length: 5\r\n\r\nabc", "closed before the answer was complete"),
        (HEAD + b"Content-Length: -5\r\n\r\nabc", "length is '-5'"),
        (HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", "length is '3, 4'"),
        (HEAD + b"Content-Length: \xb2\r\n\r\nabc", "length is"),
        (HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n", "nobody asked for"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", "the length of a part of the answer is '-1'"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 16 + b"\r\n", "the length of a part"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n", "longer than it said"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc", "closed before the answer was complete"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000, "head is larger than 64 KiB"),
        (b"HTTP/1.1 200 " + b"x" * 100_000, "head is larger than 64 KiB"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000, "head is larger than 64 KiB"),
        (HEAD + b"\tfolded\r\n" * 20_000, "head is larger than 64 KiB"),
        (b"HTTP/1.1 200 OK\r\n folded\r\n\r\n", "is no field: ' folded'"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", "closed before the answer was complete"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"x" * 80_000 + b"\r\n", "between the parts of the answer is larger than 71 KiB"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + (b"1;" + b"y" * 99 + b"\r\nx\r\n") * 1000, "between the parts of the answer is larger than 71 KiB"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx" + b"y" * 80_000, "between the parts of the answer is larger than 71 KiB"),
    ],
)
def test_what_is_no_answer_says_so_in_a_clause(answer, words):
    with pytest.raises(_http.HTTPError, match=words) as refused:
        get(answer, size=5000)
    assert len(str(refused.value)) < 200
