# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings of the kernel."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._facts import files

_SWAPPED = str.maketrans("./", "/.")


def setting(_environment, name):
    """The value of the setting I(name), such as net.core.somaxconn, its words parted by one blank. Raises C(Trouble)."""
    return " ".join(files.text(path_of(name), 65536).split())


def path_of(name):
    """The file of the setting I(name), as sysctl(8) has it: what comes first, a dot or a slash, parts the folders, the other is in their names."""
    first = next((letter for letter in name if letter in "./"), ".")
    return f"/proc/sys/{name.translate(_SWAPPED) if first == '.' else name}"
