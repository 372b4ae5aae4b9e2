# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils._checks.kind import ERROR, FAIL, PASS, Trouble
from ansible_collections.golive.web.plugins.module_utils._facts.telling import Told
from checks import judged, mistake


def runtime(version, **options):
    return judged(Told(version=version), check="version", runtime="php_cli", **options)[:4]


def program(text, **options):
    return judged(text, check="version", command=["/usr/sbin/nginx", "-v"], **options)[:4]


def test_a_runtime_is_new_enough_and_not_too_new():
    assert runtime("8.2.29", min="8.2") == (PASS, "", "8.2.29", "")
    assert runtime("8.1.29", min="8.2", below="9") == (FAIL, "version", "8.1.29", "at least 8.2 and below 9")
    assert runtime("9.0.0", min="8.2", below="9")[1] == "version"


def test_a_program_says_its_version_somewhere():
    assert program("nginx version: nginx/1.26.3\n", min="1.26")[0] == PASS
    assert program("\nbuilt on 2024\nwith OpenSSL 3.0.15\n", pattern=r"OpenSSL ([\d.]+)", min="3.0.15")[0] == PASS
    assert program("a 9.9\nwith OpenSSL 1.1.1\n", pattern=r"OpenSSL \S+", min="3") == (FAIL, "version", "1.1.1", "at least 3")


@pytest.mark.parametrize("options", [{}, {"pattern": "OpenSSL (x)?"}, {"pattern": "(a+)+$"}])
def test_what_says_no_version_can_not_be_judged(options):
    with pytest.raises(Trouble) as caught:
        program("a" * 380 + "!\nOpenSSL\n", min="1", **options)
    assert (caught.value.reason, caught.value.outcome, caught.value.message) == ("tool", ERROR, "nginx does not tell its version")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min": "1"}, "it needs a runtime, or a command that tells the version"),
        ({"runtime": "node"}, "it needs min or below"),
        ({"runtime": "node", "min": "1", "pattern": "x"}, "pattern is for what a command says"),
        ({"runtime": "node", "min": 3.10}, 'min is 3.1, but it must be a version in quotes, such as "8.2"'),
    ],
)
def test_what_can_not_be_meant_is_refused(options, message):
    assert mistake(check="version", **options) == message
