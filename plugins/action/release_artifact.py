# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the artifact of a release; runs on the controller, in its own process, since nothing has to be sent anywhere for it."""

from __future__ import annotations

from ansible.plugins.action import ActionBase
from ansible_collections.golive.web.plugins.module_utils._artifact import default_cache, from_git, from_path, from_url
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.plugin_utils._arguments import checked

ARGUMENTS = {
    "name": {"type": "str", "required": True},
    "path": {"type": "path"},
    "git": {
        "type": "dict",
        "options": {"repository": {"type": "str", "required": True}, "ref": {"type": "str", "required": True}},
    },
    "url": {"type": "str"},
    "version": {"type": "str"},
    "sha256": {"type": "str"},
    "cache": {"type": "path"},
}


class ActionModule(ActionBase):
    """Takes what the module C(release_artifact) documents, and returns it."""

    TRANSFERS_FILES = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        application = self._task.args.pop("application", None)
        if application:
            self._task.args = {"name": application["name"], **application["artifact"], **self._task.args}
        params = checked(
            self, ARGUMENTS, mutually_exclusive=[("path", "git", "url")], required_one_of=[("path", "git", "url")], required_by={"url": ["sha256"]}
        )
        try:
            artifact = find(params)._asdict()
        except GoliveError as error:
            return {**result, "changed": False, "failed": True, "msg": error.message, **error.details}
        artifact["version"] = params["version"] or artifact["version"]
        result.update(changed=artifact.pop("built"), failed=False, **artifact)
        return result


def find(parameters):
    """The artifact that I(parameters) mean."""
    name, sha256 = parameters["name"], parameters["sha256"]
    cache = parameters["cache"] or default_cache()
    if parameters["url"]:
        return from_url(parameters["url"], name, sha256)
    if parameters["git"]:
        return from_git(parameters["git"]["repository"], parameters["git"]["ref"], name, sha256, cache)
    return from_path(parameters["path"], name, sha256, cache)
