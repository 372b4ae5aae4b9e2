# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._checks.kind import FAIL, PASS
from ansible_collections.golive.web.plugins.module_utils._facts.telling import Told
from checks import judged, mistake

HAS = Told(extensions={"PDO": "8.2.1", "pdo_pgsql": "8.2.1", "OPcache": "8.2.1", "Flask-SQLAlchemy": "3.1.1", "@scope/one": "1.0.0", "nameless": ""})


def extension(*names, **options):
    return judged(HAS, check="extension", runtime="php_cli", names=list(names), **options)[:4]


def test_names_are_found_however_they_are_spelled():
    assert extension("pdo", "pdo-pgsql", "opcache", "flask_sqlalchemy", "@scope/one")[0] == PASS


def test_those_that_lack_are_named():
    assert extension("pdo", "redis") == (FAIL, "missing", "redis is not there", "pdo, redis")
    assert extension("redis", "intl", min_version="99")[2] == "redis, intl are not there"


def test_those_that_are_too_old_are_named_with_their_version():
    assert extension("pdo", "@scope/one", min_version="8.2") == (FAIL, "version", "@scope/one 1.0.0", "at least 8.2")
    assert extension("pdo", "opcache", min_version="8.2") == (PASS, "", "pdo 8.2.1, opcache 8.2.1", "")
    assert extension("nameless", min_version="1")[1:3] == ("version", "nameless")


def test_a_version_that_yaml_took_for_a_number_is_refused():
    assert mistake(check="extension", runtime="python", names=["x"], min_version=3.10).endswith('it must be a version in quotes, such as "8.2"')
    assert mistake(check="extension", runtime="python") == "a check of the kind extension needs names"
