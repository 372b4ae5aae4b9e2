# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Taking an application off a host: in an order in which its users get an answer, and which a run that died can be resumed in.

nginx is not reloaded, since a reload closes idle connections and so costs the other applications requests: the virtual host that nginx
still knows answers 503 as soon as C(live) is gone, and is forgotten with the next reload.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import subprocess
import time

from ansible_collections.golive.web.plugins.module_utils import _account, _command, _drain, _lease, _ledger, _supervisor
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._layout import SLOTS
from ansible_collections.golive.web.plugins.module_utils._state import State

# Where an application is, beside its home. Its name has no '-', so that no pattern here finds another's files.
_VIRTUAL_HOST = ("/etc/nginx/sites-enabled/{name}.conf", "/etc/nginx/sites-available/{name}.conf")
_UNITS = ("/etc/systemd/system/golive-{name}-*.timer", "/etc/systemd/system/golive-{name}-*.service")
_PROGRAMS = ("/etc/supervisor/conf.d/{name}.conf",)
_REST = (
    "/etc/nginx/conf.d/golive-headers-{name}.conf",
    "/etc/nginx/golive-headers/{name}.conf",
    "/etc/nginx/golive-headers/{name}.server.conf",
    "/etc/nginx/golive-headers/{name}.upstream.conf",
    "/etc/logrotate.d/golive-csp-{name}",
    "/etc/nginx/golive-preview/{name}.conf",
    "/etc/golive/tls/{name}.pem",
    "/etc/golive/tls/{name}.own.*",
    "/etc/letsencrypt/renewal/{name}.conf",
    "/etc/letsencrypt/live/{name}",
    "/etc/letsencrypt/archive/{name}",
    "/etc/logrotate.d/golive-{name}",
    "/etc/tmpfiles.d/golive-{name}.conf",
    "/run/{name}",
    "/var/log/{name}",
    "/var/log/nginx/{name}.access.json*",
    "/var/log/nginx/{name}.csp.json*",
)
# In its home: what stays unless it is asked for, and what goes last, since a run that is resumed knows the application by it.
_KEPT = ("shared", "ledger.jsonl")
_LAST = ("lock.json", ".lock", "runtime.json")

_LEASE_SECONDS = 1800


def call(*words):
    """Runs a command of the system; raises C(GoliveError) with what it said where it fails."""
    # run_command belongs to AnsibleModule, which these files do without.
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # pylint: disable=ansible-bad-function
    if done.returncode:
        raise GoliveError(f"'{' '.join(words)}' exited with {done.returncode}: {_command.last_lines(done.stdout + done.stderr)}")


