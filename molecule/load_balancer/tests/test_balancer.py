# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a load balancer is, and what of a request reaches a host."""

from __future__ import annotations

import collections
import http.client
import json
import socket
import ssl
import subprocess
import threading
import time

import pytest
from balanced import BALANCERS, HOSTS, PORT, Client, wait

LONG = pytest.mark.long
HAPROXY = "haproxy -c -q -f /etc/haproxy/haproxy.cfg"
TLS = 8443
# TLS on the hosts themselves, told by the PROXY protocol who the client is, as an application's virtual host would be.
PASSED = """
server {
    listen 8443 ssl proxy_protocol;
    server_name mirror.test *.mirror.test;
    ssl_certificate /etc/ssl/private/passed.pem;
    ssl_certificate_key /etc/ssl/private/passed.pem;
    real_ip_header proxy_protocol;
    default_type application/json;
    return 200 '{"host": "$hostname", "client": "$remote_addr", "scheme": "$golive_scheme", "port": "$golive_port"}';
}
"""


@pytest.mark.parametrize("balancer", BALANCERS)
def test_haproxy_runs_now_and_at_boot(fleet, balancer):
    assert fleet.on(balancer, "systemctl", "is-active", "haproxy") == "active"
    assert fleet.on(balancer, "systemctl", "is-enabled", "haproxy") == "enabled"
    assert fleet.on(balancer, "sh", "-c", f"{HAPROXY} 2>&1") == ""


@pytest.mark.parametrize("balancer", BALANCERS)
def test_nobody_but_root_can_ask_or_tell_haproxy_anything(fleet, balancer):
    for path in ("/run/golive-haproxy/admin.sock", "/run/haproxy-master.sock"):
        for user in ("nobody", "haproxy", "www-data"):
            refused = fleet.on(balancer, "sh", "-c", f"runuser -u {user} -- python3 -c \"import socket; socket.socket(1).connect('{path}')\" 2>&1", check=False)
            assert "PermissionError" in refused, (path, user, refused)
    assert fleet.on(balancer, "stat", "-c", "%U %a", "/run/golive-haproxy/admin.sock") == "root 600"
    for path in ("/var/lib/golive-haproxy", "/run/golive-haproxy"):
        assert fleet.on(balancer, "stat", "-c", "%U %a", path) == "root 700"


def test_what_haproxy_knows_is_shown_nobody_over_http(fleet):
    for path in ("/haproxy?stats", "/stats", "/metrics"):
        assert b"haproxy" not in str(Client(fleet).ask(path)[1]).encode()
    assert "stats uri" not in fleet.on("data1", "cat", "/etc/haproxy/haproxy.cfg")


def test_every_ready_host_gets_its_share(fleet):
    counts = collections.Counter(Client(fleet).host() for _number in range(60))
    assert set(counts) == set(HOSTS) and min(counts.values()) >= 15, counts


def served(fleet, balancer, number=105):
    """How many of I(number) requests each host gets by a load balancer."""
    return collections.Counter(Client(fleet, balancer).host() for _request in range(number))


@pytest.mark.parametrize(("weight", "share"), [(10, 5), pytest.param(50, 21, marks=LONG), pytest.param(0, 0, marks=LONG)])
def test_a_weight_moves_a_share_and_outlives_a_reload(fleet, weight, share):
    """The other two have 100 each."""
    with fleet.weighing("trixie2", weight), fleet.busy() as summary:
        for balancer in BALANCERS:
            fleet.on(balancer, "systemctl", "reload", "haproxy")
        counts = {balancer: served(fleet, balancer)["trixie2"] for balancer in BALANCERS}
    print(f"weight {weight} of {200 + weight}: {counts} of 105 requests, {share} expected")
    # The clients of the load are in the same turn.
    assert all(abs(count - share) <= (3 if weight else 0) for count in counts.values()), counts
    assert summary["lost"] == 0, summary["first_losses"]


