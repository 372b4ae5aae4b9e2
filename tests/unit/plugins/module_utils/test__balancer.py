# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import contextlib

import pytest
from ansible_collections.golive.web.plugins.module_utils import _balancer
from ansible_collections.golive.web.plugins.module_utils._haproxy import HaproxyError, Server


class Balancer:
    """HAProxy's side: I(states) by backend and server. A server in I(sick) is not well; those in I(busy) have that many looks until they are idle.

    I(mending): looks until a sick server is well; I(ending): looks until no process of an earlier reload is left.
    """

    def __init__(self, states, sick=(), busy=0, mending=10**6, ending=0, tracks=()):
        self.states = {backend: dict(servers) for backend, servers in states.items()}
        self.weights = {}
        self.sick, self.busy, self.mending, self.left, self.tracks = set(sick), busy, mending, ending, dict(tracks)
        self.told, self.forgotten, self.looks, self.now = [], [], 0, 0.0

    def servers(self):
        return [self._server(backend, name, state) for backend, servers in self.states.items() for name, state in servers.items()]

    def _server(self, backend, name, state):
        well = name not in self.sick or self.looks >= self.mending
        status = {"ready": "UP", "drain": "DRAIN", "maint": "MAINT"}[state] if well or state == "maint" else "DOWN"
        weight = self.weights.get((backend, name), 100)
        sessions = max(self.busy - self.looks, 0) if state != "ready" else 1
        return Server(backend, name, 1, state, status, weight, sessions, "L7OK/200" if well else "L7STS/503", well, self.tracks.get(backend, ""))

    def ending(self):
        return max(self.left - self.looks, 0)

    def set(self, server, setting, value):
        self.told.append((f"{server.backend}/{server.name}", value))
        if setting == "state":
            self.states[server.backend][server.name] = value
        else:
            self.weights[server.backend, server.name] = value

    def forget_clients(self, server):
        self.forgotten.append(server.backend)

    def wait(self, done, seconds):
        start = self.now
        while not done(self.servers()) and self.now - start < seconds:
            self.now += 1
            self.looks += 1
        return self.now - start


READY = {"gigs": {"web1": "ready", "web2": "ready", "web3": "ready"}}


@pytest.fixture
def change():
    """Changes a server as the module does; gives what it returns, and the events 'locked', 'kept' and 'free' in order."""

    def change(balancer, name, **options):
        change.events = []

        @contextlib.contextmanager
        def lock():
            change.events.append("locked")
            yield
            change.events.append("free")

        return _balancer.change(name, balancer=balancer, lock=lock, keep=lambda: change.events.append("kept"), **options)

    return change


def test_a_server_is_drained_in_every_backend_and_that_is_kept(change):
    balancer = Balancer({**READY, "shop": {"web1": "ready", "web2": "ready"}})
    result = change(balancer, "web1", state="drain", least_healthy=1)
    assert balancer.told == [("gigs/web1", "drain"), ("shop/web1", "drain")]
    assert change.events == ["locked", "kept", "free"]
    assert (result["changed"], result["serving"]) == (True, {"gigs": ["web2", "web3"], "shop": ["web2"]})
    assert result["diff"] == {
        "before": "gigs/web1 ready, weight 100\nshop/web1 ready, weight 100\n", "after": "gigs/web1 drain, weight 100\nshop/web1 drain, weight 100\n"
    }  # fmt: skip


@pytest.mark.parametrize("state", ["drain", "ready"])
def test_what_is_as_wanted_already_is_not_told_or_kept_again(change, state):
    balancer = Balancer({"gigs": {"web1": state, "web2": "ready"}})
    assert change(balancer, "web1", state=state, least_healthy=1)["changed"] is False
    assert balancer.told == [] and "kept" not in change.events


def test_without_a_wish_nothing_is_changed(change):
    balancer = Balancer(READY)
    assert change(balancer, "web2")["servers"] == [{"backend": "gigs", "admin": "ready", "status": "UP", "weight": 100, "sessions": 1, "check": "L7OK/200"}]
    assert balancer.told == []


@pytest.mark.parametrize(("busy", "seconds", "waited", "left"), [(0, 9, 0, 0), (4, 9, 4, 0), (40, 9, 9, 31)])
def test_draining_waits_for_the_requests_that_a_server_has_and_tells_those_that_are_left(change, busy, seconds, waited, left):
    result = change(Balancer(READY, busy=busy), "web1", state="drain", wait_seconds=seconds)
    assert (result["seconds"], result["sessions"]) == (waited, left)


def test_draining_waits_for_the_processes_that_have_not_heard_of_it(change):
    result = change(Balancer(READY, ending=6), "web1", state="drain", wait_seconds=60)
    assert (result["seconds"], result["ending"]) == (6, 0)
    assert change(Balancer(READY, ending=6), "web1", state="drain", wait_seconds=2)["ending"] == 4


