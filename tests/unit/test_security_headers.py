# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter; what is in the headers is tested with what makes them."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.golive.web.plugins.filter.security_headers import FilterModule, security_headers


def test_it_gives_names_values_and_places():
    found = security_headers("api", headers={"X-Robots-Tag": "noindex"}, locations={"/docs": {"csp": {"style-src": ["self"]}}})
    assert found[-1] == {"name": "X-Robots-Tag", "value": "noindex", "locations": []}
    (policy,) = (one for one in found if one["name"] == "Content-Security-Policy")
    assert policy["locations"] == [{"path": "/docs", "value": policy["value"] + "; style-src 'self'"}]


@pytest.mark.parametrize(
    ("options", "place"),
    [({"csp": {"img-src": ["a b"]}}, "csp.img-src[0]"), ({"locations": {"/docs": {"headers": {"X-A": "$"}}}}, "locations./docs.headers.X-A")],
)
def test_a_mistake_is_a_sentence_with_its_place(options, place):
    with pytest.raises(AnsibleFilterError) as caught:
        security_headers("api", **options)
    assert caught.value.message.startswith(f"The security headers have a mistake at {place}: ")


def test_the_filter_has_its_name():
    assert FilterModule().filters() == {"security_headers": security_headers}
