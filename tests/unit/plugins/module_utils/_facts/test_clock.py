# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._facts import clock


def test_the_kernel_tells():
    found = clock.kernel({})
    assert found.synchronised in (True, False) and 0 <= found.most_error <= 16


@pytest.mark.parametrize("state, status, synchronised", [(0, 0x2001, True), (0, 0x0040, False), (5, 0, False), (1, 0x0011, True)])
def test_it_is_synchronised_where_the_kernel_does_not_deny_it(monkeypatch, state, status, synchronised):
    class Library:
        def __init__(self, *_args, **_named):
            pass

        @staticmethod
        def adjtimex(pointer):
            pointer._obj.status, pointer._obj.maxerror = status, 1500
            return state

    monkeypatch.setattr(clock.ctypes, "CDLL", Library)
    assert clock.kernel({}) == (synchronised, 0.0015)


def test_where_it_may_not_be_asked_that_is_an_error(monkeypatch):
    class Library:
        def __init__(self, *_args, **_named):
            self.adjtimex = lambda _pointer: -1

    monkeypatch.setattr(clock.ctypes, "CDLL", Library)
    assert checks.trouble(clock.kernel, {}).reason == "permission"
