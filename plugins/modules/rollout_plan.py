# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: rollout_plan
short_description: Decide what a rollout will do
description:
  - Makes the plan of a rollout from what M(golive.web.release_info) returned on every host of the play. It asks no host and changes nothing.
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
    description: The name under which the hosts registered the result of M(golive.web.release_info).
    type: str
    required: true
  artifact:
    description: What M(golive.web.release_artifact) returned. Not needed with O(target).
    type: dict
  target:
    description: A release id, a version, or V(last good), the newest release that was good on every host, but not the one that is live on all.
    type: str
    default: ""
  takeover:
    description: An owner whose lease may be taken although it has not expired.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Decide
  golive.web.rollout_plan:
    application: "{{ hello }}"
    infos: hello_info
    artifact: "{{ hello_artifact }}"
  delegate_to: localhost
  run_once: true
  register: hello_plan
"""

RETURN = r"""
verdict:
  description: V(fail) where a host is missing or not set up, or no release is meant; then nothing is to be started.
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
plan:
  description:
    - The plan, C(release) (its id), C(previous) (each host's live release), C(waves) (for C(serial)), C(lacking) (the hosts without the release),
      C(scheduler) (the host for scheduled jobs, or none where C(--limit) left out the one that has them),
      C(owner), C(takeover), C(mtime), C(artifact), C(moves) (whether any host has another release live),
      C(migrates) (whether migrations come before the new release can start) and C(summary) (lines for people).
  type: dict
  returned: always
  sample: {release: 2.0-0123456789ab-abcdef, previous: {web1: 1.0-ba9876543210-abcdef}, waves: [1], moves: true, migrates: false}
"""
