# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The page in a real browser, as somebody uses it: nothing that the policy forbids, and nothing that the browser complains of."""

from __future__ import annotations

import base64
import json
import re
import secrets
from urllib.parse import urlsplit

import pytest
from chromium import Browser
from samples import PNG


@pytest.fixture
def browser(request, anonymous, tmp_path):
    program = request.config.getoption("--browser")
    if not program:
        pytest.skip("the browser is named by --browser")
    address = urlsplit(anonymous.base_url).hostname
    found = Browser(program, str(tmp_path), f"MAP {anonymous.host.partition(':')[0]} {address}")
    yield found
    found.close()


def _send(browser, form: str, **fields: str) -> None:
    """Fills in a form and sends it, as a click on its button does."""
    browser.run(
        f"{{ const form = document.getElementById({json.dumps(form)});"
        f"for (const [name, value] of Object.entries({json.dumps(fields)})) form.elements[name].value = value;"
        "form.querySelector('button').click() }"
    )


def test_page_is_used_without_a_complaint_of_the_browser(browser, anonymous):
    home = f"{anonymous.scheme}://{anonymous.host}/"
    email, password, title = f"browser-{secrets.token_hex(6)}@example.test", secrets.token_urlsafe(12), f"<b onclick=alert(1)>{secrets.token_hex(4)}</b>"
    browser.open(home)
    browser.until("!document.getElementById('guests').hidden")
    # The inline script ran, the inline style and the file's are heeded.
    assert browser.run("getComputedStyle(document.querySelector('.unscripted')).display") == "none"
    assert browser.run("getComputedStyle(document.getElementById('gigs')).display") == "grid"

    _send(browser, "register", name="Browser", email=email, password=password)
    browser.until("document.getElementById('name').textContent === 'Browser'")
    image = json.dumps(base64.b64encode(PNG).decode())
    browser.run(
        f"{{ const bytes = Uint8Array.from(atob({image}), (letter) => letter.charCodeAt()); const files = new DataTransfer();"
        "files.items.add(new File([bytes], 'x.png', { type: 'image/png' }));"
        "document.getElementById('offer').elements.image.files = files.files }"
    )
    _send(browser, "offer", title=title, description="Drawn by hand", price="49.00")
    browser.until(f"document.querySelector('#gigs h3')?.textContent === {json.dumps(title)} && document.querySelector('#gigs li img')?.naturalWidth === 1")
    assert browser.run("document.querySelector('#gigs strong').textContent") == "49.00"

    browser.open(home)
    browser.until("document.getElementById('name').textContent === 'Browser'")
    browser.run("document.getElementById('logout').click()")
    browser.until("!document.getElementById('guests').hidden")
    _send(browser, "login", email=email, password=password)
    browser.until("!document.getElementById('members').hidden")
    assert browser.run("document.cookie") == "", "the session is within reach of scripts"
    # Hosts have their own images, and gigs of other hosts have theirs there.
    errors = [text for text in browser.complaints if text.startswith("error") and not re.search(r"status of 404 .*/api/gigs/\d+/image$", text)]
    assert errors == []


def test_browser_complains_of_what_the_policy_forbids(browser, anonymous):
    """What the other test hears nothing of, it would hear."""
    if "Content-Security-Policy" not in anonymous.get("/").headers:
        pytest.skip("the application is served without a policy")
    browser.open(f"{anonymous.scheme}://{anonymous.host}/")
    browser.run("document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }))")
    browser.run("document.body.setAttribute('style', 'color: red')")
    assert browser.run("window.ran ?? 0") == 0
    browser.until("true")
    assert len([text for text in browser.complaints if "Content Security Policy" in text]) == 2, browser.complaints
