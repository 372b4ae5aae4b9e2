# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a rollout does whose evidence is too thin: what the policy says, or the person at the terminal."""

from __future__ import annotations

from ansible.errors import AnsiblePromptInterrupt, AnsiblePromptNoninteractive
from ansible_collections.golive.web.plugins.plugin_utils._evidence import visible

# Without an answer for so long nobody is there.
_PATIENCE_SECONDS = 900
_ANSWERS = {"c": "pass", "r": "fail", "p": "pause"}


def answer(policy, reasons, display):
    """C(pass), C(fail) or C(pause), from I(policy) (C(ask), or one of these three) and, where that asks or pauses, from whoever is at the terminal."""
    if policy in ("pass", "fail"):
        return policy
    nobody = "pause" if policy == "pause" else "fail"
    question = "\n".join([*map(visible, reasons), "Continue all the same (c), roll back (r), or pause here (p)?"])
    try:
        said = display.prompt_until(question, seconds=_PATIENCE_SECONDS, complete_input=(b"\r", b"\n"))
    except AnsiblePromptNoninteractive:
        return nobody
    except AnsiblePromptInterrupt:
        return "fail"
    return _ANSWERS.get(said.decode(errors="replace").strip().lower()[:1], nobody)
