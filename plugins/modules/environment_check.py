# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: environment_check
short_description: Validate a host and the environment of an application against a spec
description:
  - Does all checks of a spec in one call, and returns a finding for each, and one verdict.
  - What is not as it must be is no failed task but a RV(verdict) with its RV(reasons); C(failed_when) with it fails the task where that is wanted. Only
    misuse fails, such as a spec with a mistake, which is told before any host is asked, with the file and the line.
  - The kinds of checks, with their options, and what the presets have, are on the collection's page on validating.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
extends_documentation_fragment:
  - golive.web.attributes
attributes:
  check_mode:
    support: full
    details: Checks are done in check mode, too. They change nothing.
  diff_mode:
    support: none
    details: Nothing is changed.
  idempotent:
    support: full
requirements:
  - python >= 3.9
  - psycopg2, PyMySQL, dnspython or cryptography on the host, for checks of databases, of records and of certificates; without it such a check says so
options:
  checks:
    description:
      - A list of checks, each with C(check), its kind, and the options of that. C(${NAME}) in an option is the value of that variable of the environment,
        and C(${NAME:-DEFAULT}) the default where it has none.
      - They are shown in no log, as there may be a password in them.
      - One with the C(id) of a preset's lays what it says over that; with C(enabled=false) there is none.
    type: json
    default: "[]"
  presets:
    description: What applications of a framework have to have, C(django), C(flask), C(gunicorn), C(laravel) or C(node); and C(web), what
      any web application has to.
    type: list
    elements: str
    default: []
  spec:
    description: The text of a C(golive.yml), such as M(golive.web.release_artifact) returns it.
    type: str
    default: ""
  spec_file:
    description: The path of such a file on the host; it is read instead of O(spec).
    type: path
  environment:
    description: The environment of the application, names to values. It is laid over that of O(environment_file).
    type: json
  environment_file:
    description: A file of the host with the environment, C(NAME='value') a line, as that of a release is.
    type: path
  application:
    description:
      - The settings of an application, as the lookup P(golive.web.application_settings#lookup) gives them, of which the name, the checks and,
        where they are not given here, O(presets), O(tier), O(threshold) and O(environment) are taken.
      - C(GOLIVE_APPLICATION), C(GOLIVE_HOME) and C(GOLIVE_SHARED) are in the environment then, and, where a release is live, C(GOLIVE_LIVE), its folder,
        and what its slot has, C(GOLIVE_RELEASE), C(GOLIVE_SOCKET), C(GOLIVE_CONFIG), C(GOLIVE_ENTRY), C(GOLIVE_PROCESSES) and C(GOLIVE_REQUEST_SECONDS).
    type: dict
  live:
    description:
      - Whether checks of O(application) may ask the release that is live. Those that need one are C(not_applicable) without it, so that
        what is wrong with a release does not keep the next one from mending it.
    type: bool
    default: true
  tier:
    description: What the host is for. Checks that name C(tiers) are done where it is one of them.
    type: str
    default: production
  threshold:
    description: The least severity of what stands in the way of the verdict V(pass).
    type: str
    choices: [low, medium, high, critical]
    default: high
  deadline:
    description: Seconds that the whole call may take. What is not found out by then is an C(error).
    type: float
    default: 60.0
"""

EXAMPLES = r"""
- name: Look whether the environment is fit for production
  golive.web.environment_check:
    environment:
      APP_ENV: production
      APP_KEY: "{{ hello_key }}"
      DATABASE_URL: postgres://hello:{{ hello_password | urlencode }}@db.example.com/hello
    checks:
      - {check: variable, name: APP_ENV, allowed: [production]}
      - {check: variable, name: APP_KEY, min_entropy: 128, severity: critical}
      - {check: variable, name: APP_DEBUG, absent: true}
      - {check: path, path: /srv/hello/shared, type: folder, writable_by: [hello], mode: "2770"}
      - {check: service, name: database, url: "${DATABASE_URL}", probe: {type: postgres, encrypted: true}}
  register: hello_environment
  failed_when: hello_environment.verdict != 'pass'

- name: Ask it of all that the inventory says of an application
  golive.web.environment_check:
    application: "{{ lookup('golive.web.application_settings', 'hello') }}"
    threshold: critical
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
    The environment is not as it must be. Variable APP_ENV: 'local', expected production. Set APP_ENV in the environment of the application
    (application_environment).
reasons:
  description: A sentence or two for each finding that stands in the way.
  type: list
  elements: str
  returned: success
  sample: []
findings:
  description: What was found, in the order of the checks.
  type: list
  elements: dict
  returned: success
  contains:
    id:
      description: Of the check; its kind and what is looked at, or what the spec calls it.
      type: str
      returned: always
      sample: variable:APP_ENV
    title:
      description: What is looked at.
      type: str
      returned: always
      sample: Variable APP_ENV
    component:
      description: Which part of readiness it is counted to.
      type: str
      returned: always
      sample: Security
    severity:
      description: V(low), V(medium), V(high) or V(critical).
      type: str
      returned: always
      sample: high
    outcome:
      description:
        - V(pass), V(warn) or V(fail); V(error) where the check could not be done, V(unknown) where too little is known, V(not_applicable) where
          C(when) says so, or where it asks for a live release and there is none.
      type: str
      returned: always
      sample: fail
    reason:
      description: One word of a fixed list for why it is not V(pass), see the collection's page on validating.
      type: str
      returned: always
      sample: not_allowed
    observed:
      description: What was found. No secret is in it.
      type: str
      returned: always
      sample: "'local'"
    expected:
      description: What should have been; empty where it was.
      type: str
      returned: always
      sample: production
    evidence:
      description: What was read, run or asked.
      type: str
      returned: always
      sample: the environment
    source:
      description: The standard that wants it, where the spec says one.
      type: str
      returned: always
      sample: ASVS 13.4.2
    remediation:
      description: What mends it, C(text), and the C(effort), V(low), V(medium) or V(high).
      type: dict
      returned: always
      sample: {text: Set APP_ENV in the environment of the application (application_environment)., effort: low}
    measured_at:
      description: When, in UTC.
      type: str
      returned: always
      sample: "2026-11-28T08:06:31Z"
counts:
  description: How many findings have which outcome.
  type: dict
  returned: success
  sample: {pass: 40, warn: 0, fail: 1, error: 0, unknown: 0, not_applicable: 2}
seconds:
  description: How long all of them took, C(total).
  type: dict
  returned: success
  sample: {total: 0.21}
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.golive.web.plugins.module_utils import _validation
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError


def main():
    module = AnsibleModule(argument_spec=_validation.SPEC, supports_check_mode=True)
    try:
        result = _validation.validate(module.params)
    except GoliveError as error:
        module.fail_json(msg=str(error), **error.details)
    module.exit_json(failed=False, **result)


if __name__ == "__main__":
    main()
