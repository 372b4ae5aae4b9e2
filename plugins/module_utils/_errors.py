# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors that people read."""

from __future__ import annotations


class GoliveError(Exception):
    """Something went wrong that the collection knows about.

    The message is one sentence: what happened, what is unharmed, what to do.
    `details` is a dict of plain data that a module returns beside the message; it never holds a secret.
    """

    def __init__(self, message: str, details: dict | None = None):
        super().__init__(message)
        self.message = message
        self.details = details or {}


class ReleaseRefused(GoliveError):
    """A release ran and was found not to be well."""


class ArtifactError(GoliveError):
    """An artifact cannot be built, read or unpacked."""


class EnvironmentFileError(GoliveError):
    """An environment cannot be written to, or read from, an environment file."""


class LedgerError(GoliveError):
    """The ledger cannot be read or added to."""


class AccessLogError(GoliveError):
    """An access log cannot be read."""
