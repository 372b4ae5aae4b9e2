# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an attempt is, what it is tried on, and how its defence is taken away and put back."""

from __future__ import annotations

import contextlib
import dataclasses
import shlex
import socket
import ssl
from collections.abc import Callable

HOSTS = ("trixie1", "bookworm1")
SITES = ("laravel.test", "python.test")
# An answer may take as long as an application may think.
PATIENCE_SECONDS = 12
_EDIT = """
import pathlib, re, sys
path, pattern, replacement = sys.argv[1:]
file = pathlib.Path(path).resolve()
before = file.read_text()
after, count = re.subn(pattern, replacement, before, flags=re.MULTILINE)
sys.exit(f"{path} has no {pattern}") if not count else None
pathlib.Path("/root/golive-attack").write_text(before)
file.write_text(after)
"""
_RESTORE = "import pathlib, sys; pathlib.Path(sys.argv[1]).resolve().write_text(pathlib.Path('/root/golive-attack').read_text())"
# Until the workers of before take no new connection.
_RELOAD = r"""
old=$(pgrep -f '^nginx: worker process$' | sort)
nginx -t -q && systemctl reload nginx
for _ in $(seq 100); do
    new=$(pgrep -f '^nginx: worker process$' | sort)
    [ -n "$new" ] && [ -z "$(printf '%s\n' $old $new | sort | uniq -d)" ] && exit 0
    sleep 0.05
done
exit 1
"""
# The slot that is live; it answers again as soon as supervisorctl is back.
_RESTART = r"""
slot=$(supervisorctl status | sed -nE 's/^(gigs_laravel-(blue|green)) +RUNNING.*/\1/p')
[ -n "$slot" ] && supervisorctl restart $slot
"""


class Stage:
    """A host with both sites, as somebody sees it who means it harm: from outside, and from an account that the host gave him."""

    def __init__(self, fleet, host, address):
        self._fleet, self.host, self.address = fleet, host, address
        # Past nginx, straight to the application's socket.
        self.past_nginx = False
        # Somebody with an account, once one was needed.
        self.member = None

    def sh(self, script, user="root"):
        """What a script prints on the host, as I(user), and its exit code."""
        words = ["sh", "-c", script] if user == "root" else ["runuser", "-u", user, "--", "sh", "-c", script]
        said = self._fleet.on(self.host, "sh", "-c", f"{shlex.join(words)} 2>&1; echo \"code $?\"")
        text, _word, code = said.rpartition("code ")
        return text.strip(), int(code)

    def connect(self, port=443, name="laravel.test", context=None):
        """A connection, over TLS for I(name) unless it is to port 80."""
        plain = socket.create_connection((self.address, port), timeout=PATIENCE_SECONDS)
        if port == 80:
            return plain
        if context is None:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(plain, server_hostname=name)

    def raw(self, data, port=443, name="laravel.test"):
        """All that is answered to these bytes until the other end closes or is silent."""
        if self.past_nginx:
            return self._past(data)
        try:
            with self.connect(port, name) as connection:
                connection.sendall(data)
                return _all(connection)
        except OSError:
            return ""

    def ask(self, path, site="laravel.test", method="GET", body=b"", port=443, fields=None):
        """The answer to one request with the header I(fields), as text from its status line on."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {site}", "Connection: close", *(f"{name}: {value}" for name, value in (fields or {}).items())]
        if body or method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        return self.raw("\r\n".join([*lines, "", ""]).encode("latin-1") + body, port, site)

    def serves(self):
        """Whether both sites still answer."""
        return all(status(self.ask("/api/gigs", site)) == 200 for site in SITES)

    def reload(self):
        """Has nginx take its configuration; afterwards nobody is served by the one of before."""
        said, code = self.sh(_RELOAD)
        assert code == 0, said

    def restart(self):
        """Has the site's application take its code."""
        said, code = self.sh(_RESTART)
        assert code == 0, said

    def edit(self, path, pattern, replacement):
        self._fleet.on(self.host, "python3", "-c", _EDIT, path, pattern, replacement)

    def restore(self, path):
        self._fleet.on(self.host, "python3", "-c", _RESTORE, path)

    def _past(self, data):
        code = (
            "import socket, sys\nc = socket.socket(socket.AF_UNIX); c.settimeout(3); c.connect('/run/gigs_python/echo.sock')\n"
            "c.sendall(bytes.fromhex(sys.argv[1])); r = b''\n"
            "try:\n    while p := c.recv(65536): r += p\nexcept OSError: pass\nprint(r.decode('latin-1'))"
        )
        return self._fleet.on(self.host, "python3", "-c", code, data.hex())


def _all(connection):
    connection.settimeout(PATIENCE_SECONDS)
    parts = []
    with contextlib.suppress(OSError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts).decode("latin-1")


def status(answer):
    """The status of an answer; 0 where there is none."""
    words = answer.split(None, 2)
    return int(words[1]) if len(words) > 1 and words[0].startswith("HTTP/") and words[1].isdigit() else 0


@dataclasses.dataclass(frozen=True)
class Edit:
    """The defence is a line of a file that nginx reads."""

    path: str
    pattern: str
    replacement: str = ""
    folder = "/etc/nginx"
    taken = Stage.reload

    @contextlib.contextmanager
    def removed(self, stage):
        path = f"{self.folder}/{self.path}"
        stage.edit(path, self.pattern, self.replacement)
        try:
            type(self).taken(stage)
            yield
        finally:
            stage.restore(path)
            type(self).taken(stage)


class Code(Edit):
    """The defence is a line of the site's own code."""

    folder = "/srv/gigs_laravel/live"
    taken = Stage.restart


@dataclasses.dataclass(frozen=True)
class Run:
    """The defence is undone by one script and redone by another."""

    undo: str
    redo: str

    @contextlib.contextmanager
    def removed(self, stage):
        said, code = stage.sh(self.undo)
        try:
            assert code == 0, said
            yield
        finally:
            stage.sh(self.redo)


class PastNginx:
    """The defence is nginx itself, which passes on no request that can be read in two ways."""

    @contextlib.contextmanager
    def removed(self, stage):
        stage.past_nginx = True
        try:
            yield
        finally:
            stage.past_nginx = False


@dataclasses.dataclass(frozen=True)
class Attempt:
    """I(attack) says whether it succeeded; it must not where C(defence) is, and must where it is taken away. C(cause): what would be wrong then."""

    name: str
    cause: str
    attack: Callable[[Stage], bool]
    defence: Edit | Run | PastNginx
