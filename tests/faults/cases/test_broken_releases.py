# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Releases that must not go live: no user meets one, the release before serves, the reason is said, and the next good one goes live."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import http.server
import tarfile
import threading
from collections.abc import Callable

import artifacts
import pytest


@dataclasses.dataclass
class Case:
    """I(make) gives the setting C(artifact), I(change) are other settings, I(words) is what the run says; I(telling): 'make test' runs it, too."""

    name: str
    words: str
    make: Callable = artifacts.good
    change: dict = dataclasses.field(default_factory=dict)
    telling: bool = False

    @property
    def param(self):
        return pytest.param(self, id=self.name.replace(" ", "-"), marks=pytest.mark.telling if self.telling else ())


def hook(*command):
    return {"build": [list(command)]}


CASES = [
    Case("does not start", "nothing listens on its socket yet", artifacts.broken("start"), telling=True),
    Case("dies after two seconds", "did not stay up", artifacts.broken("dies"), {"settle_seconds": 3}, telling=True),
    Case("answers 500", "/health/ready answered 500", artifacts.broken("500")),
    Case("is another release", "was answered by release 0.0-000000000000-000000 instead of", artifacts.broken("other")),
    Case("never answers", "no whole answer within 5 s", artifacts.broken("hangs")),
    Case("lacks a variable", "Its log ends with: GREETING is not set", change={"environment": {"OTHER": "1"}}),
    Case("truncated", "was not unpacked, since it is damaged", artifacts.truncated),
    Case("leads out by dots", "leads out of it by '..'", artifacts.member("../../../../tmp/golive-escaped")),
    Case("absolute path", "is an absolute path", artifacts.member("/tmp/golive-escaped")),
    Case("link out", "leads to an absolute path", artifacts.member("public/out", tarfile.SYMTYPE, "/etc"), telling=True),
    Case("link out by dots", "leads out of it", artifacts.member("public/out", tarfile.SYMTYPE, "../../../../../etc")),
    Case("hard link out", "is not a file that came before it", artifacts.member("public/out", tarfile.LNKTYPE, "etc/passwd")),
    Case("device", "was not unpacked, since", artifacts.member("public/null", tarfile.CHRTYPE)),
    Case("10 GB of zeros in a file", "it unpacks to more than", artifacts.zeros),
    Case("10 GB of zeros in many files", "it unpacks to more than", artifacts.many_zeros),
    Case("200000 files", "it contains more than", artifacts.many_files),
    Case("build hook fails", "exited with 4: the compiler is missing", change=hook("sh", "-c", "echo the compiler is missing; exit 4")),
    Case("build hook leaves a pipe", "which is neither a file, a folder nor a link", change=hook("mkfifo", "public/pipe")),
]


def everything_else(standing):
    """What a release that was refused must not leave behind, and where a hostile one would have written."""
    releases = f"ls -A /srv/{standing.name}/releases | grep -v -e '[.]env$' -e '[.]conf$' -e '[.]json$'"
    return standing.on("sh", "-c", f"{releases}; ls -d /tmp/golive-escaped /srv/tmp 2>&1; ls -A /etc | wc -l")


@pytest.mark.parametrize("case", [case.param for case in CASES])
def test_a_broken_release_meets_no_user(bare, case):
    live, before = bare.live(), everything_else(bare)
    artifact = case.make()
    with bare.undisturbed():
        run = bare.deploy(artifact, change=case.change)
        assert run.code != 0
        assert case.words in said(run)
        assert bare.live() == live
    assert "unpacked, since" not in case.words or everything_else(bare) == before
    with bare.undisturbed() as known:
        known.add(bare.live_on(artifacts.good()))


def said(run):
    """What the run's verdict says, without what the output does to quotation marks and lines."""
    return " ".join(run.output[run.output.rindex("Verdict") :].replace("\\'", "'").replace('\\"', '"').replace("\\n", " ").split())


