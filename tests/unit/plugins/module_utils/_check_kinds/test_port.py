# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import checks
import pytest
from ansible_collections.golive.web.plugins.module_utils._facts.sockets import Listener


def judged(*listeners, state="listening", **options):
    found = checks.judged(tuple(Listener(address, port, program) for address, port, program in listeners), check="port", port=80, state=state, **options)
    return found.reason, found.observed


NGINX, LOCAL, OTHER = ("0.0.0.0", 80, "nginx"), ("127.0.0.1", 80, "python3"), ("127.0.0.1", 81, "python3")


@pytest.mark.parametrize("listeners, options, reason, observed", [
    ([NGINX, OTHER], {}, "", "nginx listens on 0.0.0.0"),
    ([OTHER], {}, "missing", "nothing listens"),
    ([LOCAL], {"addresses": ["127.0.0.1"]}, "", "python3 listens on 127.0.0.1"),
    ([LOCAL, ("::1", 80, "")], {"addresses": ["127.0.0.0/8", "::1"]}, "", "python3 listens on 127.0.0.1, somebody listens on ::1"),
    ([LOCAL, ("10.0.0.1", 80, "python3")], {"addresses": ["127.0.0.0/8"]}, "listening", "python3 listens on 10.0.0.1"),
    ([NGINX], {"addresses": ["127.0.0.1"]}, "listening", "nginx listens on 0.0.0.0"),
    ([("::", 80, "nginx")], {"addresses": ["::1"]}, "listening", "nginx listens on ::"),
])  # fmt: skip
def test_one_that_must_listen_does_so_only_where_it_may(listeners, options, reason, observed):
    assert judged(*listeners, **options) == (reason, observed)


@pytest.mark.parametrize("listeners, options, reason, observed", [
    ([OTHER], {}, "", "nothing listens"),
    ([LOCAL], {}, "listening", "python3 listens on 127.0.0.1"),
    ([LOCAL], {"addresses": ["10.0.0.1"]}, "", "nothing listens"),
    ([NGINX], {"addresses": ["10.0.0.1"]}, "listening", "nginx listens on 0.0.0.0"),
])  # fmt: skip
def test_one_that_must_be_free_is_not_where_somebody_listens_on_it(listeners, options, reason, observed):
    assert judged(*listeners, state="free", **options) == (reason, observed)


@pytest.mark.parametrize("options, words", [
    ({"port": 0}, "from 1 to 65535"), ({"port": 65536}, "from 1 to 65535"), ({"addresses": ["localhost"]}, "addresses or networks"),
    ({"state": "open"}, "one of free"),
])  # fmt: skip
def test_what_is_no_port_and_no_address_is_refused(options, words):
    assert words in checks.mistake(**{"check": "port", "port": 80, "state": "free", **options})


def test_its_id_names_the_protocol():
    assert checks.ready(check="port", port=53, state="free", protocol="udp")["id"] == "port:53/udp"
