# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import shutil
import sys

import pytest
from ansible_collections.golive.web.plugins.module_utils._checks.runtimes import Where
from ansible_collections.golive.web.plugins.module_utils._facts import laravel, node, php, python, said
from checks import trouble

PATH = {"PATH": os.environ["PATH"]}
PYTHON, NODE, PHP = Where(command=(sys.executable,)), Where(command=("node",)), Where(command=("php",))
WITH_PHP = pytest.mark.skipif(not shutil.which("php"), reason="there is no PHP here")


def test_python_tells_its_flags_and_its_distributions():
    told = python.interpreter({"PYTHONOPTIMIZE": "2"}, PYTHON)
    assert told.version == ".".join(map(str, sys.version_info[:3]))
    assert told.settings["optimize"] == "2" and told.settings["dev_mode"] == "false"
    assert told.extensions["pytest"] == pytest.__version__


def test_what_a_release_itself_has_comes_before_what_is_installed(tmp_path):
    folder = tmp_path / "pytest-0.1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Name: pytest\nVersion: 0.1\n")
    assert python.interpreter({}, PYTHON._replace(folder=str(tmp_path))).extensions["pytest"] == "0.1"


def test_node_tells_its_heap_its_flags_and_its_environment():
    told = node.interpreter({**PATH, "NODE_ENV": "production"}, Where(command=("node", "--max-old-space-size=300")))
    assert told.settings["NODE_ENV"] == "production" and told.settings["execArgv"] == ["--max-old-space-size=300"]
    assert 300 << 20 <= int(told.settings["heap_size_limit"]) < 500 << 20
    assert told.version == told.settings["versions.node"]
    assert "NODE_ENV" not in node.interpreter(PATH, NODE).settings


def test_node_tells_the_modules_that_are_found_from_a_folder_the_nearest_of_a_name(tmp_path):
    for folder, version in (("node_modules/pg", "7.0.0"), ("app/node_modules/pg", "8.1.0"), ("node_modules/@scope/one", "1.0.0")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "package.json").write_text(json.dumps({"version": version}))
    (tmp_path / "app/node_modules/broken").mkdir()
    (tmp_path / "app/node_modules/broken/package.json").write_text("{")
    found = node.interpreter(PATH, NODE._replace(folder=str(tmp_path / "app"))).extensions
    assert found["pg"] == "8.1.0" and found["@scope/one"] == "1.0.0" and "broken" not in found


@WITH_PHP
def test_php_tells_its_settings_and_its_extensions():
    told = php.cli(PATH, PHP._replace(command=("php", "-d", "memory_limit=96M", "-d", "display_errors=off")))
    assert told.settings["memory_limit"] == "96M" and told.settings["display_errors"] in ("", "0")
    assert told.version.count(".") == 2 and told.extensions["json"] == told.version


@WITH_PHP
def test_a_folder_without_laravel_is_told_so(tmp_path):
    found = trouble(laravel.configuration, PATH, PHP._replace(folder=str(tmp_path)))
    assert found.message == f"php ended with 1 ({tmp_path} is no release of Laravel)"


@WITH_PHP
def test_laravel_is_booted_as_artisan_boots_it_and_what_it_throws_is_told(tmp_path):
    (tmp_path / "vendor").mkdir()
    (tmp_path / "bootstrap").mkdir()
    (tmp_path / "vendor/autoload.php").write_text("<?php echo 'Deprecated: noise';")
    (tmp_path / "bootstrap/app.php").write_text(
        """<?php
        return new class {
            function make($what) { return $what == 'config' ? $this : ($what == 'Illuminate\\\\Contracts\\\\Console\\\\Kernel' ? $this : null); }
            function bootstrap() { if (getenv('BREAK')) { throw new LogicException('no key'); } $this->booted = true; }
            function version() { return '11.2'; }
            function all() { return ['app' => ['debug' => !$this->booted, 'key' => "\\xff"], 'closure' => function () {}]; }
            public $booted = false;
        };"""
    )
    where = PHP._replace(folder=str(tmp_path))
    told = laravel.configuration(PATH, where)
    assert told.version == "11.2" and told.settings["app.debug"] == "false" and told.settings["app.key"] == "\ufffd"
    assert trouble(laravel.configuration, {**PATH, "BREAK": "1"}, where).message == "php ended with 1 (LogicException: no key)"


def program(tmp_path, script):
    path = tmp_path / "program"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return Where(command=(str(path),))


def test_gunicorns_configuration_is_read_as_it_prints_it_whatever_becomes_of_the_application(tmp_path):
    where = program(
        tmp_path,
        """[ "$1" = --print-config ] || exit 3
        cat <<'END'
access_log_format                 = %(h)s "%(r)s"
bind                              = ['127.0.0.1:8000', 'unix:/run/x.sock']
certfile                          = None
post_fork                         = <Postfork.post_fork()>
raw_env                           = []
reload                            = False
timeout                           = 30
worker_class                      = sync
END
        echo 'ModuleNotFoundError: no application' >&2; exit 1""",
    )
    assert python.gunicorn({}, where).settings == {
        "access_log_format": '%(h)s "%(r)s"', "bind": ["127.0.0.1:8000", "unix:/run/x.sock"], "certfile": "", "post_fork": "<Postfork.post_fork()>",
        "raw_env": [], "reload": "false", "timeout": "30", "worker_class": "sync",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo 'Error: no such option' >&2; exit 2", "ended with 2 (Error: no such option)"),
        ("echo hello", "prints no configuration of gunicorn"),
    ],
)
def test_what_is_no_gunicorn_says_so(tmp_path, script, message):
    found = trouble(python.gunicorn, {}, program(tmp_path, script))
    assert found.reason == "tool" and found.message.endswith(message)


def test_a_program_is_heard_wherever_it_speaks_and_not_believed_where_it_fails(tmp_path):
    assert "nginx/1.26" in said.said({}, program(tmp_path, "echo nginx/1.26 >&2"))
    assert trouble(said.said, {}, program(tmp_path, "echo 9.9; exit 1")).reason == "tool"


@pytest.mark.parametrize(("source", "where"), [(python.interpreter, PYTHON), (node.interpreter, NODE), (python.django, PYTHON)])
def test_a_program_that_is_another_one_tells_nothing(source, where):
    assert trouble(source, {}, where._replace(command=("true",))).message == "true does not tell what it is asked"