@contextlib.contextmanager
def served(folder, address):
    """The address of a web server on this machine with the files of I(folder)."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    server = http.server.ThreadingHTTPServer((address, 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{address}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.telling
def test_a_file_with_another_digest_is_not_unpacked(bare):
    artifact = artifacts.good()
    own = bare.fleet.addresses["trixie2"].rpartition(".")[0] + ".1"
    with bare.undisturbed(), served(artifacts.FOLDER, own) as address:
        url = f"{address}/{artifact['path'].rpartition('/')[2]}"
        run = bare.deploy({"url": url, "sha256": "0" * 64, "version": artifact["version"]})
        assert run.code != 0
        place = url.partition("://")[2]
        assert f"What {place} answered has the SHA-256" in said(run) and "it was not unpacked" in said(run)
    with bare.undisturbed() as known:
        known.add(bare.live_on(artifacts.good()))


HOOKS = {
    "in place": "echo broken >> public/same.txt; echo broken > public/version.txt",
    "kept open": "setsid sh -c 'exec >> public/same.txt; sleep 4; echo broken' & sleep 0.1",
}


@pytest.mark.parametrize("script", HOOKS.values(), ids=HOOKS)
def test_a_build_hook_writes_into_its_own_release_alone(bare, script):
    """Unchanged files of two releases are one file on the disk."""
    one = bare.live_on(artifacts.good())
    two = bare.live_on(artifacts.good())
    tree, link = f"/srv/bare/releases/{two}/public", f"/srv/bare/releases/{one}/public/same.txt"
    assert bare.on("stat", "-c", "%i", link) == bare.on("stat", "-c", "%i", f"{tree}/same.txt")
    before = bare.on("sh", "-c", f"sha256sum {tree}/*; stat -c '%n %i %Y %a' {tree}/*")
    with bare.undisturbed() as known:
        known.add(bare.live_on(artifacts.good(), change=hook("sh", "-c", script)))
    bare.on("sleep", "4")
    assert bare.on("sh", "-c", f"sha256sum {tree}/*; stat -c '%n %i %Y %a' {tree}/*") == before
    if "version" in script:
        assert "broken" in bare.on("cat", "/srv/bare/live/public/same.txt")


def nginx_files(standing):
    return standing.on("sh", "-c", "cd /etc/nginx && find . -type f -o -type l | sort | xargs sha256sum; pgrep -o nginx")


LONG_NAME = ".".join(["x" * 60] * 3) + ".test"


@pytest.mark.parametrize(
    ("foreign", "change", "words"),
    [
        ("nonsense here;", {"max_body": "2m"}, 'unknown directive "nonsense"'),
        ("", {"server_names": ["bare.test", LONG_NAME]}, "could not build server_names_hash"),
    ],
    ids=["foreign file", "name too long"],
)
def test_a_virtual_host_that_nginx_would_not_accept_changes_nothing(bare, foreign, change, words):
    before = nginx_files(bare)
    with bare.undisturbed():
        try:
            if foreign:
                bare.on("sh", "-c", f"echo '{foreign}' > /etc/nginx/conf.d/foreign.conf")
            run = bare.provision("--tags", "application", change=change)
        finally:
            bare.on("rm", "-f", "/etc/nginx/conf.d/foreign.conf")
        assert run.code != 0
        assert words in run.output.replace('\\"', '"').replace('\\\\"', '"')
        assert nginx_files(bare) == before
        assert bare.on("nginx", "-t", "-q") == ""
    with bare.undisturbed() as known:
        assert bare.provision("--tags", "application").code == 0
        known.add(bare.live_on(artifacts.good()))


@pytest.mark.parametrize(
    "make",
    [pytest.param(artifacts.noise(12 * 1024**2), marks=pytest.mark.telling), functools.partial(artifacts.many_files, 4000)],
    ids=["bytes", "inodes"],
)
def test_a_disk_that_a_release_would_fill_is_as_it_was(narrow, make):
    before = narrow.on("sh", "-c", "cd /srv/narrow && find . | sort")
    with narrow.undisturbed():
        run = narrow.deploy(make())
        assert run.code != 0
        assert "No space left on device; nothing was left behind or changed, so free some space" in said(run)
        assert narrow.on("sh", "-c", "cd /srv/narrow && find . | sort") == before
    with narrow.undisturbed() as known:
        known.add(narrow.live_on(artifacts.good()))


FILL = (
    "cd /srv/narrow/shared; dd if=/dev/zero of=fill bs=64k status=none 2>/dev/null; "
    "i=0; while touch fill-$i 2>/dev/null; do i=$((i + 1)); done; true"
)


@pytest.mark.parametrize("when", ["before", "build", "migrate"])
def test_a_disk_that_is_full_keeps_the_live_release(narrow, when):
    """Bytes and inodes, used up before the deploy, by a build hook, or between stage and wave."""
    before = narrow.live()
    with narrow.undisturbed() as known:
        try:
            if when == "before":
                narrow.on("sh", "-c", FILL)
            run = narrow.deploy(artifacts.good(), change={} if when == "before" else {when: [["sh", "-c", FILL]]})
            assert run.code != 0
            assert "No space left on device" in said(run)
            assert narrow.live() == before
        finally:
            narrow.on("sh", "-c", "rm -f /srv/narrow/shared/fill*")
        known.add(narrow.live_on(artifacts.good()))
