# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What nginx says of the requests that it is handling: a slot that lost its traffic is filled anew when there are none."""

from __future__ import annotations

import json
import pathlib

import pytest
from debians import WEB

testinfra_hosts = WEB

COUNT = (pathlib.Path(__file__).parents[3] / "plugins/module_utils/_drain.py").read_text().replace("return sleep(left)", "return None")

# Begins a request of the given kind on the live slot and moves the traffic. Prints how many requests nginx says that it is handling: before,
# then, after a reload, and at the end; and the release that answered, with the last that came of it.
LONG_REQUEST = """
import json, os, socket, subprocess, sys, time

def flip(slot):
    os.symlink("slots/" + slot, "/srv/hello/live.new")
    os.rename("/srv/hello/live.new", "/srv/hello/live")

def counted(wanted):
    # The system's own time, on a machine that is busy: at once, or within five seconds.
    for _try in range(100):
        count = requests()
        if count == wanted:
            break
        time.sleep(0.05)
    return count

kind = sys.argv[1]
counts = [counted(0)]
idle = [socket.create_connection(("127.0.0.1", 80)) for _number in range(3)]
for connection in idle:
    connection.sendall(b"GET /hello.txt HTTP/1.1\\r\\nHost: hello.test\\r\\n\\r\\n")
    connection.recv(4096)
client = socket.create_connection(("127.0.0.1", 80))
client.settimeout(30)
begin = {
    "upload": b"POST / HTTP/1.1\\r\\nHost: hello.test\\r\\nConnection: close\\r\\nContent-Length: 30\\r\\n\\r\\n",
    "stream": b"GET /stream HTTP/1.1\\r\\nHost: hello.test\\r\\nConnection: close\\r\\n\\r\\n",
    "socket": b"GET /socket HTTP/1.1\\r\\nHost: hello.test\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\\r\\n",
}[kind]
client.sendall(begin)
answer = b""
if kind != "upload":
    answer = client.recv(4096)
counts.append(counted(1))
flip("green")
counts.append(counted(1))
subprocess.run(["systemctl", "reload", "nginx"], check=True)
time.sleep(0.5)
counts.append(counted(1))
if kind == "upload":
    for _part in range(30):
        client.sendall(b"x")
        time.sleep(0.02)
if kind == "socket":
    client.sendall(b"last word")
    answer += client.recv(4096)
else:
    while part := client.recv(4096):
        answer += part
# Else nginx waits for five seconds whether more comes (lingering_timeout).
client.close()
counts.append(counted(0))
flip("blue")
head, _blank, body = answer.decode().partition("\\r\\n\\r\\n")
print(json.dumps({"counts": counts, "head": head, "body": body}))
"""


@pytest.mark.parametrize(("kind", "last"), [("upload", '"path": "/"'), ("stream", "data: 29"), ("socket", "last word")])
def test_a_long_request_counts_from_its_headers_to_its_end_also_over_a_reload(host, hello, releases, kind, last):
    seen = json.loads(host.check_output("python3 -c %s %s", COUNT + LONG_REQUEST, kind))
    assert seen["counts"] == [0, 1, 1, 1, 0]
    assert f"x-release: {hello.one}" in seen["head"].lower()
    assert last in seen["body"]
