# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Does checks: gathers all facts that they need, at once and each only once, and judges by them."""

from __future__ import annotations

import asyncio
import time

from ansible_collections.golive.web.plugins.module_utils._checks import finding, looks, types
from ansible_collections.golive.web.plugins.module_utils._checks.kind import ERROR, FAIL, NOT_APPLICABLE, Judgement, Mistake, Trouble
from ansible_collections.golive.web.plugins.module_utils._probes.threads import in_thread

# Programs that are asked take a core each.
_AT_ONCE = 8


class Facts:
    """C(environment): names to values. C(facts[key]) is what was found, or raises the C(Trouble) that there was instead."""

    def __init__(self, environment, found=None):
        self.environment = environment
        self._found = found or {}

    def __getitem__(self, key):
        value = self._found[key]
        if isinstance(value, Trouble):
            raise value
        return value


def run(checks, kinds, sources, environment, secrets, seconds):
    """The findings of the I(checks) (see C(spec.checked)), in their order, after I(seconds) at the most.

    I(sources): name of a fact to the function of the environment and the key's other parts that finds it, or the coroutine function.
    """
    ready = [_made_ready(check, kinds[check["check"]], environment) for check in checks]
    keys = dict.fromkeys(key for judgement, options, needed in ready if not judgement for key in needed)
    facts = Facts(environment, asyncio.run(_gathered(list(keys), sources, environment, seconds)) if keys else {})
    now = time.time()
    return [
        finding.of(check, kinds[check["check"]], judgement or _judged(kinds[check["check"]], options, facts), secrets, now)
        for check, (judgement, options, _needed) in zip(checks, ready)
    ]


def _made_ready(check, kind, environment):
    """(the judgement of I(check) where there is one already, its options with all variables in their places, the facts that it needs)."""
    for name, pattern in check["when"].items():
        if not looks.matches(pattern, environment.get(name, "")):
            what = "does not match" if name in environment else "is not set, so does not match"
            return Judgement(NOT_APPLICABLE, observed=f"{name} {what} {pattern}", evidence="the environment"), check, ()
    try:
        options = _filled(check, kind, environment)
        return None, options, tuple(kind.needs(options))
    except Trouble as trouble:
        return _of_trouble(trouble), check, ()
    except Mistake as mistake:
        return Judgement(FAIL, "spec", mistake.message, "", "the environment"), check, ()
    except Exception as error:
        return _of_trouble(_unforeseen(error)), check, ()


def _filled(check, kind, environment):
    options, were_open = dict(check), False
    for name, option in kind.options.items():
        if types.is_open(check[name]):
            were_open = True
            try:
                options[name] = types.taken(option, types.filled(check[name], environment))
            except Mistake as mistake:
                # The value came from a variable, and may be a secret.
                raise Mistake(f"{name} is {check[name]}, but {mistake.message}", name) from None
    if were_open:
        kind.verify(options)
    return options


def _judged(kind, options, facts):
    try:
        return kind.judge(options, facts)
    except Trouble as trouble:
        return _of_trouble(trouble)
    except Exception as error:
        return _of_trouble(_unforeseen(error))


def _unforeseen(error):
    """The C(Trouble) of an I(error) that nobody foresaw. One check of it is no reason to know nothing of the others."""
    return Trouble("tool", f"it could not be found out ({type(error).__name__})", ERROR)


def _of_trouble(trouble):
    return Judgement(trouble.outcome, trouble.reason, trouble.message)


async def _gathered(keys, sources, environment, seconds):
    """Key to fact, or to the C(Trouble) instead of it."""
    slots, end = asyncio.Semaphore(_AT_ONCE), time.monotonic() + seconds

    async def one(key):
        source = sources[key[0]]
        if asyncio.iscoroutinefunction(source):
            return await source(environment, *key[1:])
        async with slots:
            return await in_thread(source, environment, *key[1:])

    async def bounded(key):
        try:
            return await asyncio.wait_for(one(key), max(0.0, end - time.monotonic()))
        except Trouble as trouble:
            return trouble
        except (asyncio.TimeoutError, TimeoutError):
            return Trouble("deadline", f"it was not found out within {seconds:g} s")
        except Exception as error:
            return _unforeseen(error)

    return dict(zip(keys, await asyncio.gather(*map(bounded, keys))))


def secret_names(checks):
    """Names of variables that the I(checks) themselves take for secrets."""
    return [check["name"] for check in checks if check["check"] == "variable" and check["min_entropy"]]
