# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A spec out of all its sources: presets, an application's golive.yml, and what a task or the inventory says; whatever is later wins."""

from __future__ import annotations

import re

from ansible.errors import AnsibleActionFail
from ansible_collections.golive.web.plugins.module_utils._checks import spec
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Mistake
from ansible_collections.golive.web.plugins.module_utils._checks.kinds import KINDS
from ansible_collections.golive.web.plugins.plugin_utils import _spec_file

# Of probes, those that do something on the host as the task's user, which is mostly root. A pool of php-fpm runs any script for who may speak to it.
_ACTING = ("command", "fastcgi", "queue", "storage")
# A server may take whoever comes through a socket for the user who that is. The environment is the inventory's.
_OF_ENVIRONMENT = r"\$\{\w+\}"
# A server takes whoever has a key for whose that is.
_OF_HOST = {"client_key": "whose key is shown to a server", "socket": "which socket is spoken to"}
_NO_SOCKET = re.compile(rf"{_OF_ENVIRONMENT}|(?!unix:)[a-z]+:.*", re.DOTALL)


def entries(presets, text, name, checks, tier, has_user=True):
    """All checks that are meant, checked: of the I(presets), of the I(text) of the file I(name) (empty: none), and I(checks), a list of lists.

    I(has_user): whether there is an application, as whose user programs are run.
    Raises C(AnsibleActionFail), whose message has the file and line of a mistake; of what the inventory says, Ansible shows them.
    """
    try:
        shipped = _spec_file.parsed(text, name) if text else _spec_file.Spec(name, [], [], {})
        files = [*map(_spec_file.preset, dict.fromkeys([*presets, *shipped.presets])), shipped]
    except Mistake as mistake:
        raise AnsibleActionFail(f"{_sentence(mistake.message)} Nothing was changed.") from None
    lists = [*(file.checks for file in files), *checks]
    try:
        pairs = spec.merged(lists, KINDS)
        _check_rights(pairs, spec.merged([[] if one is shipped.checks else one for one in lists], KINDS), has_user)
        spec.checked(pairs, KINDS, tier)
    except Mistake as mistake:
        number, *where = mistake.where
        if number < len(files):
            raise AnsibleActionFail(f"{files[number].name}, line {files[number].line(('checks', *where))}: {mistake.message}. Nothing was changed.") from None
        place = f"checks[{where[0]}]" if where else "checks"
        raise AnsibleActionFail(f"{place}: {mistake.message}. Nothing was changed.", obj=_origin(lists[number], where)) from None
    return [entry for entry, _place in pairs]


def _check_rights(pairs, without, has_user):
    """Raises C(Mistake) where a release has a part in what only those may want who have the inventory: whoever writes a release is not root.

    I(pairs): of all that is merged; I(without): of it without what the release ships.
    """
    own = {place: entry for entry, place in without}
    for entry, place in pairs:
        if own.get(place) != entry:
            for message, *where in _beyond(entry, has_user):
                raise Mistake(f"a release has a part in this check, and {message}", *place, *where)


def _beyond(entry, has_user):
    """What only the inventory may want of an I(entry): what that is, and where it is."""
    for option in () if has_user else ("command", "folder"):
        if entry.get(option):
            yield "what is run as the task's user, as nothing says of which application it is, only the inventory may say", option
    probe = entry.get("probe") if isinstance(entry.get("probe"), dict) else {}
    if entry.get("user"):
        yield "as which user something is run, only the inventory may say", "user"
    if probe.get("type") in _ACTING:
        yield f"a probe of the type {probe['type']} acts on the host, which only the inventory may want", "probe", "type"
    for option, what in _OF_HOST.items():
        if probe.get(option) and not re.fullmatch(_OF_ENVIRONMENT, str(probe[option])):
            yield f"{what}, only the inventory may say (such as in a variable, ${{NAME}})", "probe", option
    if entry.get("url") and not _NO_SOCKET.fullmatch(str(entry["url"])):
        yield "where its address leads, only the inventory may leave open (such as in a variable, ${NAME})", "url"


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
