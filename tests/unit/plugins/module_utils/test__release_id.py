# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._layout import RELEASE_ID
from ansible_collections.golive.web.plugins.module_utils._release_id import digest, release_id
from hypothesis import given
from hypothesis import strategies as st

SHA = "a" * 64
versions = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._+]{0,39}", fullmatch=True)
configurations = st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=4)


@given(versions, st.from_regex(r"[0-9a-f]{64}", fullmatch=True), configurations)
def test_every_id_made_is_one_that_is_accepted_and_tells_its_version(version, sha256, configuration):
    match = RELEASE_ID.fullmatch(release_id(version, sha256, configuration))
    assert match and match["version"] == version and match["artifact"] == sha256[:12]


@given(configurations, configurations)
def test_the_digest_tells_configurations_apart_and_ignores_their_order(one, other):
    assert (digest(one) == digest(other)) == (one == other)
    assert digest(dict(reversed(list(one.items())))) == digest(one)


def test_a_changed_secret_is_another_release():
    assert release_id("1", SHA, {"environment": {"KEY": "a"}}) != release_id("1", SHA, {"environment": {"KEY": "b"}})


@pytest.mark.parametrize("version", ["", "-1", "1/2", "a b", "x" * 41, "1-2", "1\n"])
def test_a_version_that_is_none_is_refused(version):
    with pytest.raises(GoliveError, match="can't be a version"):
        release_id(version, SHA, {})


@pytest.mark.parametrize("sha256", ["", None, "A" * 64, "a" * 63])
def test_a_digest_that_is_none_is_refused(sha256):
    with pytest.raises(GoliveError, match="64 lower-case hex digits"):
        release_id("1", sha256, {})
