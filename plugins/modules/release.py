# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: release
short_description: The life cycle of an application's releases on one host, a phase a call
description:
  - Stages a release, moves the host's traffic to it, or ends a rollout; each in one round trip.
  - A host has two slots, C(blue) and C(green). Traffic moves by one rename of the symlink C(live), without a reload of anything.
  - A release that can't be staged or isn't healthy is no failed task but a RV(verdict), so that a fleet can be brought back as one.
    Only misuse (a name that can't be one) fails.
version_added: 0.1.0
author:
  - golive.web contributors (@golive)
extends_documentation_fragment:
  - golive.web.attributes
  - golive.web.health
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description: The application. Taken from O(application) where it is not given.
    type: str
  state:
    description:
      - V(locked) takes the lock for a rollout, and returns what M(golive.web.release_info) does as well, but for its
        RV(golive.web.release_info#module:programs). A host that is not set up is not locked.
      - V(staged) makes the release on the host (unpacked, linked, built, read-only) without touching traffic. With O(fill) it is started, too.
      - V(active) fills the standby slot with it, probes it privately, flips, probes through nginx, and changes the workers over; on any failure what was
        live is live again. Only for a worker that does not start a release that was good before does not lose the traffic, see RV(workers_down).
        With O(share) it stops before the flip.
      - V(paused) remembers that the rollout waits for a person, and gives the lease back. What is live stays so.
      - V(pruned) ends the rollout, remembers what was good or bad, removes old releases, and gives the lease back.
      - V(unlocked) gives the lease back, if it is the O(owner)'s, and does nothing else.
    type: str
    choices: [locked, staged, active, paused, pruned, unlocked]
    required: true
  release:
    description:
      - The release id. Needed for V(staged) and V(active).
      - With O(state=pruned), the release that the rollout was about.
    type: str
  application:
    description:
      - The application's settings. What O(state) needs of them is taken where the option of that name is not given.
      - For V(staged) O(environment), O(shared), O(build), O(public_dir), O(assets), O(entry), O(processes), O(request_seconds), O(workers)
        and O(settle_seconds);
        for V(staged) and V(active) O(health), O(start_seconds) and O(drain_seconds), for V(locked) and V(pruned) O(health);
        for V(active) and V(pruned) O(hooks); for V(pruned) O(keep_releases) and O(keep_assets_days).
    type: dict
  plan:
    description:
      - What M(golive.web.rollout_plan) returned as RV(golive.web.rollout_plan#module:plan). Where they are not given, O(release), O(owner) and
        O(lease_seconds) are taken from it, for O(state=staged) O(artifact) and O(mtime), too, and for O(state=active) O(bake_seconds), O(synthetic_paths)
        and O(synthetic_requests).
      - So are the options that differ by host. For O(state=staged) O(fill), where nothing is to be migrated before; for O(state=active) without O(share)
        or O(back) O(leaves), and no O(bake_seconds) where the release is settled already.
      - Without O(back), a host that the rollout goes on without, by the plan or by the O(verdict), is skipped.
    type: dict
  verdict:
    description:
      - What M(golive.web.rollout_gate) returned last. With it a rollout ends that O(plan) began; where they are not given, O(good), O(bad), O(reason),
        O(scheduler) and O(events) follow from the two, and O(release), too, where it was a way back.
    type: dict
  artifact:
    description:
      - What the release is made from, for O(state=staged). Not needed on a host that has it.
    type: dict
    suboptions:
      path:
        description: A file on the controller. It is sent only to hosts that need it.
        type: str
      url:
        description: An HTTP(S) address that the host fetches it from. Only its host, port and path are ever shown.
        type: str
      sha256:
        description: Its SHA-256, 64 hex digits.
        type: str
        required: true
  artifact_file:
    description: The artifact's path on the host. Set by the action part of this module.
    type: path
  leaves:
    description:
      - Whether what is live is left for good, as by a way back by hand. It is remembered as such from the flip on, so that a way back which dies is ended
        by the next one, and does not lead forward again.
    type: bool
    default: false
  back:
    description:
      - With O(state=active), that this host returns to what was live on it before the rollout. Like a release that was good before, it is not to blame
        for a worker that is down.
    type: bool
    default: false
  environment:
    description: The release's environment variables, names to values. Shown nowhere.
    type: json
  shared:
    description: Paths in the release that are links to the shared directory, which outlives releases.
    type: list
    elements: str
    default: []
  build:
    description: Commands that are run in the release before it is sealed, each a list of words.
    type: list
    elements: list
    default: []
  fill:
    description:
      - With O(state=staged), whether to start the release in the standby slot and to probe it privately, as O(state=active) does before it flips.
      - A release that is live, or serves a share, is left as it is.
    type: bool
    default: false
  share:
    description:
      - With O(state=active), how much of the host's traffic the release gets, in percent; a multiple of 5. V(100) flips.
      - Less fills the standby slot, probes it privately, and moves that share of the clients to it. A client stays on the side where it is while
        the share grows. On a host where the release is live already, it stays so.
      - The share is taken back before the slot is filled with another release, and whenever traffic flips.
    type: int
    default: 100
  migrate:
    description: Commands that are run in the release when it is staged, each a list of words, to bring the database to what it needs.
    type: list
    elements: list
    default: []
  hooks:
    description:
      - Commands by the point at which they are run, each a list of words. C(before_flip) and C(after_flip) with O(state=active); one that fails refuses the
        release, and traffic is, or stays, where it was. C(after_rollback) in the release that is live again after O(back), C(after_finish) when
        O(state=pruned) marks the release as good; one of these that fails is a warning.
    type: dict
    default: {}
  public_dir:
    description: The folder of the release that the web server may read.
    type: str
    default: public
  assets:
    description: Folders of O(public_dir) whose files have a hash of their content in their names. They are kept beyond their release.
    type: list
    elements: str
    default: []
  entry:
    description: What the runtime starts, for instance C(gigs.wsgi:application).
    type: str
    default: ""
  processes:
    description: Processes of a slot; V(0) takes what the runtime's role computed for the host.
    type: int
    default: 0
  request_seconds:
    description: The longest that a request may take.
    type: int
    default: 60
  workers:
    description:
      - The release's workers by name, each a dict with its C(command), a list of words. Where the release is live, supervisord's program of that name
        runs this command; programs of other names are down.
      - A release with a worker that supervisord has no program for is refused before anything is done, unless it was good before.
    type: dict
    default: {}
  mtime:
    description: The modification time that new files get, in seconds since the epoch; the same on all hosts, never used twice.
    type: int
    default: 0
  start_seconds:
    description: How long a slot may take until it is healthy, and the workers until they run.
    type: float
    default: 30
  settle_seconds:
    description: How long a slot that was started must have been well before it gets traffic.
    type: float
    default: 0
  bake_seconds:
    description:
      - With O(state=active), how long the call stays with the release after it got its traffic, or its share of it. It asks it about four times a second.
        Where three answers in a row are wrong, or more than a tenth of all, or the slot's program ends, traffic goes back at once.
    type: float
    default: 0
  synthetic_paths:
    description:
      - With O(bake_seconds), pages that the host asks itself for through nginx, before the release gets traffic and again when it has it.
    type: list
    elements: str
    default: []
  synthetic_requests:
    description: How many such requests there are each time.
    type: int
    default: 100
  drain_seconds:
    description:
      - How long a slot that lost its traffic is left alone at the most before it is filled anew. It is filled as soon as nginx handles no request,
        upload, stream or WebSocket at some instant.
    type: float
    default: 60
  keep_releases:
    description: How many releases O(state=pruned) keeps; never removed are those in a slot and the last two good ones.
    type: int
    default: 5
  keep_assets_days:
    description: How long O(state=pruned) keeps an asset that no release on the host has any more.
    type: int
    default: 30
  good:
    description:
      - With O(state=pruned), whether the rollout succeeded on the whole fleet, so that O(release) is remembered as good. Where it was not before and is
        live, it is asked once more, by O(health), and has to be well.
    type: bool
    default: false
  bad:
    description: A reason why O(release) is to be remembered as bad. Nothing ever rolls back to a bad release.
    type: str
    default: ""
  scheduler:
    description: With O(state=pruned), whether this host is the one that runs the scheduled jobs. Left as it is where not said.
    type: bool
  events:
    description:
      - What the controller tells of the whole rollout, as RV(golive.web.rollout_gate#module:events). The host's ledger gets it, where this changes anything.
    type: list
    elements: dict
    default: []
  reason:
    description: With O(state=paused), what the person is to decide about.
    type: str
    default: ""
  owner:
    description:
      - Whose rollout this is. The lease on the application is taken and renewed in this name.
      - The playbook at work where it is not given (who runs it, where, and which process it is).
    type: str
  takeover:
    description: An owner whose lease may be taken although it has not expired.
    type: str
    default: ""
  lease_seconds:
    description: How long the lease lasts without being renewed.
    type: int
    default: 900
"""

EXAMPLES = r"""
- name: Stage a release
  golive.web.release:
    name: hello
    state: staged
    release: "{{ hello_plan.plan.release }}"
    artifact:
      path: "{{ hello_artifact.path }}"
      sha256: "{{ hello_artifact.sha256 }}"
    environment: "{{ hello.environment }}"
    shared: [storage]
    owner: example

- name: Move this host's traffic to it
  golive.web.release:
    name: hello
    state: active
    release: "{{ hello_plan.plan.release }}"
    health:
      host: hello.test
    owner: example
  register: hello_activation

- name: End the rollout
  golive.web.release:
    name: hello
    state: pruned
    release: "{{ hello_plan.plan.release }}"
    good: "{{ hello_activation.verdict == 'pass' }}"
    health:
      host: hello.test
    owner: example
"""

RETURN = r"""
verdict:
  description: Whether the phase did what it was asked for.
  type: str
  returned: always
  sample: pass
reason:
  description: One sentence on what happened, what is unharmed and what to do; empty with RV(verdict=pass).
  type: str
  returned: always
  sample: ""
release:
  description: The release that this was about.
  type: str
  returned: always
  sample: 2.0-0123456789ab-abcdef
previous:
  description: The release that was live before; empty where there was none.
  type: str
  returned: always
  sample: 1.0-ba9876543210-abcdef
live:
  description: The release that is live now; empty where there is none.
  type: str
  returned: always
  sample: 2.0-0123456789ab-abcdef
flipped:
  description: Whether this call moved the traffic, and did not move it back.
  type: bool
  returned: always
  sample: true
refused:
  description: Whether the release ran and was found not to be well, and is remembered as bad.
  type: bool
  returned: always
  sample: false
workers_down:
  description:
    - Whether workers of the release, which RV(reason) names, did not start, but traffic is with it, since it was good before. It is no reason to go
      back, though RV(verdict=fail).
  type: bool
  returned: always
  sample: false
share:
  description: How much of the traffic the standby slot serves now, in percent; V(0) after a flip.
  type: int
  returned: always
  sample: 0
pause_wanted:
  description: Whether somebody wishes that the rollout pause before its next step.
  type: bool
  returned: state is active
  sample: false
traffic:
  description:
    - What the access log says of the release while it baked (C(now)), and of the release before, C(now) and C(before) that, for at least a minute.
      Each is a dict of release to counts, as in RV(golive.web.traffic_stats#module:releases).
  type: dict
  returned: state is active and the release got traffic and baked
  sample: {now: {2.0-0123456789ab-abcdef: {requests: 310, errors: 0}}, before: {1.0-ba9876543210-abcdef: {requests: 1790, errors: 2}}}
artifact_needed:
  description: Whether the host lacks the release and was given no artifact.
  type: bool
  returned: state is staged
  sample: false
reused_files:
  description: Files of the release that are hard links to the same ones of the release before.
  type: int
  returned: state is staged and the release was made
  sample: 24999
removed:
  description: What was removed.
  type: list
  elements: str
  returned: state is pruned
  sample: []
seconds:
  description: How long each step took. C(drain), the wait until a slot could be filled anew, is a part of C(fill).
  type: dict
  returned: always
  sample: {drain: 0.01, fill: 0.81, flip: 0.42, bake: 10.01, total: 11.26}
lease_held_by:
  description: Whose lease stood in the way; empty where nobody's did.
  type: str
  returned: always
  sample: ""
lease_taken_from:
  description: Whose lease was taken over or had expired; empty where nobody's was.
  type: str
  returned: always
  sample: ""
"""

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.urls import open_url
from ansible_collections.golive.web.plugins.module_utils import _calls
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._specs import RELEASE, RELEASE_NEEDED


def main():
    module = AnsibleModule(argument_spec=RELEASE, **RELEASE_NEEDED, supports_check_mode=True)
    try:
        result = _calls.release(module.params, module.check_mode, module.tmpdir, open_url)
    except GoliveError as error:
        module.fail_json(msg=str(error), **error.details)
    module.exit_json(failed=False, **result)


if __name__ == "__main__":
    main()
