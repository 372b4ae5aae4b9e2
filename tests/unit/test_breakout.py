# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Nothing that a variable holds breaks out of the syntax of a file: it is one value there, or it is refused by name.

The variables are those of the roles' argument specs, the settings of an application among them, and every place inside of them that holds something.
"""

from __future__ import annotations

import functools
import os
import re

import config_syntax
import hostile_values
import pytest
import role_files
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

# Of each role what its defaults don't show: where a default is empty, what it takes; and a second time, where that leads to other files.
SHOP = {
    "server_names": ["shop.example.com", "*.shop.example.com"],
    "certificate": {"source": "files", "chain": "/etc/ssl/shop.pem", "key": "/etc/ssl/shop.key"},
    "assets": ["build/assets"],
    "entry": "shop.wsgi:application",
    "processes": 2,
    "packages": ["imagemagick"],
    "environment": {"DATABASE_URL": "postgresql://shop@localhost/shop"},
    "shared": ["storage"],
    "build": [["make", "assets"]],
    "migrate": [["make", "migrate"]],
    "hooks": {"after_flip": [["make", "warm"]]},
    "workers": {"queue": {"command": ["make", "work"], "processes": 2, "stop_seconds": 90, "stop_signal": "INT"}},
    "schedule": {"nightly": {"command": ["make", "clean"], "calendar": "*-*-* 03:00:00"}},
    "scheduler_host": "web1",
    "checks": [{"id": "B01", "type": "space"}],
    "checks_presets": ["web"],
    "monitors": ["192.0.2.0/24", "2001:db8::7"],
    "security_headers": {
        "preset": "server_rendered",
        "headers": {"X-Robots-Tag": "noindex"},
        "csp": {"img-src": ["self", "https://cdn.example.com"], "sandbox": ["allow-forms"], "script-src": [{"inline": "start();"}]},
        "report_only": {"style-src": ["self"]},
        "permissions": {"camera": ["https://meet.example.com"]},
        "locations": {"/embedded": {"csp": {"frame-ancestors": ["self"]}, "headers": {"X-Own": "1"}}},
        "reports": True,
    },
    "rate_limit": 20,
    "limits": {"login": {"paths": ["/login"], "methods": ["POST"], "per_minute": 10, "burst": 4, "concurrent": 2, "max_body": "20m"}},
    "share_cookie": "sessionid",
    "preview_secret": "correct-horse-battery-staple",
    "artifact": {"path": "/dist/shop.tar.gz"},
}
HEADERS = {f"security_headers_{name}": value for name, value in SHOP["security_headers"].items()}
RUNTIME = {"name": "php", "protocol": "fastcgi", "index": "index.php", "packages": ["php8.4-fpm"], "command": ["/usr/sbin/php-fpm8.4"], "stop_signal": "QUIT"}
FLEET = {
    "groups": {"web": ["web1"], "balancer": ["lb1"]},
    "hostvars": {
        "web1": {"ansible_host": "192.0.2.11", "load_balancer_weight": 10, "golive_applications": {"shop": {"server_names": ["shop.example.com"]}}},
        "lb1": {"load_balancer_address": "192.0.2.10"},
    },
}
HERE = {"load_balancer_hosts": "", "load_balancer_address": ""}
NAMED = {"tls_name": "shop", "tls_server_names": ["shop.example.com"]}
NO_ACME, NO_FILES = {"tls_acme_email": "", "tls_acme_ca_file": ""}, {"tls_chain": "", "tls_key": ""}
SECRETS = {"password": "correct-horse-battery", "owner_password": "correct-horse-battery-too"}
DATABASE = {**SECRETS, "connections": 5}
LISTENING = ["localhost", "192.0.2.7"]
SAMPLES = [
    ("nginx", {"nginx_trusted_proxies": ["192.0.2.1"], "nginx_tls_ports": [443], **FLEET, "hostvars": {"lb1": FLEET["hostvars"]["lb1"]}}),
    ("supervisord", {}),
    ("php_runtime", {"php_runtime_extensions": ["pgsql"]}),
    ("python_runtime", {"python_runtime_max_requests": 500}),
    ("python_runtime", {"python_runtime_server": "uvicorn", "python_runtime_max_requests": 500}),
    ("python_runtime", {"python_runtime_server": "granian"}),
    ("node_runtime", {}),
    ("load_balancer", {"load_balancer_tls": "terminate", "load_balancer_certificate": "/etc/ssl/shop.pem", **HERE, **FLEET}),
    ("load_balancer", {"load_balancer_tls": "passthrough", **HERE, **FLEET}),
    ("security_headers", {"security_headers_name": "shop", **HEADERS}),
    ("tls", {**NAMED, "tls_acme_email": "web@example.com", "tls_acme_ca_file": "/etc/ssl/acme.pem", **NO_FILES}),
    ("tls", {**NAMED, "tls_server_names": ["*.shop.example.com"], "tls_source": "files", "tls_chain": "/etc/a.pem", "tls_key": "/etc/a.key", **NO_ACME}),
    ("tls", {**NAMED, "tls_source": "own", **NO_ACME, **NO_FILES}),
    ("postgresql", {"postgresql_listen_addresses": LISTENING, "postgresql_databases": {"shop": {**DATABASE, "clients": ["192.0.2.0/24"]}}}),
    ("mariadb", {"mariadb_listen_addresses": LISTENING, "mariadb_databases": {"shop": DATABASE}}),
    ("redis", {"redis_listen_addresses": LISTENING, "redis_users": {"shop": {"password": SECRETS["password"], "prefix": "shop:", "commands": ["scan"]}}}),
    ("application", {"application_name": "shop", "application_runtime": RUNTIME, "golive_applications": {"shop": SHOP}}),
]  # fmt: skip
NOT_OURS = [("hostvars", host, *more) for host in FLEET["hostvars"] for more in [(), *((("name", name),) for name in FLEET["hostvars"][host])]]
NOT_OURS += [("hostvars",), ("golive_applications",), *(("hostvars", ("name", host)) for host in FLEET["hostvars"])]
NOT_OURS += [(*where, inner) for where in [("golive_applications",), ("hostvars", "web1", "golive_applications")] for inner in ("shop", ("name", "shop"))]
OF_TYPE = {"str": "word", "path": "/word", "int": 1, "bool": True, "list": ["word"], "dict": {"word": "word"}}
# What a place may hold where it is to hold nothing, or the other of two.
EMPTY = ("", 0, False, True, None, [], {})
# What Ansible, or Python, says of what nobody thought of.
CRASHED = re.compile(r"unhashable|has no attribute|not iterable|not supported between|Traceback|is undefined|'NoneType' object|expected string or bytes")


@functools.cache
def sample(number):
    """All variables of a role, each with something in it."""
    role, given_ = SAMPLES[number]
    found = {}
    for name, option in role_files.options(role).items():
        if name not in given_ and role != "application":
            found[name] = option.get("default") if "{{" not in str(option.get("default")) else None
            if found[name] in (None, "", [], {}):
                found[name] = OF_TYPE[option["type"]]
    return {**found, **given_}


@functools.cache
def found_places(number):
    """Every place of the role's variables that is its to judge."""
    return [place for place in hostile_values.places(sample(number)) if not (place in NOT_OURS or place[0] == "groups" or _is_of_contract(place))]


