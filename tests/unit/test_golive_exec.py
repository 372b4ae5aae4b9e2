# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""golive-exec against a directory tree; nothing is executed, the call of exec is looked at."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import json
import os
import pathlib
import pwd
import signal
import socket
import subprocess
import sys
import time

import pytest
from ansible_collections.golive.web.plugins.module_utils import _supervisor

SCRIPT = pathlib.Path(__file__).parents[2] / "roles/application/files/golive-exec"
RELEASE = "1.0-0123456789ab-000001"


@pytest.fixture
def golive_exec(tmp_path, monkeypatch):
    """The script as a module, with I(tmp_path) for /srv and /run and the caller as the user 'gigs'; `executed` lists what it ran."""
    loader = importlib.machinery.SourceFileLoader("golive_exec", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("golive_exec", loader))
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    loader.exec_module(module)
    account = pwd.getpwuid(os.geteuid())
    monkeypatch.setattr(module, "ROOT", str(tmp_path / "srv"))
    monkeypatch.setattr(module, "RUN", str(tmp_path / "run"))
    monkeypatch.setattr(module.pwd, "getpwnam", {"gigs": account}.__getitem__)
    monkeypatch.setattr(module.os, "umask", lambda mask: 0)
    module.executed = []
    monkeypatch.setattr(module.os, "execvpe", lambda *call: module.executed.append(call))
    module.waited = []
    monkeypatch.setattr(module, "sleep_until_told", lambda seconds=None: module.waited.append(seconds or True))
    monkeypatch.chdir(tmp_path)
    return module


@pytest.fixture
def home(tmp_path):
    """The application 'gigs' with one release, which is in slot blue and live."""
    home = tmp_path / "srv/gigs"
    (home / "slots").mkdir(parents=True)
    (home / "releases" / RELEASE).mkdir(parents=True)
    (tmp_path / "run/gigs").mkdir(parents=True)
    write_manifest(home)
    (home / f"releases/{RELEASE}.env").write_text("A='1'\nQUOTE='it'\"'\"'s'\nLINES='one\ntwo # $A'\n")
    (home / "slots/blue").symlink_to(f"../releases/{RELEASE}")
    (home / "live").symlink_to("slots/blue")
    return home


def write_manifest(home, **more):
    manifest = {"schema": 1, "complete": True, "id": RELEASE, "entry": "gigs.wsgi:application", "processes": 3, "request_seconds": 60}
    manifest["runtime"] = {"command": ["serve", "--bind", "unix:$GOLIVE_SOCKET", "${GOLIVE_ENTRY}"]}
    (home / f"releases/{RELEASE}.json").write_text(json.dumps({**manifest, **more}))


def refusal(module, *arguments):
    with pytest.raises(module.Refused) as caught:
        module.main(list(arguments))
    return str(caught.value)


def test_slot_runs_the_command_of_its_manifest(golive_exec, home, tmp_path):
    golive_exec.main(["gigs", "blue"])
    [(file, words, environment)] = golive_exec.executed
    sock = str(tmp_path / "run/gigs/blue.sock")
    assert file == "serve"
    assert words == ["serve", "--bind", f"unix:{sock}", "gigs.wsgi:application"]
    assert {name: environment[name] for name in environment if name.startswith("GOLIVE_")} == {
        "GOLIVE_APPLICATION": "gigs",
        "GOLIVE_RELEASE": RELEASE,
        "GOLIVE_SLOT": "blue",
        "GOLIVE_SOCKET": sock,
        "GOLIVE_CONFIG": str(home / f"releases/{RELEASE}.conf"),
        "GOLIVE_SHARED": str(home / "shared"),
        "GOLIVE_ENTRY": "gigs.wsgi:application",
        "GOLIVE_PROCESSES": "3",
        "GOLIVE_REQUEST_SECONDS": "60",
    }
    assert os.getcwd() == str(home / "releases" / RELEASE)


def test_environment_is_the_releases_and_not_the_callers(golive_exec, home, monkeypatch):
    monkeypatch.setenv("OF_CALLER", "1")
    golive_exec.main(["gigs", "live", "true"])
    environment = golive_exec.executed[0][2]
    assert environment["QUOTE"] == "it's"
    assert environment["LINES"] == "one\ntwo # $A"
    assert "OF_CALLER" not in environment


