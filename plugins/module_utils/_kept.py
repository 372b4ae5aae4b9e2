# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The host's end of C(plugin_utils/_host_code.py): does a module's work with the code that is kept on the host.

An order is C({"call": "release", "params": {...}, "check_mode": false}) in JSON. Standard output ends with the result as one line of JSON;
whatever is wrong is in it, and the exit code is 0.
"""

from __future__ import annotations

import binascii
import contextlib
import importlib.machinery
import importlib.util
import json
import os
import sys

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

# xmlrpc.client imports it for a transport that nothing here uses; to load it takes a host 15 ms.
_OTHERS = ("http.client",)


class LoadedWhenUsed:
    """A finder that loads the collection's modules when they are first used: a call needs few of them, and loading takes longer than most work."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if not name.startswith(__package__) and name not in _OTHERS:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None:
            spec.loader = importlib.util.LazyLoader(spec.loader)
        return spec


def answer(order, artifact=b""):
    """The result of what I(order), a JSON text, asks for; I(artifact) goes along."""
    from ansible_collections.golive.web.plugins.module_utils import _calls, _validation

    order = json.loads(order)
    # Not among the others, whose modules would be sent with all that it needs.
    call = _calls.CALLS.get(order["call"], lambda params, _check_mode: _validation.validate(params))
    try:
        with _file(artifact) as path:
            params = {**order["params"], "artifact_file": path} if path else order["params"]
            return {"failed": False, **call(params, order["check_mode"])}
    except GoliveError as error:
        return {"failed": True, "changed": False, "msg": str(error), **error.details}


@contextlib.contextmanager
def _file(data):
    """A path for I(data), in memory, which needs no room on the disk and leaves nothing there; empty where there is none."""
    if not data:
        yield ""
        return
    with open(os.memfd_create("artifact"), "wb") as file:
        file.write(data)
        file.flush()
        yield f"/proc/self/fd/{file.fileno()}"


def main(order, artifact):
    """Answers I(order), with I(artifact) in base64, on standard output."""
    sys.meta_path.insert(0, LoadedWhenUsed)
    sys.stdout.write(json.dumps(answer(order, binascii.a2b_base64(artifact))) + "\n")
