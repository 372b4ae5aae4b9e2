# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: rollout_gate
short_description: Make one verdict of what many hosts returned
description:
  - Looks at what the hosts of a phase registered. A host that went away, or whose module died without a word, counts as failed.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
extends_documentation_fragment:
  - golive.web.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
    details: Nothing is changed.
  idempotent:
    support: full
options:
  phase:
    description: The name of the phase, for people.
    type: str
    required: true
  results:
    description: The name under which the hosts registered their result.
    type: str
    required: true
  hosts:
    description: The hosts that a result is expected of.
    type: list
    elements: str
    required: true
  earlier:
    description: The verdict so far, as this returned it. One that failed stays failed, and keeps its phase.
    type: dict
  partners:
    description:
      - The name under which the hosts registered what M(golive.web.traffic_stats) returned on the host that their traffic is compared with.
    type: str
    default: ""
  prometheus:
    description: The address of the Prometheus server that the plan's C(metrics) are asked of.
    type: str
    default: ""
  plan:
    description:
      - What M(golive.web.rollout_plan) returned as RV(golive.web.rollout_plan#module:plan). C(max_failed) says how many hosts of the fleet may fail until the
        verdict does, C(deadline) until when the phase must have ended. Without it no host may fail.
      - Where hosts returned RV(golive.web.release#module:traffic), the release's errors and latencies are compared with those of the releases before it.
    type: dict
"""

EXAMPLES = r"""
- name: Gate
  golive.web.rollout_gate:
    phase: wave
    results: hello_activation
    hosts: "{{ ansible_play_batch }}"
  delegate_to: localhost
  run_once: true
  register: hello_verdict
"""

RETURN = r"""
verdict:
  description: V(pass), V(fail), or V(paused), where there was too little evidence and somebody is to decide.
  type: str
  returned: always
  sample: pass
reasons:
  description: Why not, a sentence a host, earlier ones first.
  type: list
  elements: str
  returned: always
  sample: []
phase:
  description: The first phase that failed; empty with RV(verdict=pass).
  type: str
  returned: always
  sample: ""
failed_hosts:
  description: The hosts that failed so far, each with a sentence; with RV(verdict=pass) there are no more of them than the plan allows.
  type: dict
  returned: always
  sample: {}
notes:
  description: What is to be told and is no reason to stop.
  type: list
  elements: str
  returned: always
  sample: []
changes:
  description:
    - What changes of O(plan) by this, to be combined with it; C(failed) always, and, where hosts failed before any traffic moved,
      C(waves), C(partners) and C(capacity) without them.
  type: dict
  returned: always
  sample: {failed: {}}
events:
  description: What happened so far, an event a step.
  type: list
  elements: dict
  returned: always
  sample: [{event: judged, phase: stage, verdict: pass}]
workers_down:
  description: Workers that are down on a release that was good before and keeps the traffic, a sentence a host. They are no reason to go back.
  type: list
  elements: str
  returned: always
  sample: []
refused:
  description: Whether the release ran on a host and was found not to be well there.
  type: bool
  returned: always
  sample: false
"""