class Removal:
    """C(run) takes the application off this host, C(predict) says what that would remove.

    C(shared): whether what outlives releases goes too, and with it the user who owns it. C(root), C(connect), C(call) and C(account) are
    for tests.
    """

    def __init__(self, layout, shared=False, drain_seconds=60, root="", connect=_supervisor.connect, call=call, account=_account):
        self.layout = layout
        self.shared = shared
        self.drain_seconds = drain_seconds
        self._root = root
        self._connect = connect
        self._call = call
        self._account = account

    def predict(self, owner, takeover=""):
        """The result in check mode."""
        result = self._result()
        try:
            _lease.check(_lease.read(self.layout.lease), owner, takeover, time.time())
        except _lease.LeaseHeld as error:
            result.update(verdict="fail", reason=str(error), lease=error.details["lease"])
        return result

    def run(self, owner, takeover=""):
        """Does it; a failure is a verdict, after which running again goes on where this ended."""
        result = self._result()
        if not result["changed"]:
            return result
        try:
            with self._locked(owner, takeover):
                self._close()
                self._drain()
                self._unschedule()
                self._stop()
                _delete(self._paths(_REST))
                if not self.shared:
                    _ledger.append(self.layout.ledger, {"event": "removed", "owner": owner, "verdict": "pass"}, time.time())
                _delete(self._home())
                if self.shared and self._account.find(self.layout):
                    self._account.remove(self.layout, self._call)
        except _lease.LeaseHeld as error:
            result.update(verdict="fail", reason=str(error), lease=error.details.get("lease", {}))
        except (GoliveError, OSError) as error:
            result.update(verdict="fail", reason=f"{self.layout.name} is not wholly removed: {error} Running again goes on from there.")
        return result

    def _result(self):
        removed = self._found()
        kept = [] if self.shared else [path for path in (os.path.join(self.layout.home, name) for name in _KEPT) if os.path.lexists(path)]
        diff = {"before": "".join(f"{item}\n" for item in removed), "after": ""}
        return {"changed": bool(removed), "verdict": "pass", "reason": "", "removed": removed, "kept": kept, "lease": {}, "diff": diff}

    def _found(self):
        """All that would be removed, for people to read."""
        # What has an application's name alone may be Debian's: /var/log/nginx, /run/postgresql.
        if not os.path.isfile(self.layout.runtime) and not self._account.find(self.layout):
            return []
        try:
            programs = [f"program {process['group']}:{process['name']}" for process in self._processes(self._connect())]
        except GoliveError:
            programs = []
        user = [f"user {self.layout.name}"] if self.shared and self._account.find(self.layout) else []
        return [*self._paths(_VIRTUAL_HOST + _UNITS + _PROGRAMS), *programs, *self._paths(_REST), *self._home(), *user]

    def _paths(self, patterns):
        return [path for pattern in patterns for path in sorted(glob.glob(self._root + pattern.format(name=self.layout.name)))]

    def _home(self):
        """What goes of the application's home, in that order."""
        home = self.layout.home
        if not os.path.isdir(home):
            return []
        names = [name for name in os.listdir(home) if self.shared or name not in _KEPT]
        paths = [os.path.join(home, name) for name in sorted(names, key=lambda name: (name in _LAST and _LAST.index(name) + 1, name))]
        return [path for path in paths if path != self.layout.runtime] + [home] if self.shared else paths

    def _processes(self, supervisor):
        return [process for process in supervisor.processes(self.layout.name + "-") if self.layout.owns_group(process["group"])]

    @contextlib.contextmanager
    def _locked(self, owner, takeover):
        # A run that died may have removed the home and left the user.
        if not os.path.isdir(self.layout.home):
            yield
            return
        with _lease.kernel_lock(self.layout.kernel_lock):
            _lease.acquire(self.layout.lease, owner, _LEASE_SECONDS + self.drain_seconds, takeover)
            yield

    def _close(self):
        """From here on, who asks for the application gets a 503."""
        enabled, available = (self._root + path.format(name=self.layout.name) for path in _VIRTUAL_HOST)
        if os.path.lexists(enabled):
            # As it would be with an empty file in its place.
            self._call("/usr/local/sbin/golive-nginx-validate", "/dev/null", enabled)
        _delete([path for path in (enabled, available) if os.path.lexists(path)])
        slot = self.layout.live_slot()
        if slot:
            state = State(self.layout.state)
            state.drained[slot] = time.time()
            state.save()
            # nginx looks for `live` where there is no `share`, and closes where there is neither.
            _delete([path for path in (self.layout.share, self.layout.live) if os.path.lexists(path)])

    def _drain(self):
        """What is under way in the slot that was live may end."""
        lost = max((State(self.layout.state).drained[slot] or 0 for slot in SLOTS), default=0)
        _drain.wait(min(lost + self.drain_seconds - time.time(), self.drain_seconds), _drain.requests)

    def _unschedule(self):
        units = self._paths(_UNITS)
        if units:
            names = [os.path.basename(unit) for unit in units]
            self._call("systemctl", "disable", "--now", "--quiet", *names)
            _delete(units)
            self._call("systemctl", "daemon-reload")

    def _stop(self):
        # The description first: a supervisord that is started anew must not know the programs.
        _delete(self._paths(_PROGRAMS))
        supervisor = self._connect()
        supervisor.remove(self._processes(supervisor))
        account = self._account.find(self.layout)
        if account:
            self._account.end_processes(account.pw_uid)


def _delete(paths):
    """Removes files, links and trees; in place, so that a run that is resumed finds what is left."""
    for path in paths:
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)
