# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where facts come from: name to the function of the environment, and of the other parts of a fact's key, that finds it.

Those are run in threads of their own, all at once, coroutine functions beside them.
"""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._facts import access, laravel, node, php, probe, python, said, system

SOURCES = {
    "access": access.writable,
    "django": python.django,
    "entry": system.entry,
    "gunicorn": python.gunicorn,
    "laravel": laravel.configuration,
    "node": node.interpreter,
    "php_cli": php.cli,
    "php_fpm": php.fpm,
    "probe": probe.asked,
    "python": python.interpreter,
    "said": said.said,
}