@LONG
def test_a_weight_that_is_changed_in_the_inventory_counts_again(fleet):
    with fleet.weighing("trixie2", 10):
        assert fleet.converge().changed == 0
        assert fleet.weights("data1")["trixie2"] == 10
        assert fleet.converge(load_balancer_weight=60).code == 0
        assert fleet.weights("data1") == dict.fromkeys(HOSTS, 60)
    assert fleet.converge().code == 0
    assert fleet.weights("data1") == dict.fromkeys(HOSTS, 100)


def test_a_deploy_needs_no_drain(fleet):
    """It goes by waves and compares their traffic while every host stays where it is."""
    seen = set()
    over = threading.Event()

    def look():
        while not over.wait(0.2):
            seen.update(status for balancer in BALANCERS for status in fleet.servers(balancer).values())

    looking = threading.Thread(target=look)
    with fleet.busy() as summary:
        looking.start()
        run = fleet.deploy("mirror", int(time.time()), rollout_bake_seconds=2, rollout_min_requests=10)
        over.set()
        looking.join()
    assert run.code == 0, run.output[-4000:]
    assert set(fleet.live("mirror").values()) == {run.release}
    assert seen and all(status.startswith("UP") for status in seen), seen
    assert summary["lost"] == 0, summary["first_losses"]


@pytest.mark.parametrize("name", ["MIRROR.test", "mirror.test:80", pytest.param("a.mirror.test", marks=LONG), "a.b.mirror.test"])
def test_a_name_leads_to_its_application(fleet, name):
    status, seen = Client(fleet).ask(host=name)
    assert (status, seen["headers"]["Host"]) == (200, name.lower() if name.isupper() else seen["headers"]["Host"])


@pytest.mark.parametrize("name", ["xmirror.test", *(pytest.param(name, marks=LONG) for name in ("nobody.test", "mirror.test.evil", "", "10.0.0.1"))])
def test_an_unknown_name_gets_no_answer(fleet, name):
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        Client(fleet).ask(host=name)


def logged(fleet, path):
    """The line that the access log of some host has of the request for I(path)."""
    for host in HOSTS:
        found = fleet.on(host, "sh", "-c", f"tail -n 50 /var/log/nginx/mirror.access.json | grep -F '\"{path}\"'", check=False)
        if found:
            return json.loads(found.splitlines()[-1])
    raise AssertionError(f"no host has logged {path}")


@pytest.fixture
def own(fleet):
    """The address by which this machine gets to the hosts."""
    return fleet.addresses["data1"].rpartition(".")[0] + ".1"


def test_hosts_see_the_client_and_not_the_balancer(fleet, own):
    status, seen = Client(fleet).ask("/who", "POST", **{"Content-Length": "0"})
    assert status == 200
    headers = {name.lower(): value for name, value in seen["headers"].items()}
    assert (headers["x-forwarded-for"], headers["x-real-ip"]) == (own, own)
    assert (headers["x-forwarded-proto"], headers["x-forwarded-port"]) == ("http", str(PORT))
    line = logged(fleet, "/who")
    assert (line["remote_addr"], line["client"].split()[0], line["probe"], line["preview"]) == (own, own, "", "")


def test_what_a_client_says_of_itself_is_not_believed(fleet, own):
    lies = {"X-Forwarded-For": "127.0.0.1, 9.9.9.9", "X-Forwarded-Proto": "https", "X-Forwarded-Port": "1", "X-Real-IP": "9.9.9.9", "Forwarded": "for=9.9.9.9"}
    _status, seen = Client(fleet).ask("/lies", **lies)
    headers = {name.lower(): value for name, value in seen["headers"].items()}
    assert (headers["x-forwarded-for"], headers["x-forwarded-proto"], headers["x-real-ip"]) == (own, "http", own)
    assert "9.9.9.9" not in str(headers)
    assert logged(fleet, "/lies")["remote_addr"] == own


