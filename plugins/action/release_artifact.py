# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the artifact of a release; runs on the controller, in its own process, since nothing has to be sent anywhere for it."""

from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible_collections.golive.web.plugins.module_utils._artifact import default_cache, from_git, from_path, from_url
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.plugin_utils import _spec_file
from ansible_collections.golive.web.plugins.plugin_utils._arguments import checked

_SOURCES = {
    "path": {"type": "path"},
    "git": {
        "type": "dict",
        "options": {"repository": {"type": "str", "required": True}, "ref": {"type": "str", "required": True}},
    },
    "url": {"type": "str"},
}
_TOLD = {"version": {"type": "str"}, "sha256": {"type": "str"}}
_OWN = {"name": {"type": "str", "required": True}, "cache": {"type": "path"}}


class ActionModule(ActionBase):
    """Takes what the module C(release_artifact) documents, and returns it."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        self._task.args = complete(self._task.args)
        one = [tuple(_SOURCES)]
        params = checked(self, {**_OWN, **_SOURCES, **_TOLD}, mutually_exclusive=one, required_one_of=one, required_by={"url": ["sha256"]})
        try:
            artifact = find(params)._asdict()
            spec = _spec_file.shipped(artifact["path"]) if artifact["path"] else ""
        except GoliveError as error:
            return {**result, "changed": False, "failed": True, "msg": error.message, **error.details}
        artifact["version"] = params["version"] or artifact["version"]
        result.update(changed=artifact.pop("built"), failed=False, spec=spec, **artifact)
        return result


def complete(args):
    """The task's I(args) with what C(application) says of its artifact, where they are given, instead of it.

    Another source is another artifact: the digest and version that the settings tell are not its own.
    """
    args = dict(args)
    application = args.pop("application", None) or {}
    artifact = application.get("artifact") or {}
    told = () if any(args.get(source) for source in _SOURCES) else (*_SOURCES, *_TOLD)
    given = {**{name: artifact[name] for name in told if name in artifact}, **({"name": application["name"]} if "name" in application else {})}
    return {**given, **args}


def find(parameters):
    """The artifact that I(parameters) mean."""
    name, sha256 = parameters["name"], parameters["sha256"]
    cache = parameters["cache"] or default_cache()
    if parameters["url"]:
        return from_url(parameters["url"], name, sha256)
    if parameters["git"]:
        return from_git(parameters["git"]["repository"], parameters["git"]["ref"], name, sha256, cache)
    return from_path(parameters["path"], name, sha256, cache)
