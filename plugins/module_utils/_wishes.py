# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A person's wish that the rollout at work pause before its next step: a file on the hosts, which its calls look for."""

from __future__ import annotations

import contextlib
import os


def pause_wanted(layout):
    """Whether somebody wishes it."""
    return os.path.exists(layout.pause)


def forget(layout):
    """The wish was heard, or came too late."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(layout.pause)
