# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What should not be there to be asked for: each path with what tells that it is the thing itself, and not a page that is served for all there is not."""

from __future__ import annotations

import re
from typing import NamedTuple

_WORDS = re.IGNORECASE | re.MULTILINE


class Path(NamedTuple):
    """C(pattern): what its beginning is like, as bytes."""

    path: str
    pattern: re.Pattern


def _paths(entries):
    return [Path(path, re.compile(pattern.encode(), _WORDS)) for path, pattern in entries.items()]


_ENVIRONMENT = r"^\s*(?:export )?[A-Z][A-Z0-9_]{2,}=\S"
_SQL = r"^(?:-- |/\*!|CREATE TABLE|INSERT INTO|PGDMP)"
_PACKED = r"\A(?:PK\x03\x04|\x1f\x8b|BZh|\xfd7zXZ)"
_PHP = r"<\?php"
_JSON = r"\A\s*\{\s*\""

EXPOSED = _paths(
    {
        **dict.fromkeys(("/.env", "/.env.local", "/.env.production", "/.env.backup", "/.env.example", "/api/.env", "/../.env"), _ENVIRONMENT),
        "/.git/HEAD": r"\Aref: refs/",
        "/.git/config": r"^\[core\]",
        "/.git/index": r"\ADIRC",
        "/.svn/wc.db": r"\ASQLite format 3",
        "/.hg/requires": r"^(?:revlogv1|store|dotencode)$",
        "/.DS_Store": r"\A\x00\x00\x00\x01Bud1",
        "/.htpasswd": r"^[^:\s]+:(?:\$|\{SHA\})",
        "/.ssh/id_rsa": r"PRIVATE KEY",
        "/.npmrc": r"_authToken|registry=",
        **dict.fromkeys(("/composer.json", "/composer.lock", "/package.json", "/package-lock.json", "/vendor/composer/installed.json"), _JSON),
        "/vendor/autoload.php": _PHP,
        "/artisan": r"\A#!.*php",
        "/manage.py": r"\A#!.*python|DJANGO_SETTINGS_MODULE",
        "/requirements.txt": r"^[A-Za-z0-9_.-]+(?:\[[a-z,]+\])?[=~><]=",
        "/Dockerfile": r"^FROM \S",
        "/docker-compose.yml": r"^services:",
        "/storage/logs/laravel.log": r"^\[\d{4}-\d\d-\d\d[ T]",
        "/storage/oauth-private.key": r"PRIVATE KEY",
        "/database/database.sqlite": r"\ASQLite format 3",
        "/db.sqlite3": r"\ASQLite format 3",
        **dict.fromkeys(("/backup.sql", "/dump.sql", "/database.sql"), _SQL),
        **dict.fromkeys(("/backup.zip", "/backup.tar.gz", "/www.zip", "/site.tar.gz"), _PACKED),
        **dict.fromkeys(("/index.php~", "/index.php.bak", "/index.php.old", "/.index.php.swp", "/config.php.bak", "/wp-config.php.bak"), _PHP + r"|\Ab0VIM"),
        "/phpinfo.php": r"<title>(?:PHP [0-9.]+ - )?phpinfo\(\)",
        "/info.php": r"<title>(?:PHP [0-9.]+ - )?phpinfo\(\)",
    }
)
STATUS_PAGES = _paths(
    {
        **dict.fromkeys(("/nginx_status", "/stub_status", "/basic_status"), r"^Active connections:"),
        **dict.fromkeys(("/status", "/fpm-status", "/php-fpm-status", "/fpm_status"), r"^pool:\s|\"start since\""),
        "/server-status": r"Apache Server Status",
        "/metrics": r"^# (?:HELP|TYPE) ",
        "/_profiler": r"Symfony Profiler",
        "/telescope/requests": r"<title>.*Telescope",
        "/horizon/dashboard": r"<title>.*Horizon",
        "/_debugbar/open": r"\A\s*\[|debugbar",
        "/__debug__/": r"Django Debug Toolbar|djdt",
        "/debug/pprof/": r"/debug/pprof/",
        "/actuator": r"\"_links\"",
        "/haproxy?stats": r"Statistics Report for HAProxy",
    }
)


# What a page has in it when an application tells of its inside.
TRACES = re.compile(
    rb"Traceback \(most recent call last\)|Stack trace:\s*#0|<title>[^<]{0,200}(?:Whoops|Ignition)|You're seeing this error because you have <code>DEBUG"
    rb"|\bin /srv/[^\s<]{1,200}\.(?:php|py|js)(?::| on line )|(?:Fatal|Parse) error: |\bat [^\n]{1,200}\(/[^\s()]{1,200}\.js:\d+:\d+\)|SQLSTATE\[",
)
