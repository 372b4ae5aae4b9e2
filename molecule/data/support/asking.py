# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clients as an application has them, on another host, which ask a data host by its name."""

from __future__ import annotations

import os
import shlex

# As support/hosts.yml has them.
HOSTS = ["data1", "bookworm1"] if os.environ.get("GOLIVE_CASES") else ["data1"]
FOLDER = "/tmp/golive-data"
# The authority's own certificate, and one of another who says to be the same.
OWN, OTHER = f"{FOLDER}/authority.pem", f"{FOLDER}/other.pem"


def refused(done, *said):
    """Asserts that the command I(done) failed, with any of the words I(said)."""
    assert done.rc != 0 and any(words in done.stderr + done.stdout for words in said), done


class Asking:
    """Asks the data host I(name) from I(host); each returns a finished command."""

    def __init__(self, host, name):
        self._host, self.name = host, name

    def _run(self, words, **environment):
        return self._host.run(" ".join(f"{key}={shlex.quote(value)}" for key, value in environment.items()) + " " + shlex.join(words))

    def postgresql(self, user, password, statement, database="shop", ca=OWN, mode="verify-full", name=""):
        target = f"host={name or self.name} dbname={database} user={user} sslmode={mode} sslrootcert={ca} connect_timeout=5"
        return self._run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement, target], PGPASSWORD=password)

    def mariadb(self, user, password, statement, database="shop_a", ca=OWN, tls=("--ssl-verify-server-cert",), name=""):
        trust = ["--ssl-ca", ca] if tls else ["--skip-ssl"]
        return self._run(["mariadb", "-BN", "-h", name or self.name, "-u", user, *trust, *tls, "-e", statement, database], MYSQL_PWD=password)

    def redis(self, user, password, *words, ca=OWN, tls=True, name=""):
        trust = ["--tls", "--cacert", ca, "--sni", name or self.name] if tls else []
        given = ["--user", user, "--no-auth-warning"] if user else []
        return self._run(["redis-cli", "-e", "-h", name or self.name, *trust, *given, *words], **({"REDISCLI_AUTH": password} if user else {}))