def _is_of_contract(place):
    """What keys a runtime's contract has, is its role's."""
    return place == ("application_runtime",) or (place[0] == "application_runtime" and isinstance(place[-1], tuple))


@functools.cache
def written(number):
    return role_files.files(SAMPLES[number][0], sample(number))


def structures(number, place, other):
    """The files with I(other) in that place: those that are new, and those that differ from the sample's, as they are made. Raises C(Refused)."""
    variables, good = hostile_values.put(sample(number), place, other), hostile_values.at(sample(number), place)
    if place == ("application_name",) and other.__hash__:
        variables["golive_applications"] = {other: SHOP}
    files = role_files.files(SAMPLES[number][0], variables)
    # A name that is taken is in names of files, sections and variables, too.
    if str(place[-1]).endswith("_name") or isinstance(place[-1], tuple):
        if isinstance(other, str) and re.fullmatch(r"[a-z][a-z0-9_-]+", other):
            files = {path.replace(other, good): text.replace(other, good) for path, text in files.items()}
    before = written(number)
    return files.keys() - before.keys(), {path: config_syntax.structure(path, text) for path, text in files.items() if before.get(path) != text}


@functools.cache
def harmless(number, place):
    """How the files may be made: as in the sample, or as without a value in that place."""
    found = []
    for other in (hostile_values.at(sample(number), place), *EMPTY):
        if isinstance(place[-1], tuple) and isinstance(other, (list, dict)):
            continue
        try:
            _new, made = structures(number, place, other)
        except role_files.Refused:
            continue
        except config_syntax.Broken:
            continue
        found.append(made)
    return found