def test_nobody_else_is_a_balancer_for_the_hosts(fleet, own):
    """Asked directly, by an address that is no load balancer's."""
    status, seen = Client(fleet, "trixie1", 80).ask("/direct", **{"X-Forwarded-For": "9.9.9.9", "X-Forwarded-Proto": "https", "X-Forwarded-Port": "443"})
    headers = {name.lower(): value for name, value in seen["headers"].items()}
    assert status == 200
    assert (headers["x-forwarded-for"], headers["x-forwarded-proto"], headers["x-forwarded-port"]) == (own, "http", "80")
    assert logged(fleet, "/direct")["remote_addr"] == own


def test_who_is_on_the_balancer_does_not_get_to_be_on_the_host(fleet):
    """Only the host itself may read the metrics, and pass through maintenance."""
    asked = f"curl -s -o /dev/null -w '%{{http_code}}' -A golive-probe -H 'Host: mirror.test' http://127.0.0.1:{PORT}/metrics"
    assert fleet.on("data1", "sh", "-c", asked) == "403"


def secure(fleet, name="mirror.test"):
    """A connection with TLS to a load balancer, for I(name), and whose certificate was shown."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPConnection(fleet.addresses["data1"], TLS, timeout=10)
    connection.sock = context.wrap_socket(socket.create_connection((connection.host, TLS), 10), server_hostname=name)
    certificate = ssl.DER_cert_to_PEM_cert(connection.sock.getpeercert(True))
    shown = subprocess.run(["openssl", "x509", "-noout", "-subject"], input=certificate, capture_output=True, text=True, check=True).stdout
    return connection, shown


def test_tls_ends_on_the_balancer_and_the_application_is_told(fleet, own):
    connection, shown = secure(fleet)
    assert "mirror.test" in shown
    connection.request("GET", "/", headers={"Host": "mirror.test", "X-Forwarded-Proto": "http"})
    headers = {name.lower(): value for name, value in json.loads(connection.getresponse().read())["headers"].items()}
    assert (headers["x-forwarded-proto"], headers["x-forwarded-port"], headers["x-forwarded-for"]) == ("https", str(TLS), own)


@LONG
@pytest.mark.parametrize("version", ["tls1", "tls1_1"])
def test_old_tls_is_not_spoken(fleet, version):
    asked = f"openssl s_client -connect 127.0.0.1:{TLS} -{version} -cipher ALL:@SECLEVEL=0 < /dev/null 2>&1"
    assert "Cipher is (NONE)" in fleet.on("data1", "sh", "-c", asked, check=False)


@pytest.fixture
def passed_through(fleet):
    """TLS is passed through to hosts that have a certificate of their own."""
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=own-of-$(hostname) -keyout k -out c 2>/dev/null && cat c k > passed.pem"
    for host in HOSTS:
        fleet.on(host, "sh", "-c", f"cd /etc/ssl/private && {make} && cat > /etc/nginx/conf.d/passed.conf << 'END'\n{PASSED}END\nsystemctl reload nginx")
    run = fleet.converge(load_balancer_tls="passthrough")
    assert run.code == 0, run.output[-3000:]
    fleet.ready()
    yield fleet
    assert fleet.converge().code == 0
    for host in HOSTS:
        fleet.on(host, "sh", "-c", "rm /etc/nginx/conf.d/passed.conf && systemctl reload nginx")


def test_tls_is_passed_through_by_name_and_the_hosts_know_the_client(passed_through, own):
    seen = set()
    for _number in range(6):
        connection, shown = secure(passed_through)
        assert "own-of-" in shown
        connection.request("GET", "/", headers={"Host": "mirror.test", "X-Forwarded-For": "9.9.9.9", "X-Forwarded-Proto": "http", "X-Forwarded-Port": "1"})
        said = json.loads(connection.getresponse().read())
        assert (said["client"], said["scheme"], said["port"]) == (own, "https", str(TLS))
        seen.add(said["host"])
    assert len(seen) == 3
    with pytest.raises((ssl.SSLError, ConnectionError)):
        secure(passed_through, "nobody.test")
    passed_through.server("trixie1", "state=drain")
    assert passed_through.servers("data1", "mirror.tls")["trixie1"] == "DRAIN"
    assert not any("trixie1" in secure(passed_through)[1] for _number in range(6))


@LONG
def test_no_post_is_lost_while_nginx_closes_idle_connections(fleet):
    with fleet.busy(rate=300, scenario="posts.json") as summary:
        for _round in range(10):
            for host in HOSTS:
                fleet.on(host, "nginx", "-s", "reload")
    assert (summary["lost"], summary["requests"] > 1000) == (0, True), summary["first_losses"]


@LONG
def test_a_reload_loses_nothing(fleet):
    with fleet.busy() as summary:
        for _round in range(4):
            for balancer in BALANCERS:
                fleet.on(balancer, "systemctl", "reload", "haproxy")
            time.sleep(1)
    assert summary["lost"] == 0, summary["first_losses"]


@LONG
def test_a_host_whose_nginx_is_gone_loses_nothing_but_what_it_had(fleet):
    """What was not sent yet goes to another host: its requests are refused until it is known to be down."""
    with fleet.busy() as summary:
        fleet.on("trixie2", "systemctl", "stop", "nginx")
        try:
            _down, seconds = wait(lambda: [status[:4] for status in fleet.status("trixie2")] == ["DOWN"] * 2)
            time.sleep(1)
        finally:
            fleet.on("trixie2", "systemctl", "start", "nginx")
        fleet.ready()
    print(f"known to be down after {seconds:.1f} s")
    assert summary["lost"] == 0, summary["first_losses"]


@pytest.mark.parametrize("ill", ["unready", "hangs"])
def test_a_host_that_is_not_ready_leaves_within_three_seconds_and_returns_by_itself(fleet, ill):
    """By the requests that it gets, each from a client of its own."""
    answered, over = [], threading.Event()

    def ask():
        while not over.wait(0.02):
            answered.append((time.monotonic(), Client(fleet).host()))

    asking = threading.Thread(target=ask)
    with fleet.busy() as summary:
        asking.start()
        time.sleep(1)
        began = time.monotonic()
        fleet.shared("trixie3", "touch", ill)
        time.sleep(5)
        mended = time.monotonic()
        fleet.shared("trixie3", "rm", ill)
        fleet.ready()
        time.sleep(2)
        over.set()
        asking.join()
    left = max(moment for moment, host in answered if host == "trixie3" and moment < mended) - began
    back = min(moment for moment, host in answered if host == "trixie3" and moment > mended) - mended
    print(f"{ill}: left after {left:.2f} s, back after {back:.2f} s")
    assert 0 < left < 3 and back < 3
    assert summary["lost"] == 0, summary["first_losses"]


@LONG
def test_where_no_host_is_ready_the_applications_own_words_are_shown(fleet):
    """Not those of HAProxy: during maintenance, the page."""
    assert fleet.playbook("golive.web.maintenance", maintenance="on").code == 0
    try:
        wait(lambda: not any(status.startswith("UP") for balancer in BALANCERS for status in fleet.servers(balancer).values()))
        status, page = Client(fleet).ask()
        assert (status, b"We are at work here" in page) == (503, True)
    finally:
        assert fleet.playbook("golive.web.maintenance", maintenance="off").code == 0
    assert Client(fleet).ask(host="coming.test")[0] == 503


@LONG
@pytest.mark.parametrize("how", ["reload", "restart"])
def test_a_drained_host_stays_drained(fleet, how):
    fleet.server("trixie1", "state=drain")
    for balancer in BALANCERS:
        fleet.on(balancer, "systemctl", how, "haproxy")
    assert fleet.status("trixie1") == ["DRAIN", "DRAIN"]
    assert "trixie1" not in {Client(fleet).host() for _number in range(12)}
    run = fleet.converge(load_balancer_check_seconds=4)
    assert run.code == 0 and run.changed > 0, run.output[-3000:]
    assert fleet.status("trixie1") == ["DRAIN", "DRAIN"]
    assert fleet.converge().code == 0


@LONG
def test_a_changed_port_counts_although_the_state_is_kept(fleet):
    """HAProxy's own memory of its servers has their ports, too, and would win."""
    ports = fleet.on("data1", "sh", "-c", "sed -i 's/:80 weight/:81 weight/' /etc/haproxy/haproxy.cfg && systemctl reload haproxy && sleep 3; true")
    try:
        assert set(fleet.servers("data1").values()) == {"DOWN"}, ports
    finally:
        assert fleet.converge().code == 0


