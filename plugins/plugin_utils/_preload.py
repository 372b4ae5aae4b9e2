# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What nearly every task on a host needs, loaded into the process that Ansible's workers are forked from, or each of them does it anew."""

from __future__ import annotations

import contextlib
import gc

from ansible import constants
from ansible.plugins import loader

_NEEDED = (
    (loader.connection_loader, constants.DEFAULT_TRANSPORT),
    (loader.become_loader, constants.DEFAULT_BECOME_METHOD),
    (loader.shell_loader, "sh"),
    (loader.lookup_loader, "golive.web.application_name"),
    (loader.lookup_loader, "golive.web.application_settings"),
)


def load():
    """Loads it, and takes it that all there is by then stays until the end.

    So the garbage collector need not look through that again and again, nor a worker by that come to have a copy of its own of all the memory
    that it shares with this process (Python's documentation of C(gc.freeze) says as much of a fork without exec).
    """
    for plugins, name in _NEEDED:
        # What can't be loaded is perhaps not needed, and says so itself where it is.
        with contextlib.suppress(Exception):
            plugins.get(name, class_only=True)
    gc.freeze()
