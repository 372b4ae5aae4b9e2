# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of a probe inside a check, brought to what C(health_probe) itself would get of Ansible."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._checks import types
from ansible_collections.golive.web.plugins.module_utils._checks.kind import Mistake, Option
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import options, tls
from ansible_collections.golive.web.plugins.module_utils._probes.kinds import KINDS

_TYPES = {
    "bool": "flag", "dict": "mapping", "float": "number", "int": "integer", "json": "mapping", "list of dict": "any", "list of int": "integers",
    "list of str": "texts", "path": "text", "raw": "any", "str": "text",
}  # fmt: skip


def complete(given, name, is_filled=False):
    """The probe I(given), named I(name), with every option that probes have; I(is_filled): with all variables in their places. Raises C(Mistake)."""
    if not isinstance(given, dict) or given.get("type") not in [*KINDS]:
        raise Mistake(f"probe needs a type, one of {', '.join(sorted(KINDS))}", "probe")
    return {**_converted({**options.COMMON, **options.SOME}, {**given, "name": name}, is_filled, "probe"), "type": given["type"]}


def _converted(specs, given, is_filled, *where):
    unknown = [option for option in given if option not in specs and option != "type"]
    if unknown:
        raise Mistake(f"a probe has no option '{unknown[0]}'", *where, unknown[0])
    return {option: _one(option, spec, given.get(option), is_filled, where) for option, spec in specs.items()}


def _one(option, spec, value, is_filled, where):
    if value is None:
        return spec.get("default")
    kind = spec["type"] + (f" of {spec['elements']}" if "elements" in spec else "")
    try:
        convert = types.taken if is_filled else types.converted
        found = convert(Option(_TYPES[kind], choices=tuple(spec.get("choices", ()))), value)
    except Mistake as mistake:
        # The value may be a secret, of a variable or a password itself.
        raise Mistake(f"{option} is something else: {mistake.message}", *where, option) from None
    if "options" not in spec:
        return found
    inner = found if isinstance(found, list) else [found]
    if not all(isinstance(entry, dict) for entry in inner):
        raise Mistake(f"{option} must be made of dictionaries", *where, option)
    inner = [_converted(spec["options"], entry, is_filled, *where, option) for entry in inner]
    return inner if isinstance(found, list) else inner[0]


def check(probe):
    """Raises C(Mistake) where the complete I(probe), in which no variable is left open, can't be meant."""
    try:
        options.checked(probe, KINDS)
    except tls.Unusable:
        # Its files are of the host, and this may be the controller.
        pass
    except GoliveError as error:
        raise Mistake(error.message, "probe") from error
