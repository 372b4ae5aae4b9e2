# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whoever is asked: the time holds, so does the memory, and the reason is right. Each is asked by a process of its own."""

from __future__ import annotations

import concurrent.futures
import contextlib
import socket

import certificates
import hostile_databases
import hostile_http
import hostile_services
import hostile_tls
import measured
import probes
import pytest

_TIMEOUT, _DEADLINE, _SLACK = 0.5, 1.0, 0.1
# What is later by more is so for no busy machine's sake.
_NO_NOISE = 0.5
_MOST_MIB = 64
_AT_ONCE = 6
# A busy machine makes a measurement longer, never shorter, and a reason may be late; so what is not as it has to be is done again, alone, and has more time.
_TRIES = 3


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return certificates.Authority(tmp_path_factory.mktemp("certificates"))


def _said(name, options, seconds):
    """The reason of a probe with I(options), which has I(seconds), where it takes no more than it may; else what it took."""
    found = measured.run([{"name": name, "timeout": seconds, **options}], 2 * seconds)
    message = found.results[name]["message"]
    print(f"{found.seconds - seconds:+.3f} s (idle {found.waited:.3f} s), {found.grown:.1f} MiB: {name}: {message[:100]}")
    assert found.seconds - found.waited < seconds + _NO_NOISE, f"{name}: {found[:3]}"
    return found.results[name]["reason"] if _is_within(found, seconds) else f"{found.seconds:.3f} s ({found.waited:.3f} s of them idle), {found.grown:.1f} MiB"


def _is_within(found, seconds):
    return found.seconds - found.waited <= seconds + _SLACK and found.grown <= _MOST_MIB


def _is_right(case, reason):
    return reason == case.reason or (case.slow and reason == "timeout")


def _wrong(cases, asked):
    """What is said of those of I(cases) of which the right thing is not. I(asked): the options of each."""
    with concurrent.futures.ThreadPoolExecutor(_AT_ONCE) as pool:
        said = dict(zip(cases, pool.map(_said, cases, asked.values(), [_TIMEOUT] * len(cases))))
    for number in range(_TRIES):
        said.update({name: _said(name, asked[name], _TIMEOUT * (number + 1)) for name, case in cases.items() if not _is_right(case, said[name])})
    return {name: said[name] for name, case in cases.items() if not _is_right(case, said[name])}


@contextlib.contextmanager
def _serving(cases, options, serve=lambda case: probes.server(case.script)):
    """The options by which a probe asks each of I(cases)."""
    with contextlib.ExitStack() as stack:
        yield {name: {**options(*stack.enter_context(serve(case))), **case.options} for name, case in cases.items()}


def _check(cases, *how):
    with _serving(cases, *how) as asked:
        assert not _wrong(cases, asked)


def _http(host, port):
    return {"type": "http", "url": f"http://{host}:{port}/", "redirects": 5, "body_matches": ["ready"]}


def _https(authority):
    return lambda host, port: {**_http(host, port), "url": f"https://{host}:{port}/", "server_name": "app.test", "ca_file": str(authority.file)}


def test_over_http():
    _check(hostile_http.PLAIN, _http)


def test_over_https(authority):
    context = authority.context()
    _check(hostile_http.PLAIN, _https(authority), lambda case: probes.server(case.script, context=context))


def test_over_what_ought_to_be_tls(authority):
    _check(hostile_tls.cases(authority), _https(authority))


def _of(kind, **options):
    return lambda host, port: {"type": kind, "host": host, "port": port, **options}


def _promql(host, port):
    return {"type": "promql", "url": f"http://{host}:{port}/", "query": "up", "maximum": 1}


_SERVICES = {
    "fastcgi": (hostile_services.FASTCGI, _of("fastcgi")),
    "mysql": (hostile_databases.MYSQL, _of("mysql")),
    "postgres": (hostile_databases.POSTGRES, _of("postgres")),
    "promql": (hostile_services.PROMQL, _promql),
    "redis": (hostile_databases.REDIS, _of("redis")),
    "tcp": (hostile_services.TCP, _of("tcp", expect="ready")),
}


@pytest.mark.parametrize("kind", _SERVICES)
def test_over_the_protocol_of(kind):
    _check(*_SERVICES[kind])


def test_as_supervisord(tmp_path):
    paths = (str(tmp_path / str(number)) for number in range(1000))
    _check(
        hostile_services.SUPERVISOR,
        lambda *path: {"type": "supervisor", "program": "gigs", "socket": "".join(path)},
        lambda case: probes.server(case.script, family=socket.AF_UNIX, address=next(paths)),
    )


def test_as_a_name_server():
    _check(
        hostile_services.DNS,
        lambda host, port: {"type": "dns", "host": "app.test", "record": "A", "answers": ["192.0.2.1"], "nameserver": host, "port": port},
        hostile_services.name_server,
    )


@pytest.mark.parametrize("kinds", [["http"], sorted(_SERVICES)], ids=["http", "others"])
def test_many_at_once_and_again_until_the_deadline(kinds):
    tables = {"http": (hostile_http.PLAIN, _http), **_SERVICES}
    with contextlib.ExitStack() as stack:
        asked = [
            {"name": f"{kind}, {name}", "timeout": _TIMEOUT, "samples": 1000, **options}
            for kind in kinds
            for name, options in stack.enter_context(_serving(*tables[kind])).items()
        ]
        for _number in range(_TRIES):
            found = measured.run(asked, _DEADLINE, len(asked))
            if _is_within(found, _DEADLINE):
                break
    assert _is_within(found, _DEADLINE), found[:3]
    passed = {name for name, one in found.results.items() if one["status"] == "pass"}
    assert not passed - {f"{kind}, {name}" for kind in kinds for name, case in tables[kind][0].items() if not case.reason}
