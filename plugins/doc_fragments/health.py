# -*- coding: utf-8 -*-
# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    # How an application is asked for its health.
    DOCUMENTATION = r"""
options:
  health:
    description:
      - How the application is asked whether it is well, privately over the standby slot's socket as well as through nginx.
    type: dict
    default: {}
    suboptions:
      path:
        description: The path of its readiness endpoint.
        type: str
        default: /health/ready
      host:
        description: The name in the C(Host) header.
        type: str
        default: localhost
      port:
        description: The port that nginx listens on.
        type: int
        default: 80
      header:
        description:
          - The header in which the application says its release id, the proof that this very release answers.
          - Empty for an application that doesn't say it; then its release is not compared.
        type: str
        default: X-Release
      successes:
        description: How many healthy answers in a row are wanted.
        type: int
        default: 3
      interval:
        description: Seconds between two questions, give or take a fifth.
        type: float
        default: 0.05
      timeout:
        description: Seconds that one whole answer may take.
        type: float
        default: 5.0
"""
