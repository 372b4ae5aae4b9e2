# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is known of an application, as one dict that was checked."""

from __future__ import annotations

import copy
import difflib
import ipaddress
import pathlib
import re

import yaml
from ansible.errors import AnsibleLookupError
from ansible_collections.golive.web.plugins.plugin_utils import _csp, _headers, _limits

_ROLE = pathlib.Path(__file__).parents[2] / "roles/application/defaults/main.yml"

_NAME = re.compile(r"[a-z][a-z0-9_]{0,22}")
_PART_NAME = re.compile(r"[a-z][a-z0-9_-]{0,30}")
_ENVIRONMENT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SIGNALS = ("TERM", "QUIT", "INT", "USR1", "USR2", "HUP")

# These reach configuration files, so each is described by what it may hold, never by what it may not.
_SERVER_NAME = re.compile(r"(\*\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")
_TEXT = {
    "public_dir": (re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*"), "a relative path such as 'public'"),
    "entry": (re.compile(r"[A-Za-z0-9_.:/@()=,-]*"), "an entry point such as 'gigs.wsgi:application'"),
    "max_body": (re.compile(r"[0-9]{1,9}[kKmMgG]?"), "a size such as '16m'"),
    "health_path": (re.compile(r"/[A-Za-z0-9._~/-]*"), "a path such as '/health/ready'"),
    "release_header": (re.compile(r"([A-Za-z][A-Za-z0-9-]*)?"), "the name of a header such as 'X-Release', or empty"),
    "share_cookie": (re.compile(r"[A-Za-z0-9_.-]{0,64}"), "the name of a cookie, of letters, digits, '_', '.' and '-'"),
    "maintenance_page": (re.compile(r"[^\x00-\x1f]*"), "the path of a file"),
    "checks_tier": (re.compile(r"[A-Za-z0-9_.-]{1,64}"), "a word such as 'production'"),
    "checks_threshold": (re.compile("low|medium|high|critical"), "low, medium, high or critical"),
    "scheduler_host": (re.compile(r"[A-Za-z0-9._:-]*"), "the inventory name of a host"),
}
_NETWORK = re.compile(r"[0-9A-Fa-f.:]+(/[0-9]{1,3})?")
_PREVIEW_SECRET = re.compile(r"([A-Za-z0-9_-]{20,})?")
_FILE = re.compile(r"(/[A-Za-z0-9_.-]+)+")
# Where a certificate may be from, with what else has to be said of it.
CERTIFICATES = {"acme": (), "files": ("chain", "key"), "own": ()}
_CALENDAR = re.compile(r"[A-Za-z0-9*,./:~_+ -]+")
_INSIDE = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")
_PORTS = range(1, 65536)
# The points of a rollout on a host at which commands may be run.
HOOKS = ("before_flip", "after_flip", "after_rollback", "after_finish")


def of_all(variables):
    """The settings of all applications, from the variables C(application_SETTING) among I(variables) and the role's defaults; without a runtime."""
    return {**copy.deepcopy(_DEFAULTS), **{name: variables[f"application_{name}"] for name in _DEFAULTS if f"application_{name}" in variables}}


def _defaults():
    with _ROLE.open(encoding="utf-8") as file:
        return {"runtime": {}, **{name.removeprefix("application_"): value for name, value in yaml.safe_load(file).items()}}


# Read by the process that Ansible's workers are forked from.
_DEFAULTS = _defaults()


def application_settings(defaults, overrides, name):
    """The settings of the application I(name): its own I(overrides) over the I(defaults) of all applications.

    Both are dicts of setting to value; every setting is in I(defaults). The key C(runtime) of I(overrides) names the runtime and is
    not merged, since C(defaults.runtime) is the runtime's contract. Workers and jobs come back complete, and C(health) says how it is asked.
    Raises AnsibleLookupError, which names the setting; it never holds a value of C(environment).
    """
    fault = _Fault(name)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        fault("name", "takes a lower-case letter and then up to 22 lower-case letters, digits and '_'")
    if not isinstance(overrides, dict):
        fault("", "must be a dictionary of settings")
    for key in overrides:
        if key not in defaults or key == "name":
            near = difflib.get_close_matches(str(key), [known for known in defaults if known != "name"], 1)
            fault(str(key), "is no setting of an application" + (f"; did you mean '{near[0]}'?" if near else ""))
    for key, value in overrides.items():
        kind = str if key == "runtime" else next(kind for kind in (dict, list, int, str) if isinstance(defaults[key], kind))
        if not isinstance(value, kind):
            fault(key, f"must be of the type {kind.__name__}")
    settings = {**defaults, **{key: value for key, value in overrides.items() if key != "runtime"}, "name": name}
    _check_web(settings, fault)
    _check_numbers(settings, fault)
    _check_environment(settings.get("environment"), fault)
    for setting, place in (("shared", "the release"), ("assets", "the public folder")):
        for path in settings[setting]:
            if not isinstance(path, str) or not _INSIDE.fullmatch(path) or {".", ".."} & set(path.split("/")):
                fault(setting, f"has {path!r}, which is no path inside {place}")
    for setting in ("build", "migrate"):
        for command in settings[setting]:
            if not _is_command(command):
                fault(setting, f"has {command!r}, but takes commands, each a list of words; quote what is a number")
    _check_hooks(settings["hooks"], fault)
    _check_certificate(settings["certificate"], fault)
    _check_headers(settings["security_headers"], fault)
    settings["limits"] = {key: _limits.checked(key, value, fault) for key, value in settings["limits"].items()}
    settings["workers"] = {
        key: _part("workers", key, value, {"processes": 1, "stop_seconds": settings["stop_seconds"], "stop_signal": "TERM"}, fault)
        for key, value in settings["workers"].items()
    }
    settings["schedule"] = {key: _part("schedule", key, value, {"calendar": ""}, fault) for key, value in settings["schedule"].items()}
    settings["health"] = _health(settings)
    return settings


def _health(settings):
    """How the application is asked whether it is well; a wildcard stands for any name."""
    host = settings["server_names"][0].replace("*", "golive")
    return {"path": settings["health_path"], "host": host, "port": settings["listen_port"], "header": settings["release_header"]}


class _Fault:
    def __init__(self, name):
        self.name = name

    def __call__(self, setting, sentence):
        raise AnsibleLookupError(f"The application '{self.name}': {setting + ' ' if setting else ''}{sentence}.")


def _check_web(settings, fault):
    if not isinstance(settings["server_names"], list) or not settings["server_names"]:
        fault("server_names", "must list at least one name")
    for server_name in settings["server_names"]:
        if not isinstance(server_name, str) or not _SERVER_NAME.fullmatch(server_name):
            fault("server_names", f"has {server_name!r}, which is no host name")
    for setting, (pattern, meaning) in _TEXT.items():
        if not isinstance(settings[setting], str) or not pattern.fullmatch(settings[setting]):
            fault(setting, f"is {settings[setting]!r}, but must be {meaning}")
    # Its value is in no message.
    if not isinstance(settings["preview_secret"], str) or not _PREVIEW_SECRET.fullmatch(settings["preview_secret"]):
        fault("preview_secret", "must be at least 20 letters, digits, '-' and '_', or empty for no previews")
    for address in settings["monitors"]:
        if not isinstance(address, str) or not _is_network(address):
            fault("monitors", f"has {address!r}, which is neither an address nor a network such as 192.0.2.0/24")
    for setting in ("listen_port", "tls_port"):
        if settings[setting] not in _PORTS:
            fault(setting, f"is {settings[setting]!r}, but must be a number from 1 to 65535")
    if settings["certificate"] and settings["listen_port"] == settings["tls_port"]:
        fault("tls_port", f"is {settings['tls_port']}, and so is listen_port; without TLS another port is asked")


def _is_network(text):
    """Whether I(text) is an IP address or network as nginx writes them too: without a zone, which may be any text, and with the prefix as a number."""
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return bool(_NETWORK.fullmatch(text))


def _check_numbers(settings, fault):
    positive = ("request_seconds", "drain_seconds", "stop_seconds", "start_seconds", "maintenance_seconds", "keep_releases", "keep_assets_days", "rate_burst")
    for setting in ("processes", "settle_seconds", "rate_limit", *positive):
        least = 1 if setting in positive else 0
        if isinstance(settings[setting], bool) or not isinstance(settings[setting], int) or settings[setting] < least:
            fault(setting, f"is {settings[setting]!r}, but must be a whole number of at least {least}")
    if not isinstance(settings["compress"], bool):
        fault("compress", f"is {settings['compress']!r}, but must be true or false")
    # Whoever stops waiting before the longest request has ended cuts it off.
    for setting in ("drain_seconds", "stop_seconds"):
        if settings[setting] < settings["request_seconds"]:
            fault(setting, f"is {settings[setting]}, which is less than request_seconds ({settings['request_seconds']})")


def _check_environment(environment, fault):
    if not isinstance(environment, dict):
        fault("environment", "must be a dictionary")
    for key in environment:
        if not isinstance(key, str) or not _ENVIRONMENT_NAME.fullmatch(key):
            fault("environment", f"has the name {key!r}, which is not made of letters, digits and '_'")
        if key.startswith(("GOLIVE_", "LD_")):
            fault("environment", f"sets {key}, but GOLIVE_ and LD_ are reserved")


def _check_hooks(hooks, fault):
    for point, commands in hooks.items():
        if point not in HOOKS:
            fault("hooks", f"has {point!r}, but knows only the points {', '.join(HOOKS)}")
        for command in commands if isinstance(commands, list) else [commands]:
            if not _is_command(command):
                fault(f"hooks.{point}", f"has {command!r}, but takes commands, each a list of words; quote what is a number")


def _check_certificate(given, fault):
    needed = CERTIFICATES.get(given.get("source")) if given else ()
    if needed is None:
        fault("certificate", f"has the source {given.get('source')!r}, but takes {', '.join(CERTIFICATES)}")
    for key in {**given, **dict.fromkeys(needed)}:
        if key != "source" and key not in needed:
            fault("certificate", f"has {key!r}, which the source {given['source']} doesn't take")
        if key in needed and (not isinstance(given.get(key), str) or not _FILE.fullmatch(given[key])):
            fault(f"certificate.{key}", "must be the path of a file on the host")


def _check_headers(given, fault):
    unknown = [str(key) for key in given if key not in ("preset", *_headers.OPTIONS)]
    if unknown:
        fault("security_headers", f"has {unknown[0]!r}, but takes only preset, {', '.join(_headers.OPTIONS)}")
    try:
        if given:
            _headers.by_location(given.get("preset"), **{key: value for key, value in given.items() if key != "preset"})
    except _csp.Mistake as mistake:
        fault(f"security_headers.{mistake.place}", f"has a mistake: {mistake}")


def _is_command(words):
    return isinstance(words, list) and bool(words) and all(isinstance(word, str) and word for word in words)


def _part(setting, name, value, defaults, fault):
    """One worker or job, complete: C(command) and the keys of I(defaults)."""
    where = f"{setting}.{name}"
    if not isinstance(name, str) or not _PART_NAME.fullmatch(name):
        fault(where, "takes a name of lower-case letters, digits, '_' and '-'")
    if not isinstance(value, dict):
        fault(where, "must be a dictionary")
    unknown = sorted(set(value) - set(defaults) - {"command"})
    if unknown:
        fault(where, f"has {unknown[0]!r}, but takes only command, {', '.join(defaults)}")
    part = {**defaults, **value}
    words = part.get("command")
    if not _is_command(words):
        fault(where, "needs a command, which is a list of words")
    if any(ord(letter) < 32 for word in words for letter in word):
        fault(where, "has a line break or control character in its command")
    if part.get("stop_signal", "TERM") not in _SIGNALS:
        fault(where, f"has the stop_signal {part['stop_signal']!r}, but it must be one of {', '.join(_SIGNALS)}")
    for key in ("processes", "stop_seconds"):
        if key in part and (isinstance(part[key], bool) or not isinstance(part[key], int) or part[key] < 1):
            fault(where, f"has {key} {part[key]!r}, but it must be a whole number of at least 1")
    if "calendar" in part and (not isinstance(part["calendar"], str) or not _CALENDAR.fullmatch(part["calendar"])):
        fault(where, "needs a calendar, which is an event such as '*-*-* 03:00:00' (systemd.time)")
    return part