def may_be(number, place, path, made):
    if path in written(number) and made == config_syntax.structure(path, written(number)[path]):
        return True
    return any(made == other[path] for other in harmless(number, place) if path in other)


def variable(place):
    """What a person has written that is in that place, as far as a message has to name it: of a name, what it is in."""
    steps = [step for step in place if isinstance(step, str)] or [place[0]]
    if steps[0] == "golive_applications":
        # What is wrong with the environment's values is found when a release is made.
        return steps[-1] if steps[2:3] == ["environment"] else ".".join(steps[:3])
    if steps[0] == "hostvars":
        # The address of a host may be its name, that of its connection, or one for the load balancer: what to set is said.
        return steps[-1].replace("ansible_host", "load_balancer_address")
    return steps[0].removeprefix("security_headers_") if steps[0] in HEADERS else steps[0]


@pytest.mark.parametrize("number", range(len(SAMPLES)), ids=[f"{role}-{number}" for number, (role, _given) in enumerate(SAMPLES)])
def test_a_value_stays_one_or_is_refused_by_name(number):
    written(number)
    places = found_places(number)

    # A failure says its place and value itself; to look for a smaller one would take minutes.
    @settings(max_examples=40 if "GOLIVE_CASES" in os.environ else 1 if len(places) > 30 else 4, phases=[Phase.generate])
    @given(st.data())
    def ask(data):
        for place in places:
            good = hostile_values.at(sample(number), place)
            judge(number, place, data.draw(hostile_values.hostile(good, isinstance(place[-1], tuple)), label=str(place)))

    ask()


def judge(number, place, value):
    try:
        new, found = structures(number, place, value)
    except role_files.Refused as refused:
        assert variable(place) in str(refused) and not CRASHED.search(str(refused)), (place, value, str(refused))
        return
    wrong = [path for path, made in found.items() if not may_be(number, place, path, made)]
    assert not new and not wrong, (place, value, new, wrong)


# What the first of these tests found, so that it is asked each time.
@pytest.mark.parametrize(
    ("role", "name", "value"),
    [
        ("php_runtime", "php_runtime_memory_limit", "128M\nauto_prepend_file = /tmp/evil.php"),
        ("php_runtime", "php_runtime_upload_max_filesize", "16M ; x"),
        ("php_runtime", "php_runtime_process_megabytes", 0),
        ("nginx", "nginx_worker_connections", "2048\n"),
        ("nginx", "nginx_tls_ports", ["443_0"]),
        ("supervisord", "supervisord_stop_seconds", "300\n"),
        ("python_runtime", "python_runtime_threads", "4\u0085"),
        ("security_headers", "security_headers_name", "shop;\nload_module /tmp/evil.so"),
        ("security_headers", "security_headers_name", "../../cron.d/shop"),
        ("tls", "tls_acme_ca_file", "/etc/ssl/acme.pem\nExecStartPre=/tmp/evil"),
    ],
)
def test_what_once_broke_out_is_refused_by_name(role, name, value):
    number = next(number for number, (other, _given) in enumerate(SAMPLES) if other == role)
    with pytest.raises(role_files.Refused, match=f"^{name}.* but must be .* was changed; correct it"):
        role_files.files(role, {**sample(number), name: value})


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("listen_port", True),
        ("packages", ["imagemagick", "-oX=1"]),
        ("health_path", "/" + "x" * 5000),
        ("server_names", ["a..example.com"]),
        ("certificate", {"source": ["own"]}),
        ("security_headers", {"preset": "api", "headers": {"X-Long": "x" * 5000}}),
    ],
)
def test_a_setting_that_once_broke_out_is_refused_by_its_place(setting, value):
    number = len(SAMPLES) - 1
    for variables, place in (
        ({"golive_applications": {"shop": {**SHOP, setting: value}}}, f"golive_applications.shop.{setting}"),
        ({"golive_applications": {"shop": {key: SHOP[key] for key in SHOP if key != setting}}, f"application_{setting}": value}, f"application_{setting}"),
    ):
        with pytest.raises(role_files.Refused) as caught:
            role_files.files("application", {**sample(number), **variables})
        assert "Nothing of it was changed; correct " + place in str(caught.value) or "unable to convert" in str(caught.value)


def test_a_number_from_the_command_line_is_one():
    assert "worker_rlimit_nofile 4096;" in role_files.files("nginx", {**sample(0), "nginx_worker_connections": "2048"})["/etc/nginx/nginx.conf"]
