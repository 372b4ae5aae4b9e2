# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is known of an application, as one dict that was checked."""

from __future__ import annotations

import copy
import difflib
import functools
import ipaddress
import pathlib
import re

import yaml
from ansible.errors import AnsibleLookupError
from ansible_collections.golive.web.plugins.plugin_utils import _csp, _headers, _kinds, _limits

_ROLE = pathlib.Path(__file__).parents[2] / "roles/application/defaults/main.yml"

_PART_NAME = re.compile(r"[a-z][a-z0-9_-]{0,30}")
_ENVIRONMENT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SIGNALS = ("TERM", "QUIT", "INT", "USR1", "USR2", "HUP")

# These reach configuration files, so each is described by what it may hold, never by what it may not.
_TEXT = {
    "public_dir": (re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*"), "a relative path such as 'public'"),
    "entry": (re.compile(r"[A-Za-z0-9_.:/@()=,-]*"), "an entry point such as 'gigs.wsgi:application'"),
    "max_body": (re.compile(r"[0-9]{1,9}[kKmMgG]?"), "a size such as '16m'"),
    # nginx has it several times in one word, with a backslash before each letter that has a meaning.
    "health_path": (re.compile(r"/[A-Za-z0-9._~/-]{0,254}"), "a path such as '/health/ready', of at most 255 letters"),
    "release_header": (re.compile(r"([A-Za-z][A-Za-z0-9-]{0,63})?"), "the name of a header such as 'X-Release', or empty"),
    "share_cookie": (re.compile(r"[A-Za-z0-9_.-]{0,64}"), "the name of a cookie, of letters, digits, '_', '.' and '-'"),
    "maintenance_page": (re.compile(r"[^\x00-\x1f]*"), "the path of a file"),
    "checks_tier": (re.compile(r"[A-Za-z0-9_.-]{1,64}"), "a word such as 'production'"),
    "checks_threshold": (re.compile("low|medium|high|critical"), "low, medium, high or critical"),
    "scheduler_host": (re.compile(r"[A-Za-z0-9._:-]*"), "the inventory name of a host"),
}
_NETWORK = re.compile(r"[0-9A-Fa-f.:]+(/[0-9]{1,3})?")
_PREVIEW_SECRET = re.compile(r"([A-Za-z0-9_-]{20,256})?")
# Where a certificate may be from, with what else has to be said of it.
CERTIFICATES = {"acme": (), "files": ("chain", "key"), "own": ()}
_CALENDAR = re.compile(r"[A-Za-z0-9*,./:~_+ -]{1,255}")
_INSIDE = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")
# What a runtime role's contract says that is written to nginx's and supervisord's configuration.
_INDEX = re.compile(r"([A-Za-z0-9_.-]{1,64})?")
# Nine digits are a number to every program.
_MOST = 10**9 - 1
# systemd takes no line of 1 MiB, and each letter may become two.
_COMMAND_LETTERS = 100_000
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
    fault = _Fault(name, overrides)
    if not isinstance(name, str) or not _kinds.is_a("name", name):
        fault("name", f"takes {_kinds.KINDS['name'].meaning}")
    if not isinstance(overrides, dict):
        fault("", "must be a dictionary of settings")
    for key in overrides:
        if key not in defaults or key == "name":
            near = difflib.get_close_matches(str(key), [known for known in defaults if known != "name"], 1)
            fault(str(key), "is no setting of an application" + (f"; did you mean '{near[0]}'?" if near else ""))
    if "runtime" in overrides and not isinstance(overrides["runtime"], str):
        fault("runtime", "must be of the type str")
    settings = {**defaults, **{key: value for key, value in overrides.items() if key != "runtime"}, "name": name}
    for key, default in _DEFAULTS.items():
        kind = next(kind for kind in (bool, dict, list, int, str) if isinstance(default, kind))
        # To Python a boolean is a whole number, too.
        if not isinstance(settings[key], kind) or isinstance(settings[key], bool) != (kind is bool):
            # Without its value, since it may be a secret.
            fault(key, f"must be of the type {kind.__name__}")
    _check_runtime(settings["runtime"], fault)
    _check_web(settings, fault)
    _check_numbers(settings, fault)
    _check_environment(settings.get("environment"), fault)
    for setting, place in (("shared", "the release"), ("assets", "the public folder")):
        for index, path in enumerate(settings[setting]):
            if not isinstance(path, str) or not _INSIDE.fullmatch(path) or {".", ".."} & set(path.split("/")):
                fault(f"{setting}[{index}]", f"is {_kinds.shown(path)}, which is no path inside {place}")
    for setting in ("build", "migrate"):
        for index, command in enumerate(settings[setting]):
            if not _is_command(command):
                fault(f"{setting}[{index}]", f"is {_kinds.shown(command)}, but must be a command, a list of words; quote what is a number")
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
    """Refuses a setting: I(setting) is its place, such as C(server_names[1]), I(sentence) what is wrong there."""

    def __init__(self, name, overrides):
        self.name = name
        self.own = [*map(str, overrides)] if isinstance(overrides, dict) else []

    def __call__(self, setting, sentence):
        raise AnsibleLookupError(
            f"The application {self.name!r}: {setting + ' ' if setting else ''}{sentence}. Nothing of it was changed; correct {self._variable(setting)}."
        )

    def _variable(self, setting):
        """Where a person has said it: for this application, or for all."""
        if setting == "name":
            return "application_name, a key of golive_applications"
        first = re.split(r"[.\[]", setting)[0]
        is_own = not setting or setting in self.own or (first in self.own and first != "runtime")
        return f"golive_applications.{self.name}{'.' * bool(setting)}{setting}" if is_own else f"application_{setting}"


def _check_runtime(contract, fault):
    """What of a runtime's contract reaches configuration files; without a runtime there is none."""
    if not isinstance(contract.get("index", ""), str) or not _INDEX.fullmatch(contract.get("index", "")):
        fault("runtime.index", f"is {_kinds.shown(contract['index'])}, but must be the name of a file such as 'index.php', or empty")
    if not isinstance(contract.get("packages", []), list):
        fault("runtime.packages", "must be a list of names of Debian packages")
    for index, package in enumerate(contract.get("packages", [])):
        if not isinstance(package, str) or not _kinds.is_a("package", package):
            fault(f"runtime.packages[{index}]", f"is {_kinds.shown(package)}, which is no name of a Debian package")
    if contract.get("stop_signal", "TERM") not in _SIGNALS:
        fault("runtime.stop_signal", f"is {_kinds.shown(contract['stop_signal'])}, but must be one of {', '.join(_SIGNALS)}")


def _check_web(settings, fault):
    if not settings["server_names"]:
        fault("server_names", "must list at least one name")
    for setting, is_one, meaning in (
        ("server_names", functools.partial(_kinds.is_a, "server_name"), "no host name"),
        ("packages", functools.partial(_kinds.is_a, "package"), "no name of a Debian package"),
        ("monitors", _is_network, "neither an address nor a network such as 192.0.2.0/24"),
    ):
        for index, one in enumerate(settings[setting]):
            if not isinstance(one, str) or not is_one(one):
                fault(f"{setting}[{index}]", f"is {_kinds.shown(one)}, which is {meaning}")
    for setting, (pattern, meaning) in _TEXT.items():
        if not pattern.fullmatch(settings[setting]):
            fault(setting, f"is {_kinds.shown(settings[setting])}, but must be {meaning}")
    # Its value is in no message.
    if not _PREVIEW_SECRET.fullmatch(settings["preview_secret"]):
        fault("preview_secret", "must be 20 to 256 letters, digits, '-' and '_', or empty for no previews")
    for setting in ("listen_port", "tls_port"):
        if not _kinds.is_a("port", settings[setting]):
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
        if not least <= settings[setting] <= _MOST:
            fault(setting, f"is {settings[setting]!r}, but must be a whole number of at least {least} and of nine digits at most")
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
    if not given:
        return
    if given.get("source") not in [*CERTIFICATES]:
        fault("certificate.source", f"is {_kinds.shown(given.get('source'))}, but must be one of {', '.join(CERTIFICATES)}")
    needed = CERTIFICATES[given["source"]]
    for key in {**given, **dict.fromkeys(needed)}:
        if key != "source" and key not in needed:
            fault("certificate", f"has {key!r}, which the source {given['source']} doesn't take")
        if key in needed and not _kinds.is_a("file", given.get(key)):
            fault(f"certificate.{key}", f"must be {_kinds.KINDS['file'].meaning}")


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
    if not all(word.isprintable() for word in words):
        fault(where, "has a line break or another character in its command that can't be printed")
    if sum(map(len, words)) > _COMMAND_LETTERS:
        fault(where, f"has a command of more than {_COMMAND_LETTERS:,} letters")
    if part.get("stop_signal", "TERM") not in _SIGNALS:
        fault(where, f"has the stop_signal {part['stop_signal']!r}, but it must be one of {', '.join(_SIGNALS)}")
    for key in ("processes", "stop_seconds"):
        if key in part and (not _kinds.is_whole(part[key]) or not 1 <= part[key] <= _MOST):
            fault(where, f"has {key} {part[key]!r}, but it must be a whole number of at least 1 and of nine digits at most")
    if "calendar" in part and (not isinstance(part["calendar"], str) or not _CALENDAR.fullmatch(part["calendar"])):
        fault(where, "needs a calendar, which is an event such as '*-*-* 03:00:00' (systemd.time)")
    return part
