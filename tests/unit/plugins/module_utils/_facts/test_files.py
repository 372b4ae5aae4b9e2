# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._facts import files


def test_a_file_is_read_up_to_its_end(tmp_path):
    (tmp_path / "a").write_bytes(b"12345")
    assert files.content(tmp_path / "a", 5) == b"12345"
    assert files.beginning(tmp_path / "a", 2) == b"12"


def test_one_that_is_too_long_is_not(tmp_path):
    (tmp_path / "a").write_bytes(b"123456")
    trouble = checks.trouble(files.content, tmp_path / "a", 5)
    assert (trouble.outcome, trouble.reason) == ("error", "tool")


def test_one_that_is_not_there_is_a_fault_of_the_host(tmp_path):
    trouble = checks.trouble(files.text, tmp_path / "a")
    assert (trouble.outcome, trouble.reason) == ("fail", "missing")
    assert checks.trouble(files.text, tmp_path).reason == "disk"


def test_a_pipe_does_not_hold_it_up(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert files.text(tmp_path / "pipe") == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_what_may_not_be_read_is_an_error(tmp_path):
    (tmp_path / "a").touch(mode=0o600)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setresuid(65534, 65534, 65534)
            trouble = checks.trouble(files.text, tmp_path / "a")
            os.write(writer, f"{trouble.outcome} {trouble.reason}".encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with open(reader, "rb") as answer:
        assert answer.read() == b"error permission"
