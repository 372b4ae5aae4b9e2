# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a probe is not C(pass): the fixed list, each reason with what it means."""

from __future__ import annotations

import ssl

from ansible_collections.golive.web.plugins.module_utils._deadline import TooLarge
from ansible_collections.golive.web.plugins.module_utils._http import HTTPError

REASONS = {
    "auth": "The credentials were refused.",
    "body": "The body does not match a pattern that it must match, or matches one that it must not.",
    "certificate_expired": "The certificate has expired.",
    "certificate_expires": "The certificate expires soon.",
    "certificate_future": "The certificate is not valid yet.",
    "certificate_name": "The certificate is for another name.",
    "certificate_untrusted": "The certificate's chain leads to no authority that is trusted.",
    "certificate_weak": "The certificate's key or signature is too weak.",
    "deadline": "The time for all attempts was over.",
    "disagrees": "The body and the status code say different things.",
    "disk": "The disk does not write or read.",
    "dns": "The name does not resolve.",
    "encryption": "The connection is not encrypted.",
    "exit_code": "The command ended with another exit code.",
    "expression": "An expression does not have the value that it must have.",
    "flapping": "It runs, and was started again too lately or too often.",
    "header": "A header does not match its pattern.",
    "health": "The application says that it is not well.",
    "inodes": "Too few inodes are left.",
    "instances": "Fewer instances than wanted answered with the release.",
    "json": "The body is no JSON, or not what its format says.",
    "lag": "The replica is too far behind, does not replicate, or is none.",
    "latency": "It answers, and too slowly.",
    "mismatch": "What was read back is not what was written.",
    "missing": "The file, socket, database, program or unit is not there.",
    "not_consumed": "What was put into the queue did not come out at its other end.",
    "not_running": "The program or unit is not running.",
    "permission": "The host does not let the probe do it.",
    "protocol": "What came back is not what the protocol says.",
    "query": "The server did not do what it was asked for.",
    "ratio": "Too few of the attempts succeeded.",
    "read_only": "The file system can only be read.",
    "redirects": "It leads elsewhere, in a circle, or too often.",
    "refused": "Nothing listens there.",
    "release": "Another release answers, or none that says which it is.",
    "reset": "The connection was broken off.",
    "sample": "There were too few attempts, or too few requests, to say.",
    "space": "Too little space is left.",
    "stale": "What it says was measured too long ago, or nobody knows when.",
    "status": "It answered with another status code.",
    "streak": "Too few attempts in a row succeeded at the end.",
    "timeout": "There was no whole answer in time.",
    "tls": "There is no agreement on TLS.",
    "tls_version": "The version of TLS is too old.",
    "unavailable": "The server is there, and does not serve now.",
    "value": "A value is out of its band.",
    "unreachable": "There is no way to the host.",
}


def of_error(error):
    """(reason, what happened in a clause) of an C(OSError)."""
    for kind, reason, words in _OF_ERRORS:
        if isinstance(error, kind):
            return reason, words or str(error) or type(error).__name__
    return "unreachable", str(error.strerror or error or type(error).__name__)


_OF_ERRORS = (
    (ssl.SSLError, "tls", ""),
    (ConnectionRefusedError, "refused", "nothing listens there"),
    ((ConnectionResetError, BrokenPipeError, ConnectionAbortedError), "reset", "the connection was broken off"),
    (FileNotFoundError, "missing", "there is no such socket"),
    (PermissionError, "permission", ""),
    (TimeoutError, "timeout", "no connection in time"),
    ((HTTPError, TooLarge), "protocol", ""),
)