def test_release_cannot_overrule_golive_variables(golive_exec, home):
    (home / f"releases/{RELEASE}.env").write_text("GOLIVE_RELEASE='other'\nPATH='/opt/bin'\n")
    golive_exec.main(["gigs", "live", "true"])
    environment = golive_exec.executed[0][2]
    assert environment["GOLIVE_RELEASE"] == RELEASE
    assert environment["PATH"] == "/opt/bin"


@pytest.mark.parametrize("where", ["live", RELEASE])
def test_outside_a_slot_there_is_no_socket(golive_exec, home, where):
    golive_exec.main(["gigs", where, "true"])
    environment = golive_exec.executed[0][2]
    assert environment["GOLIVE_SLOT"] == environment["GOLIVE_SOCKET"] == ""
    assert environment["GOLIVE_RELEASE"] == RELEASE


def test_only_golive_variables_are_expanded(golive_exec, home):
    golive_exec.main(["gigs", "live", "echo", "$GOLIVE_RELEASE/${GOLIVE_SLOT}x", "$HOME", "$A", "$(id)"])
    assert golive_exec.executed[0][1] == ["echo", f"{RELEASE}/x", "$HOME", "$A", "$(id)"]
    assert "GOLIVE_TYPO" in refusal(golive_exec, "gigs", "live", "echo", "$GOLIVE_TYPO")


def test_worker_runs_what_the_live_release_says_of_it(golive_exec, home):
    write_manifest(home, workers={"consume": {"command": ["bin/consume", "$GOLIVE_RELEASE"]}})
    golive_exec.main(["gigs", "worker", "consume"])
    [(file, words, environment)] = golive_exec.executed
    assert (file, words) == ("bin/consume", ["bin/consume", RELEASE])
    assert environment["GOLIVE_SLOT"] == environment["GOLIVE_SOCKET"] == ""
    assert os.getcwd() == str(home / "releases" / RELEASE)


def test_worker_that_the_live_release_lacks_ends_late_enough_and_with_a_status_of_its_own(golive_exec, home):
    for more in ({}, {"workers": {"queue": {"command": ["work"]}}}):
        write_manifest(home, **more)
        with pytest.raises(golive_exec.Refused, match=f"release {RELEASE} has no worker consume") as caught:
            golive_exec.main(["gigs", "worker", "consume"])
        assert caught.value.status == _supervisor.ABSENT
    assert golive_exec.waited == [golive_exec.ABSENT_SECONDS] * 2 and not golive_exec.executed
    program = (SCRIPT.parents[1] / "templates/supervisor.conf.j2").read_text().partition("-worker-")[2]
    options = dict(line.split("=", 1) for line in program.splitlines() if "=" in line and not line.startswith(";"))
    assert (options["autorestart"], options["exitcodes"]) == ("unexpected", str(_supervisor.ABSENT))
    assert float(options["startsecs"]) < golive_exec.ABSENT_SECONDS


def test_waiting_ends_by_itself_or_by_a_signal():
    waits = "import importlib.machinery as m, sys; sys.dont_write_bytecode = True; m.SourceFileLoader('e', sys.argv[1]).load_module()"
    command = [sys.executable, "-W", "ignore", "-c", f"{waits}.sleep_until_told(float(sys.argv[2]))", str(SCRIPT)]
    subprocess.run([*command, "0.01"], check=True, timeout=30)
    for seconds in ("0", "60"):
        with subprocess.Popen([*command, seconds]) as process:
            time.sleep(0.5)
            process.terminate()
            assert process.wait(30) in (0, -signal.SIGTERM)


@pytest.mark.parametrize("arguments", [["worker"], ["worker", "queue", "more"]])
def test_worker_takes_one_name(golive_exec, home, arguments):
    assert "usage: golive-exec APPLICATION worker NAME" in refusal(golive_exec, "gigs", *arguments)


@pytest.mark.parametrize("arguments", [["green"], ["green", "true"]])
def test_empty_slot_waits(golive_exec, home, capsys, arguments):
    golive_exec.main(["gigs", *arguments])
    assert golive_exec.waited and not golive_exec.executed
    assert "no release in 'green' yet" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["live", "true"], ["worker", "queue"]])
def test_empty_live_waits(golive_exec, home, arguments):
    (home / "live").unlink()
    golive_exec.main(["gigs", *arguments])
    assert golive_exec.waited == [True] and not golive_exec.executed


def test_only_a_slots_own_command_unlinks_its_stale_socket(golive_exec, home, tmp_path):
    path = tmp_path / "run/gigs/blue.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
    golive_exec.main(["gigs", "blue", "true"])
    assert path.exists()
    golive_exec.main(["gigs", "blue"])
    assert not path.exists()