def test_a_drained_server_keeps_no_clients_that_always_get_to_it(change):
    balancer = Balancer(READY)
    change(balancer, "web1", state="drain")
    assert balancer.forgotten == ["gigs"]


@pytest.mark.parametrize(("sick", "drained", "least"), [(("web2", "web3"), (), 1), (("web2",), ("web3",), 1), (("web2",), (), 2)])
def test_the_last_well_server_is_not_taken_out(change, sick, drained, least):
    balancer = Balancer({"gigs": {name: "drain" if name in drained else "ready" for name in ("web1", "web2", "web3")}}, sick=sick)
    with pytest.raises(HaproxyError, match="web1 was not taken out of traffic: of the other servers of gigs, .* are well .* Nothing was changed"):
        change(balancer, "web1", state="drain", least_healthy=least)
    with pytest.raises(HaproxyError):
        change(balancer, "web1", state="drain", least_healthy=least, check=True)
    assert balancer.told == []


def test_the_only_server_is_not_taken_out_whatever_others_other_backends_have(change):
    with pytest.raises(HaproxyError, match=r"of the other servers of shop, 0 are well \(none\), and 1 must stay"):
        change(Balancer({**READY, "shop": {"web1": "ready"}}), "web1", state="drain", least_healthy=1)


def test_a_server_that_is_down_or_out_already_takes_nothing_away(change):
    assert change(Balancer({"gigs": {"web1": "ready", "web2": "drain"}}, sick=("web1",)), "web1", state="drain", least_healthy=1)["changed"]
    assert not change(Balancer({"gigs": {"web1": "drain", "web2": "drain"}}), "web1", state="drain", least_healthy=1)["changed"]


def test_a_server_comes_back_when_it_is_well_and_not_before(change):
    balancer = Balancer({"gigs": {"web1": "drain", "web2": "ready"}}, sick=("web1",), mending=7)
    result = change(balancer, "web1", state="ready", wait_seconds=30)
    assert (result["seconds"], balancer.told) == (7, [("gigs/web1", "ready")])


def test_a_server_that_does_not_get_well_stays_out(change):
    balancer = Balancer({"gigs": {"web1": "drain", "web2": "ready"}}, sick=("web1",))
    with pytest.raises(HaproxyError, match=r"web1 was not well for the load balancer within 30 s: gigs finds it DOWN \(L7STS/503\). It was not brought back"):
        change(balancer, "web1", state="ready", wait_seconds=30)
    assert balancer.told == [] and "kept" not in change.events


def test_a_server_in_maintenance_is_asked_whether_it_is_well_before_it_comes_back(change):
    balancer = Balancer({"gigs": {"web1": "maint", "web2": "ready"}}, sick=("web1",), mending=3)
    change(balancer, "web1", state="ready", wait_seconds=30)
    assert balancer.told == [("gigs/web1", "drain"), ("gigs/web1", "ready")]


def test_where_nobody_else_is_well_a_server_comes_back_as_it_is(change):
    balancer = Balancer({"gigs": {"web1": "drain", "web2": "ready"}, "new": {"web1": "drain", "web2": "ready"}}, sick=("web1", "web2"))
    assert change(balancer, "web1", state="ready", wait_seconds=30)["seconds"] == 0


def test_what_tracks_another_server_gets_its_state_by_that_and_a_weight_by_itself(change):
    balancer = Balancer({**READY, "gigs.tls": {"web1": "ready", "web2": "ready"}}, tracks={"gigs.tls": "gigs/web1"})
    change(balancer, "web1", state="drain", weight=10)
    assert balancer.told == [("gigs/web1", "drain"), ("gigs/web1", 10), ("gigs.tls/web1", 10)]


@pytest.mark.parametrize("options", [{"state": "drain"}, {"state": "maint"}, {"weight": 3}])
def test_check_mode_foretells_and_touches_nothing(change, options):
    balancer = Balancer(READY, busy=50)
    foretold = change(balancer, "web1", check=True, wait_seconds=60, **options)
    assert (balancer.told, balancer.forgotten, balancer.now, change.events) == ([], [], 0, [])
    done = change(balancer, "web1", wait_seconds=60, **options)
    assert (foretold["changed"], foretold["diff"]) == (done["changed"], done["diff"]) == (True, done["diff"])


@pytest.mark.parametrize("weight", [-1, 257])
def test_a_weight_that_there_is_not_is_refused(change, weight):
    with pytest.raises(HaproxyError, match="none of 0 to 256"):
        change(Balancer(READY), "web1", weight=weight)


def test_a_host_that_the_balancer_does_not_know_is_named_with_those_that_it_does(change):
    with pytest.raises(HaproxyError, match="has no server web9; its servers are: web1, web2, web3. Nothing was changed; provision the load balancer"):
        change(Balancer(READY), "web9", state="drain")
