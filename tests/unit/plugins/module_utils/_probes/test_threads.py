# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils._probes.threads import in_thread


def test_what_it_returns_or_raises_comes_back():
    assert asyncio.run(in_thread(sum, [1, 2])) == 3
    with pytest.raises(ZeroDivisionError):
        asyncio.run(in_thread(lambda: 1 / 0))


def test_nobody_waits_for_what_was_given_up():
    assert asyncio.run(in_thread(lambda: threading.current_thread().daemon)) is True
    began = time.monotonic()
    with pytest.raises((asyncio.TimeoutError, TimeoutError)):
        asyncio.run(asyncio.wait_for(in_thread(time.sleep, 1), 0.05))
    assert time.monotonic() - began < 0.5
