# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers that mean harm to those who speak FastCGI, XML-RPC, PromQL, DNS, or nothing in particular."""

from __future__ import annotations

import contextlib
import gzip
import struct

import probes
from hostile import Case, drips, floods, resets, says, silent
from probes import page, reply


def _record(kind, content=b"", padding=0):
    """One of FastCGI (its specification, section 8)."""
    return struct.pack(">BBHHBB", 1, kind, 1, len(content), padding, 0) + content + b"\0" * padding


_OUTPUT, _ERRORS, _UNKNOWN = 6, 7, 99
_FASTCGI = {
    "nothing is said": (silent, "timeout"),
    "a reset": (resets, "reset"),
    "another protocol": (floods(b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"), "protocol"),
    "output without an end": (floods(b"", _record(_OUTPUT, b"X: y\r\n")), "protocol"),
    "errors without an end": (floods(b"", _record(_ERRORS, b"x" * 1000)), "protocol"),
    "records of nothing": (floods(b"", _record(_OUTPUT)), "protocol"),
    "records of nothing, much padded": (floods(b"", _record(_OUTPUT, padding=255)), "protocol"),
    "records that nobody knows": (floods(b"", _record(_UNKNOWN, b"x" * 60000)), "protocol"),
    "a record that drips": (drips(struct.pack(">BBHHBB", 1, _OUTPUT, 1, 65535, 255, 0), b"x"), "timeout"),
    "headers without an end": (says(_record(_OUTPUT, b"X: y\r\n" * 10000) + _record(3, b"\0" * 8)), "protocol"),
}
FASTCGI = {name: Case(*case) for name, case in _FASTCGI.items()}

_XML = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
_BEGIN = b"<?xml version='1.0'?>"
_VALUE = b"<methodResponse><params><param><value><string>"


def _xml(body, **fields):
    return says(page(body, Content_Type="text/xml", **fields))


def _bomb():
    """Entities of entities: a billion of the first."""
    entities = b"".join(b"<!ENTITY e%d '%s'>" % (number, b"&e%d;" % (number - 1) * 10) for number in range(1, 10))
    return _BEGIN + b"<!DOCTYPE x [<!ENTITY e0 'ha'>" + entities + b"]>" + _VALUE + b"&e9;"


def _blow_up():
    """One large entity, many times."""
    return _BEGIN + b"<!DOCTYPE x [<!ENTITY e '" + b"ha" * 4000 + b"'>]>" + _VALUE + b"&e;" * 100_000


_SUPERVISOR = {
    "nothing is said": (silent, "timeout"),
    "a reset": (lambda _connection: None, "reset"),
    "another protocol": (floods(b"", b"+PONG\r\n"), "protocol"),
    "a head without an end": (floods(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), "protocol"),
    "a head that drips": (drips(b"HTTP/1.1 200 OK\r\n", b"x"), "timeout"),
    "interim answers without an end": (floods(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "protocol", {}, True),
    "a text without an end": (floods(_XML + b"\r\n" + _BEGIN + _VALUE, b"x"), "protocol"),
    "lines without an end": (floods(_XML + b"\r\n" + _BEGIN + _VALUE, b"\xe4\xb8\xad\n"), "protocol", {}, True),
    "a text of a terabyte": (floods(_XML + b"Content-Length: 1099511627776\r\n\r\n" + _BEGIN + _VALUE, b"x"), "protocol"),
    "values without an end": (floods(_XML + b"\r\n" + _BEGIN + b"<methodResponse><params>", b"<struct></struct>"), "protocol", {}, True),
    "depth without an end": (floods(_XML + b"\r\n" + _BEGIN, b"<a>"), "protocol", {}, True),
    "lists in lists": (floods(_XML + b"\r\n" + _BEGIN + b"<methodResponse><params>", b"<array><data>"), "protocol", {}, True),
    "attributes without an end": (floods(_XML + b"\r\n" + _BEGIN + b"<methodResponse", b" a=''"), "protocol", {}, True),
    "a text that drips": (drips(_XML + b"\r\n" + _BEGIN + _VALUE, b"x"), "timeout"),
    "a number of many digits": (_xml(_BEGIN + b"<methodResponse><params><param><value><int>" + b"9" * 900_000 + b"</int></value>"), "protocol"),
    "parts without an end": (floods(_XML + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"), "protocol", {}, True),
    "an error without an end": (floods(b"HTTP/1.1 500 no\r\nContent-Length: 9999999999\r\n\r\n", b"x"), "protocol"),
    "a packed bomb": (_xml(gzip.compress(_BEGIN + _VALUE) + gzip.compress(b" " * (4 << 20)) * 25, Content_Encoding="gzip"), "protocol"),
    "a billion laughs": (_xml(_bomb()), "protocol"),
    "an entity that blows up": (_xml(_blow_up()), "protocol"),
}
SUPERVISOR = {name: Case(*case) for name, case in _SUPERVISOR.items()}

_JSON = b'{"status":"success","data":{"resultType":"vector","result":['
_SAMPLE = b'{"metric":{},"value":[1,"1"]},'
_PROMQL = {
    "JSON without an end": (floods(b"HTTP/1.1 200 OK\r\n\r\n" + _JSON, _SAMPLE), "query"),
    "JSON that drips": (drips(b"HTTP/1.1 200 OK\r\n\r\n" + _JSON, b" "), "timeout"),
    "JSON that is deep": (says(page(b'{"status":' + b"[" * 60000)), "json"),
    "many values": (says(page(_JSON + _SAMPLE * 2000 + b'{"metric":{},"value":[1,"1"]}]}}')), "query"),
    "a value of many digits": (says(page(_JSON + b'{"metric":{},"value":[1,"' + b"9" * 60000 + b'"]}]}}')), "value"),
    "an error of many words": (says(page(b'{"status":"error","errorType":"x","error":"' + b"x " * 30000 + b'"}', status=400)), "query"),
}
PROMQL = {name: Case(*case) for name, case in _PROMQL.items()}

_TCP = {
    "nothing is said": (silent, "timeout"),
    "a reset": (resets, "reset"),
    "a text without an end": (floods(b"", b"x", first=False), "body"),
    "a text that drips": (drips(b"", b"x", first=False), "timeout"),
    "a text that no pattern finds an end of": (floods(b"", b"a", first=False), "timeout", {"expect": "(a+)+$b"}),
    "letters that no pattern finds an end of": (drips(b"", b"a", first=False), "timeout", {"expect": "(a+)+$b"}),
}
TCP = {name: Case(*case) for name, case in _TCP.items()}


# A name for another that is the same, and one that goes on where it stands; what is asked for has 14 bytes.
_LOOP = b"\xc0\x0c\0\5\0\1\0\0\0\1\0\2\xc0\x0c"
_TO_ITSELF = b"\1a\xc0\x1c" + b"\0\1\0\1\0\0\0\1\0\4\x7f\0\0\1"
_TRUNCATED = 0x8380


def _many(asked):
    """Some 4,000 records of one long name, which is written once."""
    name = b"\1a" * 120 + b"\0"
    begin = len(asked)
    first = name + b"\0\1\0\1\0\0\0\1\0\4\x7f\0\0\1"
    rest = struct.pack(">H", 0xC000 | begin) + b"\0\1\0\1\0\0\0\1\0\4\x7f\0\0\1"
    return reply(asked, first + rest * 4000, 4001)


def _over_tcp(answer):
    """Says the I(answer) of a question with its length before it."""

    def script(connection):
        said = answer(connection.recv(65536)[2:])
        says(struct.pack(">H", len(said)) + said, first=False)(connection)

    return script


# By name: what is answered to a question over UDP, the script over TCP, the reason, and whether it is slow.
_DNS = {
    "nothing is said": (lambda asked: [], silent, "timeout"),
    "no answer at all": (lambda asked: [b"\0"] * 100, silent, "timeout"),
    "answers of others": (lambda asked: [bytes([asked[0] ^ 1]) + reply(asked)[1:]] * 1000, silent, "timeout"),
    "a name that is itself": (lambda asked: [reply(asked, _LOOP, 1)], silent, "dns"),
    "a name without an end": (lambda asked: [reply(asked, _TO_ITSELF, 1)], silent, "timeout"),
    "more records than there are": (lambda asked: [reply(asked, count=65535)], silent, "timeout"),
    "more over TCP, where nothing is said": (lambda asked: [reply(asked, flags=_TRUNCATED)], silent, "timeout"),
    "more over TCP, which drips": (lambda asked: [reply(asked, flags=_TRUNCATED)], drips(b"\xff\xff", b"x"), "timeout"),
    "more over TCP, without an end": (lambda asked: [reply(asked, flags=_TRUNCATED)], floods(b"", b"x"), "dns"),
    "many records of a long name": (lambda asked: [reply(asked, flags=_TRUNCATED)], _over_tcp(_many), "dns", True),
}
DNS = {name: Case((answers, script), reason, {}, bool(slow)) for name, (answers, script, reason, *slow) in _DNS.items()}


@contextlib.contextmanager
def name_server(case):
    """A name server for I(case), one of C(DNS); gives its address."""
    answers, script = case.script
    # A port that TCP has free for UDP has, as next to nothing else uses that; not the other way round.
    with probes.server(script) as address, probes.name_server(answers, address):
        yield address