def test_orphans_that_hold_the_slots_socket_are_told_to_stop_and_nobody_else(golive_exec, home, tmp_path):
    # A shell's background jobs ignore SIGINT, and so would what they start.
    ends = "signal.signal(signal.SIGINT, signal.SIG_DFL)"
    holds = f"import signal, socket, sys; {ends}; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(); print(flush=True); signal.pause()"
    processes = [
        subprocess.Popen([sys.executable, "-c", holds, str(tmp_path / f"run/gigs/{slot}.sock")], stdout=subprocess.PIPE)
        for slot in ("blue", "green")
    ]
    try:
        for process in processes:
            process.stdout.readline()
        write_manifest(home, runtime={"command": ["serve"], "stop_signal": "INT"})
        (tmp_path / "run/gigs/blue.sock").unlink()  # as the module does before it fills a slot
        golive_exec.main(["gigs", "blue"])
        assert processes[0].wait(10) == -signal.SIGINT
        assert processes[1].poll() is None and (tmp_path / "run/gigs/green.sock").exists()
    finally:
        for process in processes:
            process.kill()
            process.wait()
            process.stdout.close()


def test_file_in_place_of_the_socket_is_left(golive_exec, home, tmp_path):
    path = tmp_path / "run/gigs/blue.sock"
    path.write_text("kept")
    golive_exec.main(["gigs", "blue"])
    assert path.read_text() == "kept"


def test_incomplete_release_runs_by_its_id_only(golive_exec, home):
    write_manifest(home, complete=False)
    golive_exec.main(["gigs", RELEASE, "build"])
    assert golive_exec.executed
    assert "not complete" in refusal(golive_exec, "gigs", "blue")
    assert "not complete" in refusal(golive_exec, "gigs", "live", "true")


def test_release_without_manifest_is_refused(golive_exec, home):
    (home / f"releases/{RELEASE}.json").unlink()
    assert "no manifest" in refusal(golive_exec, "gigs", "blue")


@pytest.mark.parametrize("where", ["1.0-0123456789ab-ffffff", "../../etc", "", ".", "-x"])
def test_unknown_release_is_refused(golive_exec, home, where):
    assert "has no release" in refusal(golive_exec, "gigs", where, "true")


def test_slot_that_leads_elsewhere_is_refused(golive_exec, home, tmp_path):
    (home / "slots/green").symlink_to(tmp_path)
    assert "does not lead to a release" in refusal(golive_exec, "gigs", "green")


@pytest.mark.parametrize("application", ["shop", "Gigs", "../gigs", ""])
def test_unknown_application_is_refused(golive_exec, home, application):
    assert "there is no application" in refusal(golive_exec, application, "live", "true")


def test_broken_environment_is_refused_without_its_secret(golive_exec, home):
    (home / f"releases/{RELEASE}.env").write_text("A='1'\nhidden\n")
    sentence = refusal(golive_exec, "gigs", "live", "true")
    assert "entry 2" in sentence and "hidden" not in sentence


def test_live_needs_a_command(golive_exec, home):
    assert "needs a command" in refusal(golive_exec, "gigs", "live")


def test_other_users_are_refused(golive_exec, home, monkeypatch):
    monkeypatch.setattr(golive_exec.os, "geteuid", lambda: 65533)
    assert "only root" in refusal(golive_exec, "gigs", "live", "true")
    assert not golive_exec.executed


def test_root_becomes_the_application_before_anything_runs(golive_exec, home, monkeypatch):
    account = pwd.struct_passwd(("gigs", "x", 4242, 4243, "", "/srv/gigs/shared", "/usr/sbin/nologin"))
    calls = []
    monkeypatch.setattr(golive_exec.pwd, "getpwnam", {"gigs": account}.__getitem__)
    monkeypatch.setattr(golive_exec.os, "geteuid", lambda: 0)
    for name in ("initgroups", "setgid", "setuid"):
        monkeypatch.setattr(golive_exec.os, name, lambda *arguments, name=name: calls.append((name, *arguments)))
    monkeypatch.setattr(golive_exec.os, "execvpe", lambda *call: calls.append("exec"))
    golive_exec.main(["gigs", "live", "true"])
    assert calls == [("initgroups", "gigs", 4243), ("setgid", 4243), ("setuid", 4242), "exec"]
