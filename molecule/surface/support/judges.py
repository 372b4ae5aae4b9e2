# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Judges that others wrote, asked on this machine about a host of the lab.

They ask by name. Names lead to the host in question in a mount namespace of the judge's own, where /etc/hosts is another file."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import bootstrap
from fleet import INVENTORY, ROOT
from labkit.commands import as_root

SOURCE = ROOT / "tests/judges"
INSTALLED = ROOT / ".work/judges"
AUTHORITY = INVENTORY.parent / "surface-authorities.pem"
BIN = Path(sys.executable).parent
# Levels of csp_evaluator: for sure, and maybe.
HIGH = 10
HIGH_MAYBE = 40
_NAMED = 'mount --bind "$1" /etc/hosts && shift && exec "$@"'
# Levels of testssl.sh above LOW.
_GRAVE = {"MEDIUM", "HIGH", "CRITICAL", "FATAL"}


def install():
    """Those of npm, without their scripts: what they would download is a list of names that are none of ours."""
    lock = SOURCE / "package-lock.json"
    if not (INSTALLED / lock.name).exists() or (INSTALLED / lock.name).read_bytes() != lock.read_bytes():
        shutil.rmtree(INSTALLED, ignore_errors=True)
        INSTALLED.mkdir(parents=True)
        for path in (SOURCE / "package.json", lock):
            shutil.copy(path, INSTALLED)
        command = [str(BIN / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(INSTALLED)]
        subprocess.run(command, env=_path(), check=True, capture_output=True)
    (_observatory() / "conf/hsts-preload.json").write_text("{}")


def trust(fleet):
    """Has all judges take the word of the ACME server that is on each host of I(fleet)."""
    AUTHORITY.write_text("".join(fleet.on(host, "curl", "-sk", "https://localhost:15000/roots/0") + "\n" for host in fleet.hosts))


def at(address, names, *command, data=None, check=True):
    """What a command prints for which all I(names) are at I(address)."""
    with tempfile.NamedTemporaryFile("w", suffix=".hosts") as hosts:
        hosts.write(f"127.0.0.1 localhost\n{address} {' '.join(names)}\n")
        hosts.flush()
        words = ["unshare", "--mount", "sh", "-c", _NAMED, "sh", hosts.name, "env", f"PATH={_path()['PATH']}", *map(str, command)]
        return as_root(*words, data=data, check=check)


def observatory(address, name, path="/"):
    """C(grade), C(score) and what lost or won points, of MDN's HTTP Observatory."""
    script = _observatory() / "src/scan.js"
    report = json.loads(at(address, [name.partition(":")[0]], "env", f"NODE_EXTRA_CA_CERTS={AUTHORITY}", BIN / "node", script, name + path, check=False))
    assert "scan" in report, report
    won = {test: found["scoreModifier"] for test, found in report["tests"].items() if found["scoreModifier"]}
    return {"grade": report["scan"]["grade"], "score": report["scan"]["score"], "won": won}


def csp(policy):
    """What csp_evaluator finds of high severity, for sure or maybe, in a policy."""
    command = [str(BIN / "node"), str(SOURCE / "csp.mjs"), str(INSTALLED)]
    done = subprocess.run(command, input=policy, env=_path(), capture_output=True, text=True, check=True)
    return [finding for finding in json.loads(done.stdout) if finding["severity"] in (HIGH, HIGH_MAYBE)]


def shcheck(address, url, name):
    """The headers that shcheck misses."""
    said = json.loads(at(address, [name], BIN / "python", BIN / "shcheck.py", "--disable-ssl-check", "--json-output", "--colours", "none", url))
    # Where it gets no answer it says nothing.
    assert len(said) == 1, said
    return sorted(missing for found in said.values() for missing in found["missing"])


def sslyze(address, name, port=443):
    """What sslyze says of a server by Mozilla's intermediate configuration: whether it complies, and its words."""
    command = [BIN / "sslyze", "--mozilla_config", "intermediate", "--certinfo_ca_file", AUTHORITY, f"{name}:{port}"]
    said = at(address, [name], *command, check=False)
    verdict = said[said.index("COMPLIANCE AGAINST") :]
    return ": OK - Compliant." in verdict, verdict


def gixy(configuration):
    """What gixy-ng finds in the configuration that C(nginx -T) prints."""
    done = subprocess.run([str(BIN / "gixy"), "--format", "json", "-"], input=configuration, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def testssl(address, name, port=443):
    """What testssl.sh finds above LOW: its id, how grave, and its words."""
    bootstrap.install_packages(["testssl.sh", "bind9-host", "bsdextrautils"])
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = ["testssl", "--quiet", "--color", "0", "--warnings", "off", "--add-ca", AUTHORITY, "--ip", address, "--jsonfile", report, f"{name}:{port}"]
        at(address, [name], *command, check=False)
        findings = json.loads(report.read_text())
    assert len(findings) > 50, findings
    return [(finding["id"], finding["severity"], finding["finding"]) for finding in findings if finding["severity"] in _GRAVE]


def lynis(said):
    """The hardening index, of 100, of the host on which I(said) runs a command."""
    said("sh", "-c", "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get install -qqy --no-install-recommends lynis debsecan > /dev/null")
    said("lynis", "audit", "system", "--quick", "--no-colors", "--quiet")
    return int(re.search(r"^hardening_index=(\d+)", said("cat", "/var/log/lynis-report.dat"), re.MULTILINE)[1])


def ssh_audit(address):
    """What ssh-audit finds in a server of SSH: how many algorithms of which level."""
    done = subprocess.run([str(BIN / "ssh-audit"), "--json", "--skip-rate-test", address], capture_output=True, text=True, check=False)
    advised = json.loads(done.stdout)["recommendations"]
    return {level: sum(len(names) for kinds in actions.values() for names in kinds.values()) for level, actions in advised.items()}


def _observatory():
    return INSTALLED / "node_modules/@mdn/mdn-http-observatory"


def _path():
    # npm's own programs look for node there.
    return {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
