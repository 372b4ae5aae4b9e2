# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: rollout_plan
short_description: Decide what a rollout will do
description:
  - Makes the plan of a rollout from what every host of the fleet said of itself. It asks no host and changes nothing.
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
  application:
    description: The application's settings.
    type: dict
    required: true
  infos:
    description:
      - By host, what M(golive.web.release_info), or M(golive.web.release) with O(golive.web.release#module:state=locked), returned.
      - Hosts that are not in the play count where it is asked how many of the fleet stay healthy; nothing happens to them.
    type: dict
    required: true
  prometheus:
    description: The address of the Prometheus that O(policy.metrics) are asked of.
    type: str
    default: ""
  back:
    description: Whether it is a way back, which may end a rollout that waits for a person, waits for none itself, and migrates nothing.
    type: bool
    default: false
  policy:
    description:
      - How careful the rollout is. The variables of the role P(golive.web.rollout#role) of the same names, without C(rollout_), say what they mean.
    type: dict
    default: {}
    suboptions:
      waves:
        description: Who flips together, as C(serial) takes it.
        type: raw
        default: [1, "25%", "100%"]
      share:
        description: The steps of the first wave before its flip, in percent.
        type: raw
        default: []
      min_healthy:
        description: How many hosts of the fleet must stay healthy outside of a wave, a count or a percentage.
        type: raw
        default: 1
      max_failed:
        description: How many hosts the rollout does without, a count or a percentage.
        type: raw
        default: 0
      bake_seconds:
        description: How long a wave must stay healthy.
        type: float
        default: 10
      deadline_seconds:
        description: How long the whole may take.
        type: float
        default: 3600
      min_requests:
        description: How many requests there must be on either side of a comparison.
        type: int
        default: 0
      synthetic_paths:
        description: Pages that hosts ask themselves for.
        type: list
        elements: str
        default: []
      metrics:
        description: Conditions on what Prometheus knows.
        type: list
        elements: dict
        default: []
      on_inconclusive:
        description: What to do where there are fewer.
        type: str
        choices: [ask, pause, fail, pass]
        default: ask
  artifact:
    description: What M(golive.web.release_artifact) returned. Not needed with O(target).
    type: dict
  target:
    description:
      - A release id, a version, or V(last good), the newest release that was good on every host, but not the one that is live on all.
      - V(paused) is the release of the rollout that waits for a person, V(before paused) the newest other one that was good on every host.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Decide
  golive.web.rollout_plan:
    application: "{{ hello }}"
    infos: "{{ dict(ansible_play_hosts_all | zip(ansible_play_hosts_all | map('extract', hostvars, 'hello_info'))) }}"
    artifact: "{{ hello_artifact }}"
  delegate_to: localhost
  run_once: true
  register: hello_plan
"""

RETURN = r"""
verdict:
  description: V(fail) where a host is missing, not set up or in another run's hands, too few would stay healthy, or no release is meant; then nothing is
    to be started.
  type: str
  returned: always
  sample: pass
reasons:
  description: Why not, a sentence each.
  type: list
  elements: str
  returned: always
  sample: []
phase:
  description: C(plan) where the verdict is V(fail), else empty.
  type: str
  returned: always
  sample: ""
failed_hosts:
  description: The hosts that did not answer and that the rollout does without, each with a sentence.
  type: dict
  returned: when there is a plan
  sample: {}
events:
  description: What happened, an event a step; here C(planned).
  type: list
  elements: dict
  returned: always
  sample: [{event: planned, verdict: pass}]
plan:
  description:
    - The plan, C(release) (its id), C(previous) (each host's live release), C(waves) (the hosts of each), C(shares), C(settled) (the hosts that have it
      already), C(partners) (host to one of the next wave), C(capacity) (by wave, the healthy hosts outside of it), C(failed) (the hosts that it does without),
      C(max_failed), C(bake_seconds), C(deadline), C(lacking) (the hosts without the release), C(proven) (the hosts where it was good before),
      C(unfinished) (the hosts where a run that died had moved the traffic to it), C(back) (whether it is a way back),
      C(scheduler) (the host for scheduled jobs, or none where C(--limit) left out the one that has them),
      C(owner), C(mtime), C(artifact), C(moves) (whether any host has another release live),
      C(migrates) (whether migrations come before the new release can start) and C(summary) (lines for people).
  type: dict
  returned: always
  sample: {release: 2.0-0123456789ab-abcdef, previous: {web1: 1.0-ba9876543210-abcdef}, waves: [[web1]], moves: true, migrates: false}
"""