@pytest.mark.parametrize("balancer", [pytest.param("bookworm1", marks=LONG), "data1"])
def test_a_configuration_that_haproxy_refuses_changes_nothing(fleet, balancer):
    before, workers = fleet.on(balancer, "sha256sum", "/etc/haproxy/haproxy.cfg"), fleet.processes(balancer)
    run = fleet.converge("--limit", balancer, load_balancer_certificate="/etc/ssl/private/none.pem")
    assert run.code != 0
    assert "golive-haproxy-validate refused it" in run.output and "none.pem" in run.output and "Nothing was changed" in run.output, run.output[-3000:]
    assert (fleet.on(balancer, "sha256sum", "/etc/haproxy/haproxy.cfg"), fleet.processes(balancer)) == (before, workers)
    assert Client(fleet, balancer).ask()[0] == 200


@LONG
def test_a_reload_by_hand_does_not_take_a_broken_configuration_either(fleet):
    workers = fleet.processes("data1")
    fleet.on("data1", "sh", "-c", "cd /etc/haproxy && cp haproxy.cfg kept && echo broken >> haproxy.cfg")
    try:
        assert "rc=1" in fleet.on("data1", "sh", "-c", "systemctl reload haproxy; echo rc=$?")
    finally:
        fleet.on("data1", "mv", "/etc/haproxy/kept", "/etc/haproxy/haproxy.cfg")
    assert "HAProxy refused its configuration and goes on" in fleet.on("data1", "journalctl", "-u", "haproxy", "-n", "30", "--no-pager")
    assert fleet.processes("data1") == workers and Client(fleet).ask()[0] == 200


