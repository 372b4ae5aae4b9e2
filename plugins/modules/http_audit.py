# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: http_audit
short_description: See an application as an outsider sees it
description:
  - Asks an application what anybody can ask, judges all answers, and returns a finding for each check of the catalogue that can be made from outside, with
    what mends it, and one verdict.
  - It looks at headers by page and status, at the content security policy, at TLS, cookies, other origins, files and pages of status that are meant for
    nobody, C(TRACE), names that are not served, limits, and whether an uploaded script is run.
  - What it finds is no failed task but a RV(verdict) with its RV(reasons); C(failed_when) with it fails the task where that is wanted. Only misuse fails.
  - It opens eight connections at a time at the most, and follows nothing. Run it against applications of your own alone, from a machine that sees what
    their visitors see.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
extends_documentation_fragment:
  - golive.web.attributes
attributes:
  check_mode:
    support: partial
    details: In check mode only what changes nothing is asked. Neither O(login) nor O(upload) nor O(body_bytes) is looked at.
  diff_mode:
    support: none
    details: What an application keeps of what it was sent is not known.
  idempotent:
    support: partial
    details: What it finds is the same each time. Files that are uploaded stay where the application put them.
requirements:
  - python >= 3.9
  - sslyze >= 6.3 where O(url) is https
options:
  url:
    description: The address of the application, without a path.
    type: str
    required: true
  address:
    description: The IP address that is asked, in place of those that the name in O(url) resolves to.
    type: str
    default: ""
  plain_port:
    description: Where it is asked without TLS, to see whether that leads to TLS.
    type: int
    default: 80
  pages:
    description: Paths of pages, whose headers have to be right.
    type: list
    elements: str
    default: [/]
  static:
    description: Paths of files that the server itself serves. Security headers belong on these, too.
    type: list
    elements: str
    default: []
  exposed:
    description: Paths that should be served to nobody, besides those that are known.
    type: list
    elements: str
    default: []
  body_bytes:
    description: The greatest body that the application is to take. One that announces more must be refused.
    type: int
  login:
    description:
      - A route with a limit. It is asked until it refuses, and then once for each header that tells the address of a client.
      - "C(path), C(requests), after which one more is too many, and where they are other ones C(method) (C(POST)), C(headers) and C(body)."
      - It is shown in no log, as there may be a password in it.
    type: json
  upload:
    description:
      - A route that takes files. Eight scripts in disguise are uploaded to it, which do no more than multiply when they are run.
      - "C(path); C(served), where a file is to be had afterwards, with C({name}) where its name comes; and where they are other ones C(field) (C(file)) and
        C(headers)."
      - It is shown in no log, as there may be a password in it.
    type: json
  ca_file:
    description: Certificates of authorities, in place of those that the system trusts.
    type: path
  tls_profile:
    description: The configuration of Mozilla that ciphers and curves are compared with, in the version that sslyze has.
    type: str
    choices: [intermediate, modern, old]
    default: intermediate
  threshold:
    description: The least severity of what stands in the way of the verdict V(pass).
    type: str
    choices: [low, medium, high, critical]
    default: high
  timeout:
    description: Seconds that one answer may take.
    type: float
    default: 5.0
  deadline:
    description: Seconds that the whole call may take. What is not found out by then is an C(error).
    type: float
    default: 120.0
"""

EXAMPLES = r"""
- name: See the shop as its visitors do
  golive.web.http_audit:
    url: https://shop.example.com
    pages: [/, /login]
    static: [/assets/app.js]
    body_bytes: 2097152
  delegate_to: localhost
  become: false
  run_once: true
  register: shop_surface
  failed_when: shop_surface.verdict != 'pass'

- name: See whether guessing passwords is slowed down, and an uploaded script is run
  golive.web.http_audit:
    url: https://shop.example.com
    login: {path: /login, requests: 5, body: email=nobody@example.com&password=wrong, headers: {Content-Type: application/x-www-form-urlencoded}}
    upload: {path: /photos, field: photo, served: "/storage/photos/{name}"}
  delegate_to: localhost
  become: false
  run_once: true
"""

RETURN = r"""
verdict:
  description:
    - V(fail) where a check failed whose severity is at least O(threshold), else V(inconclusive) where one of them could not be done, else V(pass).
  type: str
  returned: success
  sample: fail
reason:
  description: Why it is not V(pass), in some sentences; empty where it is.
  type: str
  returned: success
  sample: >-
    What an outsider sees of shop.example.com is not as it must be. Files that are meant for nobody are not served: it serves /.env, expected none of them.
    Take them out of the folder that is served (application_public_dir), and keep backups elsewhere.
reasons:
  description: A sentence or two for each finding that stands in the way.
  type: list
  elements: str
  returned: success
  sample: []
findings:
  description: What was found, in the order of the catalogue; as M(golive.web.environment_check) returns them.
  type: list
  elements: dict
  returned: success
  sample:
    - id: S33
      title: TRACE is refused
      component: Security
      severity: low
      outcome: pass
      reason: ""
      observed: status 405
      expected: ""
      evidence: TRACE /
      source: ASVS 13.4.4
      remediation: {text: Let the role application make the virtual host., effort: low}
      measured_at: "2026-11-29T03:06:31Z"
counts:
  description: How many findings have which outcome.
  type: dict
  returned: success
  sample: {pass: 23, warn: 0, fail: 1, error: 0, unknown: 0, not_applicable: 1}
requests:
  description: How many requests were answered.
  type: int
  returned: success
  sample: 96
seconds:
  description: How long all of it took, C(total).
  type: dict
  returned: success
  sample: {total: 4.2}
"""

import importlib.util

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible_collections.golive.web.plugins.module_utils._audit import run, secured
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


def main():
    module = AnsibleModule(argument_spec=run.SPEC, supports_check_mode=True)
    if module.params["url"].lower().startswith("https:") and not importlib.util.find_spec("sslyze"):
        module.fail_json(msg=missing_required_lib(secured.SSLYZE))
    try:
        result = run.audit(module.params, module.check_mode)
    except GoliveError as error:
        module.fail_json(msg=str(error), **error.details)
    module.exit_json(failed=False, **result)


if __name__ == "__main__":
    main()
