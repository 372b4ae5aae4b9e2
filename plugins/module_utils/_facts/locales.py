# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether there is a locale, as the C library of the host has it."""

from __future__ import annotations

import ctypes
import locale
from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._checks.kind import FAIL, Trouble

# As setlocale(3) looks for one of its category LC_CTYPE.
_VARIABLES = ("LC_ALL", "LC_CTYPE", "LANG")
_ALL_CATEGORIES = 0x1FBF


class Locale(NamedTuple):
    """C(variable): which of the environment named it, empty where none did. C(codeset): such as C(UTF-8)."""

    name: str
    variable: str
    codeset: str


def found(environment, name):
    """The C(Locale) that I(name), or else the I(environment), names. Raises C(Trouble)."""
    variable = "" if name else next((variable for variable in _VARIABLES if environment.get(variable)), "")
    name = name or environment.get(variable) or "C"
    return Locale(name, variable, _codeset(name))


def _codeset(name):
    library = ctypes.CDLL(None)
    new, free, told = library.newlocale, library.freelocale, library.nl_langinfo_l
    new.restype, new.argtypes = ctypes.c_void_p, (ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)
    free.restype, free.argtypes = None, (ctypes.c_void_p,)
    told.restype, told.argtypes = ctypes.c_char_p, (ctypes.c_int, ctypes.c_void_p)
    # It sets none, which would be that of all threads of the process.
    made = new(_ALL_CATEGORIES, name.partition("\0")[0].encode(errors="replace"), None)
    if not made:
        raise Trouble("missing", f"there is no locale {name}", FAIL)
    try:
        return told(locale.CODESET, made).decode(errors="replace")
    finally:
        free(made)
