# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import socket
import struct
import threading
import time

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Trouble
from ansible_collections.golive.web.plugins.module_utils._facts import sntp
from hypothesis import given
from hypothesis import strategies as st

QUESTION = b"question"


def stamp(seconds):
    return int((seconds + 2_208_988_800) * 4294967296) & (1 << 64) - 1


def packet(question=QUESTION, at=None, **given):
    """What a server answers at I(at), in seconds since the epoch."""
    at = stamp(time.time() if at is None else at)
    good = {"alarm": 0, "version": 4, "mode": 4, "stratum": 2, "delay": 0, "dispersion": 0, "reference": b"GPS", "originate": question}
    said = {**good, "arrived": at, "left": at, **given}
    flags = said["alarm"] << 6 | said["version"] << 3 | said["mode"]
    rest = (said[name] for name in ("delay", "dispersion", "reference"))
    return struct.pack("!BBbbiI4s8s8sQQ", flags, said["stratum"], 0, 0, *rest, b"", said["originate"], said["arrived"], said["left"])


@pytest.fixture
def server(monkeypatch):
    """Starts a server that sends what a function makes of each packet; returns its port."""
    monkeypatch.setattr(sntp, "_SECONDS", 0.3)
    ends = []

    def serve(*answers):
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.bind(("127.0.0.1", 0))
        one.settimeout(5)

        def work():
            for answer in answers:
                asked, client = one.recvfrom(512)
                assert len(asked) == 48 and asked[0] == 0x23 and asked[1:40] == bytes(39)
                for data in answer(asked[40:48]):
                    one.sendto(data, client)

        thread = threading.Thread(target=work)
        thread.start()
        ends.append((one, thread))
        return one.getsockname()[1]

    yield serve
    for one, thread in ends:
        thread.join(10)
        one.close()


@pytest.mark.parametrize("shift", [0, 5, -5, 3e9, -3e8])
def test_a_server_tells_how_far_the_clock_is_off(server, shift):
    found = sntp.offset({}, "127.0.0.1", server(lambda question: [packet(question, time.time() + shift)]))
    # By the era that is nearest, half of a whole one away at the most.
    assert abs(found.seconds - (shift if abs(shift) < 1 << 31 else shift - (1 << 32))) < 0.1
    assert found.stratum == 2 and 0 <= found.delay < 0.3


def test_after_2036_time_goes_on(server):
    assert sntp.of_answer(packet(at=2_200_000_000), QUESTION, 2_200_000_000, 2_200_000_000).seconds == pytest.approx(0, abs=1e-3)


def test_a_forged_answer_is_passed_over_for_the_true_one(server):
    port = server(lambda question: [packet(b"guessed!", time.time() + 1000), b"", packet(question)])
    assert abs(sntp.offset({}, "127.0.0.1", port).seconds) < 0.1


def test_a_lost_datagram_is_sent_again(server):
    assert abs(sntp.offset({}, "127.0.0.1", server(lambda _question: [], lambda question: [packet(question)])).seconds) < 0.1


def test_a_late_answer_to_the_first_question_is_not_for_the_second(server):
    kept = []

    def late(question):
        return [packet(kept[0], time.time() + 1000), packet(question)]

    found = sntp.offset({}, "127.0.0.1", server(lambda question: kept.append(question) or [], late))
    assert abs(found.seconds) < 0.1


def test_who_only_forges_is_not_heard(server):
    port = server(*[lambda _question: [packet(b"guessed!")]] * 3)
    assert checks.trouble(sntp.offset, {}, "127.0.0.1", port).reason == "timeout"


def test_where_nobody_is_that_is_an_error_and_not_a_wrong_clock():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    trouble = checks.trouble(sntp.offset, {}, "127.0.0.1", port)
    assert (trouble.outcome, trouble.reason) == ("error", "refused")
    assert checks.trouble(sntp.offset, {}, "nobody.invalid", 123).reason == "dns"


@pytest.mark.parametrize("given, reason", [
    ({"mode": 3}, "protocol"), ({"mode": 5}, "protocol"), ({"version": 2}, "protocol"), ({"version": 5}, "protocol"), ({"originate": bytes(8)}, "protocol"),
    ({"stratum": 0, "reference": b"RATE"}, "unavailable"), ({"stratum": 16}, "unavailable"), ({"alarm": 3}, "unavailable"),
    ({"delay": -1}, "unavailable"), ({"delay": 1 << 16}, "unavailable"), ({"dispersion": 1 << 16}, "unavailable"),
    ({"arrived": 0}, "protocol"), ({"left": 0}, "protocol"), ({"arrived": 2, "left": 1}, "protocol"),
])  # fmt: skip
def test_an_answer_that_can_not_be_trusted_is_refused(given, reason):
    trouble = checks.trouble(sntp.of_answer, packet(**given), QUESTION, time.time(), time.time())
    assert (trouble.outcome, trouble.reason) == ("error", reason)


def test_who_is_sent_away_is_told_how():
    assert "(RATE)" in checks.trouble(sntp.of_answer, packet(stratum=0, reference=b"RATE"), QUESTION, 0, 0).message
    assert "(without a word)" in checks.trouble(sntp.of_answer, packet(stratum=0, reference=b"\0\xff\n\1"), QUESTION, 0, 0).message


def test_a_short_answer_is_none():
    assert checks.trouble(sntp.of_answer, packet()[:47], QUESTION, 0, 0).reason == "protocol"


@given(st.binary(max_size=100), st.integers(0, 1 << 33), st.floats(0, 10))
def test_whatever_comes_is_an_offset_within_an_era_or_trouble(data, sent, took):
    try:
        found = sntp.of_answer(data[:24] + QUESTION + data[24:], QUESTION, sent, sent + took)
    except Trouble as trouble:
        assert trouble.reason in ("protocol", "unavailable")
    else:
        assert abs(found.seconds) <= 1 << 32 and found.delay >= 0
