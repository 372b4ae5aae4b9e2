# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""PHP: its effective settings and its extensions, of the command line and of a pool of php-fpm, which is asked at its own socket."""

from __future__ import annotations

import os
import secrets
import tempfile

from ansible_collections.golive.web.plugins.module_utils import _deadline, _fastcgi
from ansible_collections.golive.web.plugins.module_utils._checks import types
from ansible_collections.golive.web.plugins.module_utils._checks.kind import ERROR, FAIL, Trouble
from ansible_collections.golive.web.plugins.module_utils._facts import telling
from ansible_collections.golive.web.plugins.module_utils._probes import reasons

_SECONDS = 10.0
# No web server serves anything of it, and php-fpm finds it whichever temporary folder of its own it has.
FOLDER = "/run"
_GUARDS = "open_basedir, chroot, security.limit_extensions or disable_functions"
# The two lists overlap in what is both.
_CODE = """
$extensions = [];
foreach (array_merge(get_loaded_extensions(), get_loaded_extensions(true)) as $name) {
    $extensions[preg_replace('/^Zend /', '', $name)] = (string) phpversion($name);
}
$told = ['version' => PHP_VERSION, 'settings' => ini_get_all(null, false), 'extensions' => $extensions];
echo "\\n%s", json_encode($told, JSON_INVALID_UTF8_SUBSTITUTE | JSON_PARTIAL_OUTPUT_ON_ERROR), "\\n";
""" % telling.MARK  # fmt: skip
# Anything else says nothing of the pool.
_OF_HOST = ("missing", "refused")


def cli(environment, where):
    """The C(Told) of the PHP on the command line."""
    return telling.answered(environment, where, ["-r", _CODE])


def fpm(environment, where):
    """The C(Told) of a pool of php-fpm, by a script that exists for that moment."""
    address = (where.host, where.port) if where.host else where.socket or types.needed("GOLIVE_SOCKET", environment)
    try:
        # It is also removed at exit where this thread was given up.
        with tempfile.TemporaryDirectory(prefix="golive-check-", dir=FOLDER) as folder:
            return _asked(address, _script(folder))
    except _fastcgi.FastCGIError as error:
        raise Trouble("protocol", str(error)) from error
    except TimeoutError as error:
        raise Trouble("timeout", f"php-fpm does not answer within {_SECONDS:g} s") from error
    except OSError as error:
        if getattr(error, "filename", None):
            raise Trouble("permission", f"the script that php-fpm is asked by can't be written to {FOLDER}: {error.strerror}") from error
        reason, message = reasons.of_error(error)
        raise Trouble(reason, message, FAIL if reason in _OF_HOST else ERROR) from error


def _script(folder):
    """Writes the script for the pool's user, whoever that is, below a name that only who is told can know."""
    path = os.path.join(folder, secrets.token_hex(16) + ".php")
    # Opcache keeps nothing of files this young (opcache.file_update_protection).
    with open(path, "w", encoding="utf-8") as file:
        file.write("<?php\n" + _CODE)
    os.chmod(path, 0o644)
    os.chmod(folder, 0o711)
    return path


def _asked(address, script):
    with _deadline.connect(address, _SECONDS) as connection:
        status, _headers, body = _fastcgi.request(connection, _fastcgi.asking(script, "/" + os.path.basename(script)))
    if telling.MARK.encode() not in body:
        said = f"{status}: {' '.join(body[:4096].decode(errors='replace').split())}"
        raise Trouble("permission", f"php-fpm does not run the script in {FOLDER} by which it is asked, which {_GUARDS} may not let it ({said})")
    return telling.read(body.decode(errors="replace"), "php-fpm")
