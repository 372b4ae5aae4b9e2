# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two releases of the application hello, made by hand as docs/contracts.md describes them: 1.0 in blue and live, 2.0 in green."""

from __future__ import annotations

import base64
import json
import pathlib
import shlex
import time

import pytest

HOME = "/srv/hello"
ONE = "1.0-0123456789ab-000001"
TWO = "2.0-0123456789ab-000002"
SECRET = "it's a\nsecret $HOME"


class Hello:
    """The application hello on I(host)."""

    home = HOME
    secret = SECRET
    one = ONE
    two = TWO

    def __init__(self, host):
        self.host = host

    def write(self, path, text, mode="0644", group="root"):
        encoded = base64.b64encode(text.encode()).decode()
        self.host.check_output(f"echo {encoded} | base64 -d > {path} && chmod {mode} {path} && chgrp {group} {path}")

    def make_release(self, release, slot, workers):
        path = f"{HOME}/releases/{release}"
        self.host.check_output(f"mkdir -p {path}/public && ln -sfn public {path}/.public")
        self.write(f"{path}/hello.py", (pathlib.Path(__file__).parent / "hello.py").read_text())
        self.write(f"{path}/public/hello.txt", release)
        self.write(f"{path}/public/app.{slot}.js", release)
        self.write(f"{path}/public/index.php", "source")
        self.write(f"{path}/public/.env", "source")
        self.write(f"{path}.env", f"GREETING={shlex.quote(SECRET)}\n", "0640", "hello")
        runtime = {"name": "plain", "protocol": "http", "index": "", "command": ["/usr/bin/python3", "$GOLIVE_ENTRY"], "stop_signal": "TERM"}
        manifest = {"schema": 1, "complete": True, "id": release, "entry": "hello.py", "processes": 1, "request_seconds": 20, "runtime": runtime}
        manifest["workers"] = workers
        self.write(f"{path}.json", json.dumps(manifest))
        self.host.check_output(
            f"cd {HOME} && ln -sfn ../releases/{release} slots/{slot} && ln -sfn ../releases/{release} slots/{slot}@{release}"
            f" && ln -sfn /run/hello/{slot}.sock sockets/{release}.sock && cp {path}/public/app.{slot}.js assets/"
        )

    def flip(self, slot):
        self.host.check_output(f"cd {HOME} && ln -sfn slots/{slot} live.new && mv -T live.new live")

    def fetch(self, path="/", options=""):
        """The answer to a GET as (status, body)."""
        answer = self.host.check_output(f"curl -s -w '\\n%{{http_code}}' -H 'Host: hello.test' {options} http://127.0.0.1{path}")
        body, status = answer.rsplit("\n", 1)
        return int(status), body


def wait(condition, seconds=30):
    """The first truthy answer of I(condition)."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s")


@pytest.fixture(scope="module")
def hello(host):
    return Hello(host)


@pytest.fixture(scope="module")
def wait_for():
    return wait


@pytest.fixture(scope="module")
def releases(host, hello):
    work = ["/usr/bin/python3", "hello.py", "work"]
    hello.make_release(ONE, "blue", {"queue": {"command": work}})
    hello.make_release(TWO, "green", {"queue": {"command": [*work, "100% ;more", "$GOLIVE_RELEASE"]}, "later": {"command": work}})
    hello.flip("blue")
    host.check_output("supervisorctl restart hello-blue hello-green hello-worker-queue: hello-worker-later:")
    wait(lambda: host.run("cd /run/hello && test -S blue.sock -a -S green.sock").rc == 0)
    yield {"blue": ONE, "green": TWO}
    host.check_output(f"rm -rf {HOME}/live {HOME}/slots/* {HOME}/sockets/* {HOME}/releases/* {HOME}/assets/* {HOME}/scheduler")
    host.check_output("supervisorctl restart hello-blue hello-green hello-worker-queue: hello-worker-later:")


@pytest.fixture(autouse=True)
def blue_is_live(hello, request):
    if "releases" in request.fixturenames:
        request.getfixturevalue("releases")
        hello.flip("blue")
