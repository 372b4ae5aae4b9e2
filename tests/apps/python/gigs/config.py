# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the process's environment and release say; nothing else configures the application."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STORAGE = ROOT / "storage"

MAX_IMAGE_BYTES = 5 * 1024 * 1024
# Above the limit for an image, so that the application itself, not the parser, judges one that is a little too large.
MAX_BODY_BYTES = MAX_IMAGE_BYTES + 1024 * 1024
SESSION_SECONDS = 14 * 86400


class ConfigurationError(Exception):
    """A required environment variable is missing."""


@dataclass(frozen=True)
class Config:
    """The environment, read once; the representation holds no secret."""

    environment: str
    debug: bool
    release: str
    version: str


def required(name: str) -> str:
    """The environment variable `name`; raises ConfigurationError where it is unset or empty."""
    value = os.environ.get(name, "")
    if not value:
        raise ConfigurationError(f"environment variable {name} is not set")
    return value


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
