# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bringing a text to an address that is a secret, as those of webhooks are: nothing that is said or raised here has more of it than the host's name."""

from __future__ import annotations

import http.client
import ipaddress
import ssl
import time
import urllib.error
import urllib.parse
from typing import NamedTuple

from ansible.module_utils import urls
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

# All attempts together, so that nobody waits long for a rollout to end whose report finds no listener.
_PATIENCE_SECONDS = 12
_TIMEOUT_SECONDS = 5
_FIRST_PAUSE_SECONDS = 0.5
# Besides what says that the server is in trouble: it was too slow, or had too many requests.
_PASSING = (408, 425, 429)


class Address(NamedTuple):
    """C(host) may be shown, C(url) never. C(is_near): on this machine, where no proxy is asked."""

    url: str
    host: str
    is_near: bool


def address(url, variable):
    """The C(Address) that is I(url), a value of I(variable). Raises C(GoliveError) where it is none that could be trusted with anything."""
    try:
        parts = urllib.parse.urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    if not host or not url.isprintable() or " " in url or not url.isascii() or parts.scheme not in ("https", "http"):
        raise GoliveError(f"{variable} is no address that begins with https://. The rollout is not affected; correct the variable.")
    is_near = _is_near(host)
    if parts.scheme == "http" and not is_near:
        raise GoliveError(f"{variable} leads to {host} without TLS, which is allowed to this machine only. The rollout is not affected; use https://.")
    return Address(url, host, is_near)


def post(to, body, content_type, open_url=urls.open_url, clock=time.monotonic, sleep=time.sleep):
    """Posts the text I(body) to the C(Address) I(to); returns an empty text, or why it did not arrive after several attempts."""
    end, pause = clock() + _PATIENCE_SECONDS, _FIRST_PAUSE_SECONDS
    while True:
        wrong, passing, wanted = _attempt(to, body, content_type, min(_TIMEOUT_SECONDS, max(1, end - clock())), open_url)
        wait = max(pause, wanted)
        if not wrong or not passing or clock() + wait >= end:
            return wrong
        sleep(wait)
        pause *= 2


def _attempt(to, body, content_type, seconds, open_url):
    """(why it failed or an empty text, whether another attempt may succeed, after how many seconds the server wants one)."""
    try:
        open_url(
            to.url,
            data=body,
            method="POST",
            headers={"Content-Type": content_type},
            http_agent="golive.web",
            timeout=seconds,
            # Where it leads was not checked.
            follow_redirects="none",
            use_proxy=not to.is_near,
        ).close()
    except urllib.error.HTTPError as error:
        error.close()
        return f"{to.host} answered {error.code}", error.code in _PASSING or error.code >= 500, _wanted(error.headers)
    except urllib.error.URLError as error:
        return _unsent(to.host, error.reason)
    except (OSError, http.client.HTTPException, ValueError, urls.ConnectionError, urls.MissingModuleError) as error:
        return _unsent(to.host, error)
    return "", False, 0


def _unsent(host, error):
    """Their texts may have the address, so only what is known not to have it is said."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate of {host} is not trusted: {error.verify_message.partition('.')[0]}", False, 0
    said = "no answer in time" if isinstance(error, TimeoutError) else getattr(error, "strerror", None) or type(error).__name__
    return f"{host} could not be asked ({said})", True, 0


def _wanted(headers):
    after = (headers or {}).get("Retry-After") or ""
    return int(after) if after.isascii() and after.isdecimal() and len(after) < 6 else 0


def _is_near(host):
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
