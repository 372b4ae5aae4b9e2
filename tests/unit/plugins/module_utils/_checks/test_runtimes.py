# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils._checks.runtimes import RUNTIMES, Where, fact
from ansible_collections.golive.web.plugins.module_utils._facts.sources import SOURCES
from checks import mistake, ready


def test_each_runtime_has_a_source_of_its_name():
    assert set(RUNTIMES) | {"said"} <= set(SOURCES)


def test_checks_of_a_runtime_ask_it_once_whatever_they_are_for():
    where = {"runtime": "php_fpm", "socket": "/run/x.sock"}
    checks = [
        ready(check="setting", name="memory_limit", min="128M", **where),
        ready(check="setting", name="expose_php", allowed=["off"], **where),
        ready(check="extension", names=["redis"], **where),
        ready(check="version", min="8.2", **where),
    ]
    assert {fact(check) for check in checks} == {("php_fpm", Where(socket="/run/x.sock"))}


def test_a_command_takes_the_place_of_the_runtimes_own():
    assert fact(ready(check="version", runtime="python", min="3"))[1].command == ("python3",)
    assert fact(ready(check="version", runtime="python", min="3", command=[".venv/bin/python"]))[1].command == (".venv/bin/python",)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"runtime": "php_fpm", "command": ["php"]}, "php_fpm is not reached by command, but by socket, host, port"),
        ({"runtime": "python", "socket": "/run/x"}, "python is not reached by socket, but by command, folder, user"),
        ({"command": ["nginx", "-v"], "port": 80}, "a program is not reached by port, but by command, folder, user"),
        ({"runtime": "php_fpm", "host": "127.0.0.1"}, "it takes either a socket, or a host and a port"),
        ({"runtime": "php_fpm", "host": "127.0.0.1", "port": 9000, "socket": "/run/x"}, "it takes either a socket, or a host and a port"),
        ({"runtime": "python", "command": [""]}, "a command is made of words that are not empty"),
        ({"runtime": "gunicorn"}, "runtime is 'gunicorn', but it must be one of django, laravel, node, php_cli, php_fpm, python"),
    ],
)
def test_what_does_not_say_where_a_runtime_is_is_refused(options, message):
    assert mistake(check="version", min="1", **options) == message
