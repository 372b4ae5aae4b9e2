# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: rollout_report
short_description: Tell of a rollout that has ended
description:
  - Draws the timeline of a rollout, keeps its events, and tells people who were not there.
  - It never fails a rollout. What can't be written or delivered is a warning, which has no more of an address than the name of its host.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
extends_documentation_fragment:
  - golive.web.attributes
attributes:
  check_mode:
    support: full
    details: Nothing is written, and nobody is told.
  diff_mode:
    support: none
  idempotent:
    support: none
    details: Each run appends to a file of events, and tells people again.
options:
  application:
    description: The application's name.
    type: str
    required: true
  events:
    description: What happened, as M(golive.web.rollout_gate) returned it with the last verdict.
    type: list
    elements: dict
    required: true
  verdict:
    description: The last verdict that M(golive.web.rollout_gate) returned.
    type: dict
    required: true
  plan:
    description: The plan that M(golive.web.rollout_plan) returned.
    type: dict
    default: {}
  timeline:
    description: The file on the controller to which the timeline is written, a page of HTML that needs nothing else. Empty for none.
    type: path
    default: ""
  events_to:
    description:
      - A file on the controller to which the events are appended, one JSON object a line; or an C(https) address to which they are posted as
        C(application/x-ndjson). Empty for none.
      - An address with C(http) may only lead to the controller itself.
    type: str
    default: ""
  webhook:
    description:
      - An C(https) address that takes a JSON object with C(text), as Slack, Mattermost and others do. Empty for none.
      - Certificates are verified, and proxies asked, as in all of Ansible. Where nobody answers, or a server in trouble does, there are further
        attempts within 12 seconds.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Tell how it went
  golive.web.rollout_report:
    application: hello
    events: "{{ hello_verdict.events }}"
    verdict: "{{ hello_verdict }}"
    plan: "{{ hello_plan.plan }}"
    timeline: "{{ hello_timelines }}/hello.html"
    webhook: "{{ vault_hello_webhook }}"
  delegate_to: localhost
  run_once: true
"""

RETURN = r"""
event:
  description: The last event, C(ended), with the release, the verdict, why, and what each host serves.
  type: dict
  returned: always
  sample: {event: ended, time: "2026-11-22T20:00:00.000Z", release: 2.0-0123456789ab-abcdef, verdict: pass, reasons: [],
           live: {web1: 2.0-0123456789ab-abcdef}}
timeline:
  description: Where the timeline is; empty where none was wished for.
  type: str
  returned: always
  sample: hello.html
"""
