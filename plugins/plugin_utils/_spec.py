# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A spec out of all its sources: presets, an application's golive.yml, and what a task or the inventory says; whatever is later wins."""

from __future__ import annotations

from ansible.errors import AnsibleActionFail
from ansible_collections.golive.web.plugins.module_utils._checks import spec
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Mistake
from ansible_collections.golive.web.plugins.module_utils._checks.kinds import KINDS
from ansible_collections.golive.web.plugins.plugin_utils import _spec_file

# Of probes, those that do something on the host as the task's user, which is mostly root.
_ACTING = ("command", "queue", "storage")


def entries(presets, text, name, checks, tier):
    """All checks that are meant, checked: of the I(presets), of the I(text) of the file I(name) (empty: none), and I(checks), a list of lists.

    Raises C(AnsibleActionFail), whose message has the file and line of a mistake; of what the inventory says, Ansible shows them.
    """
    try:
        shipped = _spec_file.parsed(text, name) if text else _spec_file.Spec(name, [], [], {})
        files = [*map(_spec_file.preset, dict.fromkeys([*presets, *shipped.presets])), shipped]
    except Mistake as mistake:
        raise AnsibleActionFail(f"{_sentence(mistake.message)} Nothing was changed.") from None
    lists = [*(file.checks for file in files), *checks]
    try:
        _check_rights(shipped.checks, len(files) - 1)
        pairs = spec.merged(lists, KINDS)
        spec.checked(pairs, KINDS, tier)
    except Mistake as mistake:
        number, *where = mistake.where
        if number < len(files):
            raise AnsibleActionFail(f"{files[number].name}, line {files[number].line(('checks', *where))}: {mistake.message}. Nothing was changed.") from None
        place = f"checks[{where[0]}]" if where else "checks"
        raise AnsibleActionFail(f"{place}: {mistake.message}. Nothing was changed.", obj=_origin(lists[number], where)) from None
    return [entry for entry, _place in pairs]


def _check_rights(checks, number):
    """Raises C(Mistake) where what a release ships asks for what only those may who have the inventory: whoever writes a release is not root."""
    for index, entry in enumerate(checks):
        if not isinstance(entry, dict):
            continue
        if entry.get("user"):
            raise Mistake("as which user something is run, only the inventory may say", number, index, "user")
        probe = entry.get("probe")
        if isinstance(probe, dict) and probe.get("type") in _ACTING:
            raise Mistake(f"a probe of the type {probe['type']} acts on the host, which only the inventory may want", number, index, "probe", "type")


def _sentence(text):
    return text[:1].upper() + text[1:] + "."


def _origin(data, where):
    """What is at I(where) in I(data), or the nearest thing above it of which Ansible may know where it was written."""
    found = data
    for step in where:
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError):
            break
    return found
