# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where facts come from: name to the function of the environment, and of the other parts of a fact's key, that finds it.

Those are run in threads of their own, all at once, coroutine functions beside them.
"""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._facts import (
    access, certificate, clock, disk, kernel, laravel, limits, locales, memory, node, packages, php, probe, python, reboot, said, sntp, sockets,
    system,
)  # fmt: skip

SOURCES = {
    "access": access.writable,
    "certificate": certificate.read,
    "certificate_chain": certificate.chain_trouble,
    "certificate_key": certificate.key_trouble,
    "django": python.django,
    "entry": system.entry,
    "gunicorn": python.gunicorn,
    "kernel_clock": clock.kernel,
    "kernel_setting": kernel.setting,
    "kernels": reboot.kernels,
    "laravel": laravel.configuration,
    "limits": limits.of,
    "listeners": sockets.listeners,
    "locale": locales.found,
    "memory": memory.memory,
    "node": node.interpreter,
    "packages": packages.packages,
    "php_cli": php.cli,
    "php_fpm": php.fpm,
    "probe": probe.asked,
    "python": python.interpreter,
    "reboot_required": reboot.required,
    "room": disk.room,
    "said": said.said,
    "server_clock": sntp.offset,
    "stale_programs": reboot.stale_programs,
}
