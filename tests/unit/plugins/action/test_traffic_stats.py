# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.golive.web.plugins.action.traffic_stats import complete

APPLICATION = {"name": "gigs", "health": {"path": "/up"}, "environment": {"KEY": "secret"}}


def test_name_and_health_path_come_from_the_settings():
    assert complete({"application": APPLICATION, "seconds": 5}) == {"name": "gigs", "exclude_path": "/up", "seconds": 5}


def test_what_is_given_wins():
    assert complete({"application": APPLICATION, "name": "other", "exclude_path": ""}) == {"name": "other", "exclude_path": ""}


@pytest.mark.parametrize("application", [None, {}, "gigs", {"health": None}])
def test_settings_that_say_nothing_add_nothing(application):
    assert complete({"application": application, "since": 1}) == {"since": 1}
