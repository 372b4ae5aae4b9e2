# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The cookie of a preview; that nginx takes it, and nothing like it, is shown by the scenario of the role application."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.filter.preview_cookie import FilterModule, preview_cookie


def test_it_is_what_the_documentation_of_nginx_says_about_secure_links():
    # printf 'golive_preview gigs 1790028800 a-secret-of-colleagues' | openssl md5 -binary | openssl base64 | tr +/ -_ | tr -d =
    assert preview_cookie("a-secret-of-colleagues", "gigs", 8, now=1790000000) == "1790028800.zvBSwMLJ5d0HlMs4o_9jPA"


def test_every_part_makes_another_signature():
    cookies = {
        preview_cookie(*words, now=1790000000).partition(".")[2]
        for words in (("a" * 20, "gigs", 8), ("b" * 20, "gigs", 8), ("a" * 20, "shop", 8), ("a" * 20, "gigs", 9))
    }
    assert len(cookies) == 4


def test_the_filter_has_its_name():
    assert FilterModule().filters() == {"preview_cookie": preview_cookie}
