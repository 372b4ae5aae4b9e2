# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import asyncio
import subprocess
import sys
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


def test_what_is_loaded_when_it_is_used_is_loaded_before_a_thread_uses_it():
    code = f"""
import asyncio, importlib, sys, types
sys.path[:0] = {sys.path!r}
package = "ansible_collections.golive.web.plugins.module_utils"
kept = importlib.import_module(package + "._kept")
sys.meta_path.insert(0, kept.LoadedWhenUsed)
threads, said, runtimes = (importlib.import_module(package + name) for name in ("._probes.threads", "._facts.said", "._checks.runtimes"))
states = lambda: {{name: type(sys.modules[package + name]) is types.ModuleType for name in ("._facts.programs", "._command") if package + name in sys.modules}}
start = threads.threading.Thread
def looked(**options):
    before.update(states())
    return start(**options)
before = {{}}
threads.threading.Thread = looked
said.said
assert not states().get("._facts.programs"), states()
asyncio.run(threads.in_thread(said.said, {{}}, runtimes.Where(command=("true",))))
assert before == {{"._facts.programs": True, "._command": True}}, before
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
