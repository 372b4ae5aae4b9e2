# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which values of an environment are secret, and how hard one is to guess."""

from __future__ import annotations

import collections
import json
import math
import re
import urllib.parse

_NAME = re.compile(r"(^|_)(API_?KEY|KEY|SECRET|TOKEN|PASS|PASSW\w*|PW|PWD|CREDENTIALS?|DSN|PRIVATE|SALT)(_|$)", re.IGNORECASE)
# Settings of frameworks are named otherwise: default.password, apiKey.
_OTHER_BREAK = re.compile(r"[.-]|(?<=[a-z])(?=[A-Z])")
_PASSWORD = re.compile(r"://[^/?#\s@:]*:(?P<password>[^/?#\s]+)@")
_LEAST_LENGTH, _LEAST_PART = 4, 8
_BREAKS = (re.compile(r"[\r\n]+"), re.compile(r"[/?#@&]+"))
# As errors and programs may show one.
_WRITTEN = (
    lambda value: repr(value)[1:-1],
    lambda value: json.dumps(value)[1:-1],
    lambda value: " ".join(value.split()),
    lambda value: urllib.parse.quote(value, safe="", errors="replace"),
)
# Values of documentation, frameworks' templates and tutorials, and the passwords that everybody tries first.
_EXAMPLES = re.compile(
    r"""(base64:)?(
        .*(change[_ -]?(me|this|it)|replace[_ -]?(me|this|with)|your[_ -]?\w*[_ -]?(key|secret|token|password|here)).*
        | .*(django-insecure-|example|insert[_ -]|todo|fixme).*
        | x+ | \*+ | <.*> | \.+ | (a)+ | 0+
        | (password|passw0rd|secret|admin|root|test|dev|default|postgres|mysql|redis|guest|letmein|qwerty\w*|keyboard\ cat)\d*
        | 1?2345678?9?0? | SomeRandomString(\w*) | somerandomstring | (abc|123)+
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def is_secret_name(name):
    """Whether a variable or a setting of this I(name) holds a secret, as far as a name can tell."""
    return bool(_NAME.search(_OTHER_BREAK.sub("_", name)))


def of(environment, names=()):
    """The secrets in I(environment), longest first: values of the I(names), of names that say so, and passwords in addresses."""
    found = [value for name, value in environment.items() if name in names or is_secret_name(name)]
    found += [match["password"] for value in environment.values() for match in _PASSWORD.finditer(value)]
    found += [urllib.parse.unquote(value) for value in found]
    # What a framework puts before a key is none of it.
    found += [value.partition(":")[2] for value in found if value.startswith("base64:")]
    # Of a key of several lines a program may say one, and of an address that one is put into there may be what is before its query, or one part.
    found += [part for part in {value.partition(sign)[0] for value in found for sign in "?#"} if len(part) >= _LEAST_PART]
    for breaks in _BREAKS:
        found += [part for value in found for part in breaks.split(value) if len(part) >= _LEAST_PART]
    found += [write(value) for value in found for write in _WRITTEN]
    return sorted({value for value in found if len(value) >= _LEAST_LENGTH}, key=len, reverse=True)


def is_example(value):
    """Whether I(value) is one that somebody copied from documentation instead of making a secret."""
    return bool(_EXAMPLES.fullmatch(value.strip()))


def entropy(value):
    """The bits of entropy of I(value) as its characters tell: Shannon's of their distribution, times their number.

    An upper bound for what its maker's method gave (C. E. Shannon, 1948): a sentence has less than this says, random characters have about this.
    """
    counts = collections.Counter(value)
    return -sum(count * math.log2(count / len(value)) for count in counts.values()) if value else 0.0
