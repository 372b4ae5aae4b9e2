# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is released: artifacts of which each version differs from the one before in one file, VERSION."""

from __future__ import annotations

import sys
import zipfile

from build_artifact import build_artifact
from lab import FILES, HERE, ROOT

APPS = HERE.parent / "apps"
FOLDER = FILES / "artifacts"
_PHP = APPS / "plain_php"
_BUILD = b"<?php file_put_contents('built.php', '<?php return '.var_export(['at' => time()], true).';');\n"
# What the servers are made of, without the other packages of the sample application whose lock file they are in.
_SERVERS = ("gunicorn", "packaging", "uvicorn", "click", "h11", "granian")


def plain_php(name, version):
    """The small PHP application."""
    return build_artifact(_PHP, name, str(version), FOLDER)


def classes(name, version, files=400):
    """The small PHP application with so many I(files) of 2 KB more, and a build hook."""
    extra = {f"lib/{number // 100:03}/Class{number:05}.php": _class(number) for number in range(files)}
    return build_artifact(_PHP, name, str(version), FOLDER, extra={**extra, "build.php": _BUILD})


def node(name, version):
    return build_artifact(HERE / "apps" / "node", name, str(version), FOLDER)


def python(name, version):
    """The application and the servers, unpacked, so that a release takes no time to install them."""
    return build_artifact(HERE / "apps" / "python", name, str(version), FOLDER, extra=_servers())


def _servers():
    sys.path.insert(0, str(APPS / "python"))
    from build_release import fetch_wheels

    files = {}
    for wheel in sorted(fetch_wheels(ROOT / ".work" / "wheels", "3.13").iterdir()):
        if wheel.name.split("-")[0].lower() in _SERVERS:
            with zipfile.ZipFile(wheel) as archive:
                files.update({f"vendor/{name}": archive.read(name) for name in archive.namelist() if not name.endswith("/")})
    return files


def _class(number):
    lines = "".join(f"    public function method{line}(int $value): int {{ return $value * {number} + {line}; }}\n" for line in range(24))
    return f"<?php\n\nclass Class{number:05}\n{{\n{lines}}}\n".encode()
