# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Attempts from inside: what one application, once it is taken over, can do to the other and to the host."""

from __future__ import annotations

from attack import Attempt, Run

TAKEN = "gigs_laravel"
_RELEASE = "$(readlink -f /srv/gigs_laravel/live)"
_ENVIRONMENT = "$(readlink -f /srv/gigs_python/live).env"


def works(script):
    """Whether the application that was taken over can do that."""
    return lambda stage: stage.sh(script, user=TAKEN)[1] == 0


def opened(path, to="o+rwx", from_="o-rwx"):
    return Run(f"chmod {to} {path}", f"chmod {from_} {path}")


ATTEMPTS = [
    Attempt(
        "socket", "an application answers requests that nginx never saw", works("curl --silent --unix-socket /run/gigs_python/echo.sock http://localhost/"),
        opened("/run/gigs_python", "o+x", "o-x"),
    ),
    Attempt("environment", "an application reads the secrets of another", works(f"cat {_ENVIRONMENT}"), opened(_ENVIRONMENT, "o+r", "o-r")),
    Attempt(
        "code", "a hole in an application rewrites its code", works(f"touch {_RELEASE}/planted && rm {_RELEASE}/planted"),
        opened(_RELEASE, "go+w", "go-w"),
    ),
    Attempt(
        "switch", "an application decides which release is live", works("touch /srv/gigs_laravel/planted && rm /srv/gigs_laravel/planted"),
        opened("/srv/gigs_laravel", "o+w", "o-w"),
    ),
    Attempt(
        "key", "an application reads the key of the certificate", works("cat /etc/golive/tls/gigs_laravel.pem"),
        Run("chmod o+x /etc/golive/tls; chmod o+r /etc/golive/tls/gigs_laravel.pem", "chmod o-x /etc/golive/tls; chmod o-r /etc/golive/tls/gigs_laravel.pem"),
    ),
    Attempt(
        "supervisor", "an application has another program run as root", works("curl --silent --unix-socket /run/supervisor.sock http://localhost/"),
        opened("/run/supervisor.sock", "o+rw", "o-rw"),
    ),
    Attempt(
        "status", "an application sees what nginx does", works("curl --silent --unix-socket /run/golive-nginx/status.sock http://localhost/"),
        opened("/run/golive-nginx", "o+x", "o-x"),
    ),
    Attempt(
        "log", "an application reads who asked another for what", works("cat /var/log/nginx/gigs_python.access.json"),
        Run("chmod o+x /var/log/nginx; chmod o+r /var/log/nginx/gigs_python.access.json", "chmod o-r /var/log/nginx/gigs_python.access.json"),
    ),
    Attempt(
        "state", "an application rewrites what is known of its releases", works("test -w /srv/gigs_laravel/state.json"),
        opened("/srv/gigs_laravel/state.json", "o+w", "o-w"),
    ),
]  # fmt: skip
