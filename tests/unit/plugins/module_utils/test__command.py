# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils import _command

RUBY = """config.ru:3:in `block in <main>': broken on purpose (RuntimeError)
\tfrom /usr/share/gems/rack/builder.rb:97:in `load_file'
\tfrom /usr/share/gems/rack/builder.rb:67:in `parse_file'
\tfrom -e:1:in `<main>'
"""
NODE = """Error: broken on purpose
    at Object.<anonymous> (/srv/gigs/live/server.js:3:7)
    at Module._compile (node:internal/modules/cjs/loader:1364:14)
    at node:internal/main/run_main_module:28:49
"""
PHP = """PHP Fatal error:  Uncaught Exception: broken on purpose in /srv/gigs/live/public/index.php:3
Stack trace:
#0 /srv/gigs/live/public/index.php(7): start()
#1 /srv/gigs/live/public/index.php(9): boot()
#2 {main}
"""
PYTHON = """Traceback (most recent call last):
  File "app.py", line 3, in <module>
    raise RuntimeError("broken on purpose")
RuntimeError: broken on purpose
"""


@pytest.mark.parametrize("said", [RUBY, NODE, PHP, PYTHON], ids=["ruby", "node", "php", "python"])
def test_the_error_is_among_the_last_lines_wherever_a_language_puts_it(said):
    assert "broken on purpose" in _command.last_lines(said)


def test_where_there_is_nothing_else_the_frames_are_shown():
    assert _command.last_lines("#1 one\n#2 two\n") == "#1 one | #2 two"


def test_of_many_lines_the_last_three_are_shown():
    assert _command.last_lines("one\ntwo\n\nthree\nfour\n") == "two | three | four"


def test_nothing_is_said_to_be_nothing():
    assert _command.last_lines(" \n") == "it said nothing"
