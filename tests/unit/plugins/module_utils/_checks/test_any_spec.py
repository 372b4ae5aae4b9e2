# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever a spec says and whatever an environment has, there is a mistake, or there are findings."""

from __future__ import annotations

import json

from ansible_collections.golive.web.plugins.module_utils._checks import run, spec
from ansible_collections.golive.web.plugins.module_utils._checks.kind import FAIL, OUTCOMES, Mistake, Trouble
from ansible_collections.golive.web.plugins.module_utils._checks.kinds import KINDS
from ansible_collections.golive.web.plugins.module_utils._checks.reasons import REASONS
from ansible_collections.golive.web.plugins.module_utils._facts.sources import SOURCES
from ansible_collections.golive.web.plugins.module_utils._probes.kinds import KINDS as PROBES
from ansible_collections.golive.web.plugins.module_utils._probes.options import COMMON, SOME
from hypothesis import given, settings
from hypothesis import strategies as st

WORDS = [
    "", "a", "/a",
    "5", "512M", "0640", "8.2", "^a", "(", "yes", "equal", "php_fpm", "php_cli", "file", "free", "${A}", "${A:-5}", "${GOLIVE_LIVE}", "://[", "*", "\0",
]  # fmt: skip
ATOMS = st.one_of(st.sampled_from(WORDS), st.none(), st.booleans(), st.integers(), st.floats(), st.just(10**400))
KEYS = st.sampled_from(["A", "a", "type", "p50"])
VALUES = st.recursive(ATOMS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2), max_leaves=4)
TYPED = {
    "flag": st.booleans(), "integer": st.integers(0, 99), "number": st.floats(0, 99), "texts": st.lists(st.sampled_from(["a", "5", "${A}"]), max_size=2),
    "path": st.sampled_from(["/a", "/${A}"]), "pattern": st.sampled_from(["^a", "a|b"]), "patterns": st.just({"A": "^a"}), "size": st.just("5M"),
    "mode": st.just("0640"), "version": st.just("8.2"),
}  # fmt: skip


def value(option):
    """What I(option) takes, mostly."""
    meant = st.sampled_from(option.choices) if option.choices else TYPED.get(option.type, st.sampled_from(["a", "${A}"]))
    return st.one_of(meant, meant, st.sampled_from(WORDS), VALUES)


def some_of(options, always):
    return st.fixed_dictionaries(always, optional={name: strategy for name, strategy in options.items() if name not in always})


PROBE = st.one_of(VALUES, some_of(dict.fromkeys({**COMMON, **SOME}, VALUES), {"type": st.sampled_from(sorted(PROBES))}))
TCP = st.fixed_dictionaries({"type": st.just("tcp"), "host": st.sampled_from(["a", "${A}"]), "port": st.sampled_from([80, "80", "${A}", "${A:-80}"])})


@st.composite
def checks(draw):
    name = draw(st.sampled_from(sorted(KINDS)))
    options = {**spec.COMMON, **KINDS[name].options}
    always = {option for option in KINDS[name].options if options[option].needed}
    drawn = always | set(draw(st.lists(st.sampled_from(sorted(set(options) - {"check"})), max_size=4)))
    return {"check": name, **{option: draw(value(options[option])) if option != "probe" else draw(st.one_of(PROBE, TCP)) for option in sorted(drawn)}}


def is_meant(entries):
    """Whether the I(entries) are without a mistake."""
    try:
        return spec.checked(spec.merged([entries], KINDS), KINDS, "production")
    except Mistake as mistake:
        where = mistake.where
        assert where[0] == 0 and 0 <= where[1] < len(entries) and mistake.message
        return []


@settings(max_examples=400)
@given(st.one_of(checks(), st.dictionaries(st.sampled_from(["check", "id", "name", "probe"]), VALUES)))
def test_no_check_is_more_than_a_mistake(entry):
    is_meant([entry])


def nothing(_environment, *_key):
    raise Trouble("missing", "it is not there", FAIL)


@settings(max_examples=400)
@given(st.lists(checks(), min_size=1, max_size=3), st.dictionaries(st.sampled_from(["A", "B", "GOLIVE_LIVE"]), st.sampled_from([*WORDS, "80"])))
def test_what_is_no_mistake_gives_a_finding_whatever_the_environment_has(entries, environment):
    whole = is_meant(entries)
    found = run.run(whole, KINDS, dict.fromkeys(SOURCES, nothing), environment, [], 5.0)
    assert [one["id"] for one in found] == [one["id"] for one in whole]
    for one in found:
        assert one["outcome"] in OUTCOMES and one["reason"] in {*REASONS, ""}
        # What nobody foresaw is a mistake of ours.
        assert "could not be found out" not in one["observed"]
    assert json.loads(json.dumps(found)) == found
