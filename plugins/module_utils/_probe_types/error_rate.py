# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The share of errors among what visitors asked an application for lately, from the host's own access log."""

from __future__ import annotations

import threading
import time

from ansible_collections.golive.web.plugins.module_utils import _access_log
from ansible_collections.golive.web.plugins.module_utils._errors import AccessLogError, GoliveError
from ansible_collections.golive.web.plugins.module_utils._layout import Layout
from ansible_collections.golive.web.plugins.module_utils._probes import disk
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion, Trouble
from ansible_collections.golive.web.plugins.module_utils._probes.threads import in_thread

OPTIONS = {"application": "", "window": 300.0, "max_error_ratio": 0.01, "min_requests": 100, "exclude_path": ""}
NEEDED = ("application",)
addresses = None
_FIRST_ERROR = 500


def prepare(options):
    """Checks I(options), and adds where the log is."""
    try:
        options["log"] = Layout(options["application"]).access_log
    except GoliveError as error:
        raise GoliveError(f"The probe '{options['name']}' can't read an access log: {error}") from error


def libraries(options):
    """None are needed."""
    return {}


def target(options):
    """What is looked at, for people."""
    return options["application"]


async def attempt(options, one):
    """One look at the last I(window) seconds of the log."""
    given_up = threading.Event()
    try:
        with one.phase("read"):
            requests, errors = await in_thread(_read, options["log"], options["window"], options["exclude_path"], given_up)
    finally:
        given_up.set()
    one.value = {"requests": requests, "errors": errors}
    if requests < options["min_requests"]:
        raise Trouble("sample", f"there were {requests} requests in {options['window']:g} s, at least {options['min_requests']} are needed")
    one.check(assertions(requests, errors, options["max_error_ratio"]))


def assertions(requests, errors, most):
    """That I(errors) are no larger a part of I(requests) than I(most)."""
    yield Assertion("the share of errors", errors <= most * requests, "value", f"at most {most:.3%}", f"{errors / requests:.3%} ({errors} of {requests})")


def counted(requests, exclude_path):
    """(requests, errors) among I(requests), tuples as in C(_log_line), without probes, previews and I(exclude_path), C("") for none.

    What nginx answers before it looks for a release, such as a redirect to HTTPS, tells nothing of the application, unless it is an error.
    """
    count = errors = 0
    for _msec, release, probe, preview, _client, path, status, _seconds in requests:
        is_error = status >= _FIRST_ERROR
        if probe or preview or (exclude_path and path == exclude_path) or not (release or is_error):
            continue
        count += 1
        errors += is_error
    return count, errors


def _read(path, seconds, exclude_path, given_up):
    now = time.time()
    log = _access_log.AccessLog(path, now - seconds, now)
    try:
        found = counted(_until(given_up, log), exclude_path)
    except AccessLogError as error:
        if isinstance(error.__cause__, OSError):
            raise disk.trouble(error.__cause__, path) from error
        raise Trouble("disk", str(error)) from error
    if not log.exists:
        raise Trouble("missing", f"there is no access log {path}")
    return found


def _until(given_up, requests):
    """Those of I(requests) until nobody waits for them any more."""
    for request in requests:
        if given_up.is_set():
            return
        yield request
