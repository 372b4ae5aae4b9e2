# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which application is meant, and what it is set to, as playbooks look it up."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template
from ansible_collections.golive.web.plugins.lookup import application_name, application_settings


def look_up(plugin, terms, variables, **options):
    lookup = plugin.LookupModule(loader=DataLoader(), templar=Templar(loader=DataLoader(), variables=variables))
    return lookup.run(terms, variables=variables, **options)


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"golive_applications": {"gigs": {}}}, "gigs"),
        ({"golive_applications": {"gigs": {}, "shop": {}}}, ""),
        ({"golive_applications": {"gigs": {}, "shop": {}}, "application": "shop"}, "shop"),
        ({"golive_applications": {"gigs": {}}, "application": trust_as_template("{{ 'sh' ~ 'op' }}")}, "shop"),
        ({"golive_applications": trust_as_template("{{ {'gigs': {}} }}")}, "gigs"),
        ({}, ""),
    ],
)
def test_the_application_is_the_one_that_is_named_or_the_only_one(variables, name):
    assert look_up(application_name, [], variables) == [name]


def test_secrets_of_other_applications_are_not_looked_up(monkeypatch):
    seen = {}
    monkeypatch.setattr(application_settings, "application_settings", lambda *args: seen.update(args=args))
    applications = {"gigs": {"environment": {"A": trust_as_template("{{ 'own' }}")}}, "shop": {"environment": {"B": trust_as_template("{{ nowhere }}")}}}
    variables = {"golive_applications": applications, "application_environment": {"ALL": "1"}}
    look_up(application_settings, ["gigs"], variables)
    shared, own, name = seen["args"]
    assert (shared["environment"], shared["processes"], own, name) == ({"ALL": "1"}, 0, {"environment": {"A": "own"}}, "gigs")
    with pytest.raises(AnsibleError, match="nowhere"):
        look_up(application_settings, ["shop"], variables)