@LONG
def test_a_configuration_that_cannot_be_started_with_is_an_error_and_the_old_one_goes_on(fleet):
    """What only shows when HAProxy begins: a port that another program has."""
    run = fleet.converge("--limit", "bookworm1", load_balancer_https_port=22)
    try:
        assert run.code != 0 and "could not start with its new configuration" in run.output, run.output[-3000:]
        assert Client(fleet, "bookworm1").ask()[0] == 200
    finally:
        assert fleet.converge().code == 0


NAMED = {"server_names": ["a.test"]}


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"load_balancer_address": 'a"b {'}, "is neither an IP address nor a name"),
        ({"golive_applications": {"mirror": {"server_names": ['a".test\nbackend x']}}}, "which is no host name"),
        *(
            pytest.param(*case, marks=LONG)
            for case in (
                ({"load_balancer_http_port": "80\nbackend x"}, "load_balancer_http_port"),
                ({"load_balancer_certificate": "/a.pem verify none"}, "must be the absolute path of a file or folder"),
                ({"load_balancer_certificate": "/a.pem\nbackend x"}, "must be the absolute path of a file or folder"),
                ({"load_balancer_tls": "none }"}, "load_balancer_tls"),
                ({"load_balancer_weight": "1 disabled"}, "load_balancer_weight"),
                ({"golive_applications": {"mirror": {"server_names": ["a.test }\n"]}}}, "which is no host name"),
                ({"golive_applications": {'mi"rror\n': NAMED}}, "takes a lower-case letter"),
                ({"golive_applications": {"mirror": {**NAMED, "health_path": "/ hdr X"}}}, "health_path is"),
            )
        ),
    ],
)
def test_hostile_variables_are_refused_and_change_nothing(fleet, variables, words):
    before = fleet.on("data1", "sha256sum", "/etc/haproxy/haproxy.cfg")
    run = fleet.converge("--limit", "data1", **variables)
    assert run.code != 0 and words in " ".join(run.output.split()), run.output[-3000:]
    assert fleet.on("data1", "sha256sum", "/etc/haproxy/haproxy.cfg") == before
