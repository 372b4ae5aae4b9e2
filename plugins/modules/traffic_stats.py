# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: traffic_stats
short_description: What one host's access log says of each release in a window of time
description:
  - Counts what visitors asked of each release of an application, how much of it ended in an error of the server, and how long the application took.
  - Counts are whole numbers that add up over hosts. They hold no address and no path of any visitor.
  - The collection's own probes, previews and O(exclude_path) are left out. A request whose client went away, status 499, is a request and no error.
  - Of a log of any size only the window is read, going on into rotated files where it begins before the current one.
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
  name:
    description: The application. Taken from O(application) where it is not given.
    type: str
  application:
    description: The application's settings, which O(exclude_path) is taken from where it is not given.
    type: dict
  since:
    description: When the window begins, in seconds since the epoch on the host's own clock.
    type: float
  seconds:
    description: How long the window is, instead of O(since). It ends now.
    type: float
  until:
    description: When the window ends, in seconds since the epoch on the host's own clock. Now, where it is not given or later than now.
    type: float
  exclude_path:
    description:
      - A path that is left out, as it was asked for and without the query. Balancers and monitors ask for it, people don't.
      - Where it is not given, it is the path of the readiness endpoint of O(application).
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: See how the last five minutes were
  golive.web.traffic_stats:
    name: hello
    seconds: 300
    exclude_path: /health/ready
  register: hello_traffic

- name: See how an hour of the past was
  golive.web.traffic_stats:
    name: hello
    since: 1767225600
    until: 1767229200
"""

RETURN = r"""
releases:
  description:
    - Release to counts, of the releases that visitors met in the window.
    - C(requests), how many; C(errors), how many with a status of 500 or above; C(clients), how many addresses they came from.
    - C(timed), how many the application itself answered; C(latency), how many of these took how long, as a histogram. Bin 0 is less than 5 ms. Above that,
      eight bins double a latency, so that bin V(b) ends at 5 ms times two to the power of V(b/8). The last is 128.
    - With n requests, x errors, t timed requests and bins that add up to s of one client, the sums over the clients of n*n (C(requests2)), x*x (C(errors2)),
      n*x (C(requests_errors)), t*t (C(timed2)), s*s (C(logs2)) and t*s (C(timed_logs)). They tell how far requests of one client are alike.
    - Of a release with more than 50,000 clients in the window, those met later are counted together in as many groups.
  type: dict
  returned: success
  sample:
    2.0-0123456789ab-abcdef:
      requests: 3
      errors: 1
      clients: 2
      requests2: 5
      errors2: 1
      requests_errors: 2
      timed: 2
      latency: {"0": 1, "9": 1}
      timed2: 4
      logs2: 81
      timed_logs: 18
window:
  description: What was looked at, C(since) and C(until), in seconds since the epoch on the host's own clock.
  type: dict
  returned: success
  sample: {since: 1790028500.0, until: 1790028800.0}
without_release:
  description: How many requests of visitors in the window nginx answered by itself before it looked for a release, or without finding one.
  type: int
  returned: success
  sample: 0
logged:
  description: Whether there is an access log. Where there is none, nothing is counted.
  type: bool
  returned: success
  sample: true
unreadable:
  description: How many lines in the window, and some seconds about it, tell of no request, because they are damaged or aren't nginx's.
  type: int
  returned: success
  sample: 0
truncated:
  description: Whether the window has more than 256 MB of the log, some 700,000 requests. Then its newest part was counted.
  type: bool
  returned: success
  sample: false
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.golive.web.plugins.module_utils import _calls
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._specs import TRAFFIC_STATS, TRAFFIC_STATS_NEEDED


def main():
    module = AnsibleModule(argument_spec=TRAFFIC_STATS, **TRAFFIC_STATS_NEEDED, supports_check_mode=True)
    try:
        result = _calls.traffic_stats(module.params, module.check_mode)
    except GoliveError as error:
        module.fail_json(msg=str(error), **error.details)
    module.exit_json(failed=False, **result)


if __name__ == "__main__":
    main()
