# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: file_set
short_description: Write files that belong together, in one round trip
description:
  - Writes the files, directories and links of a part of a host, and only those that aren't as they should be.
  - They can be tried as one before any of them is written.
  - Check mode says the same as a run, also where a directory or owner isn't there yet since only a package or user would bring it.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
extends_documentation_fragment:
  - golive.web.attributes
attributes:
  check_mode:
    support: full
    details: O(validate) is not run, since it may need what an earlier task has not written in check mode.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  files:
    description: What is to be where; written in this order.
    type: list
    elements: dict
    required: true
    suboptions:
      path:
        description: An absolute path. Parent directories that are missing are made, for root.
        type: path
        required: true
      state:
        description: What is to be there. A directory is never removed, nor replaced by something else.
        type: str
        choices: [file, directory, link, absent]
        default: file
      content:
        description: Of a file, its text.
        type: str
      target:
        description: Of a link, where it leads.
        type: str
      owner:
        description: Of a file or directory, whose it is.
        type: str
        default: root
      group:
        description: Of a file or directory, whose group's it is.
        type: str
        default: root
      mode:
        description: Of a file (V(0644) if not given) or directory (V(0755)), its mode in octal digits.
        type: str
  validate:
    description:
      - A command, as a list of words, that must succeed before anything is written. It is given two more words for each change,
        the path of a candidate and the path that it is to have.
      - A candidate that is not there stands for a path that is to be removed.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Lead an old name to the new one, if nginx takes it
  golive.web.file_set:
    files:
      - path: /etc/nginx/sites-available/old.conf
        content: |
          server {
              listen 80;
              server_name old.example.com;
              return 301 http://hello.example.com$request_uri;
          }
      - path: /etc/nginx/sites-enabled/old.conf
        state: link
        target: ../sites-available/old.conf
    validate: [/usr/local/sbin/golive-nginx-validate]
"""

RETURN = r"""
paths:
  description: The paths that were changed.
  type: list
  elements: str
  returned: success
  sample: [/etc/nginx/sites-available/hello.conf]
"""

import syslog

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.golive.web.plugins.module_utils import _file_set
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError

FILE = {
    "path": {"type": "path", "required": True},
    "state": {"type": "str", "choices": ["file", "directory", "link", "absent"], "default": "file"},
    "content": {"type": "str"},
    "target": {"type": "str"},
    "owner": {"type": "str", "default": "root"},
    "group": {"type": "str", "default": "root"},
    "mode": {"type": "str"},
}


def _tell(paths):
    """Tells the host's log which files were changed, where other modules tell it all that they were asked for."""
    syslog.openlog("ansible-golive.web.file_set", syslog.LOG_PID, syslog.LOG_USER)
    # A message has about 2 KiB.
    for first in range(0, len(paths), 16):
        syslog.syslog(syslog.LOG_INFO, "Changed " + " ".join(paths[first : first + 16]))


def main():
    module = AnsibleModule(
        argument_spec={
            "files": {"type": "list", "elements": "dict", "required": True, "options": FILE},
            "validate": {"type": "list", "elements": "str", "default": []},
        },
        supports_check_mode=True,
        # whole files have no place in the host's log
        no_log=True,
    )

    def run(words):
        code, output, errors = module.run_command(words)
        return code, errors or output

    try:
        changes = _file_set.differences([_file_set.Entry.wanted(**file) for file in module.params["files"]])
        if not module.check_mode:
            _file_set.validate(changes, module.params["validate"], run, module.tmpdir)
            _file_set.write(changes)
            _tell([after.path for _before, after in changes])
    except GoliveError as error:
        module.fail_json(msg=str(error), **error.details)
    result = {"changed": bool(changes), "paths": [after.path for _before, after in changes]}
    if module._diff:
        result["diff"] = _file_set.diffs(changes)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
