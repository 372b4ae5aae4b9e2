# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the process's environment and release say; nothing else configures the application."""

from __future__ import annotations

import logging
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STORAGE = ROOT / "storage"

MAX_IMAGE_BYTES = 5 * 1024 * 1024
# Above the limit for an image, so that the application itself, not the parser, judges one that is a little too large.
MAX_BODY_BYTES = MAX_IMAGE_BYTES + 1024 * 1024
MAX_JSON_BYTES = 128 * 1024  # the longest description, each of its letters written as two escapes, and the rest
SESSION_IDLE_SECONDS = 2 * 3600
SESSION_SECONDS = 12 * 3600

_SERVICE = re.compile(r"(?P<name>[a-z][a-z0-9_]*)=(?P<url>https?://[^\s,]+)")


class ConfigurationError(Exception):
    """An environment variable is missing, or not what it must be."""


@dataclass(frozen=True)
class Service:
    """A service of others; where it isn't required, the application gets by without."""

    name: str
    url: str = field(repr=False)  # may hold a key
    required: bool


@dataclass(frozen=True)
class Config:
    """The environment, read once; the representation holds no secret."""

    environment: str
    debug: bool
    release: str
    version: str
    services: tuple[Service, ...]


def required(name: str) -> str:
    """The environment variable `name`; raises ConfigurationError where it is unset or empty."""
    value = os.environ.get(name, "")
    if not value:
        raise ConfigurationError(f"environment variable {name} is not set")
    return value


def _services(variable: str, is_required: bool) -> list[Service]:
    """Those in the environment variable `variable`: NAME=URL, separated by commas."""
    services = []
    for part in filter(None, os.environ.get(variable, "").split(",")):
        found = _SERVICE.fullmatch(part.strip())
        if not found:
            raise ConfigurationError(f"environment variable {variable} takes NAME=URL, separated by commas")
        services.append(Service(found["name"], found["url"], is_required))
    return services


def _release_file(name: str) -> str:
    try:
        return (ROOT / name).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


config = Config(
    environment=os.environ.get("APP_ENV", "production"),
    debug=os.environ.get("APP_DEBUG", "false").lower() in ("1", "true", "yes"),
    release=os.environ.get("GOLIVE_RELEASE", "unknown"),
    version=_release_file("VERSION") or "development",
    services=(*_services("REQUIRED_SERVICES", True), *_services("OPTIONAL_SERVICES", False)),
)

# 'health', 'start' or 'slow' in a release that was built broken on purpose; empty in all others.
fault = _release_file("FAULT")


def log_to_stderr() -> None:
    """One line an event on stderr, with the release that logs it."""
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.DEBUG if config.debug else logging.INFO,
        format=f"%(asctime)s %(levelname)s {config.release} %(name)s: %(message)s",
        force=True,
    )
