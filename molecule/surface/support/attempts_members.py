# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Attempts by who has an account, or wants somebody else's: scripts in the disguise of pictures, planted sessions, pages of other sites."""

from __future__ import annotations

import json
import re
import secrets
import time

from attack import Attempt, Code, status
from samples import DISGUISES, PNG, PNG_WITH_SCRIPT_IN_TEXT, SCRIPT

_IMAGES = "app/Http/Controllers/GigImageController.php"
_ACCOUNTS = "app/Http/Controllers/AccountController.php"
_MIDDLEWARE = "app/Http/Middleware/"
# All that judges a picture by what it is.
_JUDGED = Code(_IMAGES, r"^\s*\$type = ImageType::of.*$", "$type = 'png';")
_NAMED = r"bin2hex\(random_bytes\(16\)\)\.\"\.\$type\""
PASSWORD = "correct horse battery"


class Member:
    """Somebody with an account: I(cookie) is what the browser has of the session."""

    def __init__(self, stage):
        self.stage, self.email, self.cookie = stage, f"member-{secrets.token_hex(6)}@example.test", ""
        self.opened(self.post("/api/register", {"email": self.email, "password": PASSWORD, "name": "Member"}))

    def post(self, path, value, kind="application/json", cookie=None, **fields):
        """The answer, waited for as long as the limit of logins says."""
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        fields = {"Content-Type": kind, "Cookie": self.cookie if cookie is None else cookie, **fields}
        for _try in range(10):
            answer = self.stage.ask(path, method="POST", body=body, fields=fields)
            if status(answer) != 429:
                return answer
            time.sleep(int(re.search(r"(?im)^retry-after: (\d+)", answer)[1]))
        raise AssertionError(answer)

    def opened(self, answer):
        """Takes the session that an answer opens."""
        assert status(answer) in (200, 201), answer
        found = re.search(r"(?im)^set-cookie: (__Host-[^;]+)", answer)
        self.cookie = found[1] if found else self.cookie

    def me(self, cookie=None):
        """Whom the application takes for the owner of a session."""
        answer = self.stage.ask("/api/me", fields={"Cookie": self.cookie if cookie is None else cookie})
        return json.loads(_body(answer))["email"] if status(answer) == 200 else None

    def gig(self):
        """The path of the picture of something new on offer."""
        answer = self.post("/api/gigs", {"title": "Logo", "description": "Drawn by hand", "price_cents": 4900})
        assert status(answer) == 201, answer
        return f"/api/gigs/{json.loads(_body(answer))['id']}/image"

    def upload(self, path, content, name, **fields):
        head = f'--limit\r\nContent-Disposition: form-data; name="image"; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'
        return self.post(path, head.encode() + content + b"\r\n--limit--\r\n", kind="multipart/form-data; boundary=limit", **fields)


def _body(answer):
    """Without its head, and joined where it came in chunks."""
    head, _end, body = answer.partition("\r\n\r\n")
    if "transfer-encoding: chunked" not in head.lower():
        return body
    parts = []
    while (size := int(body.partition("\r\n")[0] or "0", 16)):
        start = body.index("\r\n") + 2
        parts.append(body[start : start + size])
        body = body[start + size + 2 :]
    return "".join(parts)


def member(stage):
    """The same one for all attempts on a host: accounts are scarce, by the limit of logins."""
    if stage.member is None:
        stage.member = Member(stage)
    return stage.member


def kept(disguise, name="x.png"):
    """Whether what is no picture can be had from the site."""

    def attack(stage):
        path = member(stage).gig()
        member(stage).upload(path, DISGUISES[disguise], name)
        answer = stage.ask(path)
        return status(answer) == 200 and DISGUISES[disguise].decode("latin-1") in _body(answer)

    return attack


def named(name):
    """Whether there is a file on the host whose name the client chose."""

    def attack(stage):
        member(stage).upload(member(stage).gig(), PNG, name)
        return bool(stage.sh(f"find /srv/gigs_laravel/ /var/lib/golive/ -name {name} 2> /dev/null | grep .")[0])

    return attack


def _opened_as_a_page(stage):
    """Whether a browser would show what was uploaded as a document of the site: it is a picture, and has a script in a text of its own."""
    path = member(stage).gig()
    assert status(member(stage).upload(path, PNG_WITH_SCRIPT_IN_TEXT, "x.png")) == 201
    answer = stage.ask(path)
    return SCRIPT.decode() in _body(answer) and "content-disposition: attachment" not in answer.lower()


def _fixed(stage):
    """Whether a session that was planted in somebody's browser becomes his who logs in with it."""
    victim, attacker = member(stage), Member(stage)
    victim.opened(victim.post("/api/login", {"email": victim.email, "password": PASSWORD}, cookie=attacker.cookie))
    return attacker.me() == victim.email


def _outlived(stage):
    """Whether a session that was copied goes on after its owner has ended it."""
    victim = member(stage)
    copied = victim.cookie
    assert status(victim.post("/api/logout", {})) == 204
    alive = victim.me(copied) == victim.email
    victim.opened(victim.post("/api/login", {"email": victim.email, "password": PASSWORD}, cookie=""))
    return alive


def _forged_upload(stage):
    """Whether the page of another site uploads in somebody's name."""
    answer = member(stage).upload(member(stage).gig(), PNG, "x.png", Origin="https://evil.test")
    return status(answer) == 201


def _forged_form(stage):
    """Whether a form of another site, in a browser that does not say where it comes from, does something in somebody's name."""
    return status(member(stage).post("/api/gigs", {"title": "Forged", "description": "x", "price_cents": 100}, kind="text/plain")) == 201


UPLOADS = [
    Attempt(f"upload_{name}", f"{words} is kept and served as a picture", kept(disguise, file), _JUDGED)
    for name, words, disguise, file in (
        ("script", "a script that says it is a picture", "script", "x.php"),
        ("gif_header", "a script behind another format's first bytes", "GIF header before a script", "x.gif"),
        ("png_header", "a script behind a picture's first bytes", "PNG's first bytes before a script", "x.png"),
        ("png_tail", "a script behind a whole picture", "PNG followed by a script", "x.php.png"),
        ("jpeg_tail", "a script behind a whole photograph", "JPEG followed by a script", "x.jpeg"),
        ("archive", "an archive behind a whole picture, which is read from its end", "PNG followed by an archive", "x.phar"),
        ("drawing", "a drawing that has scripts", "SVG with a script", "x.svg"),
        ("page", "a page", "page", "x.html"),
        ("settings", "what a web server reads as its settings", "settings of a web server", ".htaccess"),
    )
] + [
    Attempt(
        "upload_name", "the client chooses the file's name and so what runs it", named("golive-x.php"),
        Code(_IMAGES, _NAMED, "$file->getClientOriginalName()"),
    ),
    Attempt(
        "upload_double_name", "a name has another ending before its last", named("golive-x.php.png"),
        Code(_IMAGES, _NAMED, "$file->getClientOriginalName()"),
    ),
    Attempt("upload_opened", "a picture that is a page, too, is opened as one", _opened_as_a_page, Code(_IMAGES, r", 'attachment'\);", ", 'inline');")),
]  # fmt: skip
SESSIONS = [
    Attempt(
        "session_fixation", "a session that was planted becomes the victim's", _fixed,
        Code(
            _ACCOUNTS, r"^\s*// With a new id: Auth has changed it\.\n(.*)$",
            r"$s = $request->session(); \1 $s->setId($request->cookies->get($s->getName())); $s->save();",
        ),
    ),
    Attempt(
        "session_after_logout", "a session that was copied outlives the logout", _outlived,
        Code(_ACCOUNTS, r"^\s*\$request->session\(\)->invalidate\(\);"),
    ),
    Attempt(
        "forged_upload", "the page of another site uploads in the name of who looks at it", _forged_upload,
        Code(f"{_MIDDLEWARE}RefuseOtherSites.php", r"^\s*abort_unless.*$"),
    ),
    Attempt(
        "forged_form", "a form of another site acts in the name of who looks at it", _forged_form,
        Code(f"{_MIDDLEWARE}RequireJson.php", r"^\s*abort_unless\(\$type.*$"),
    ),
]  # fmt: skip
ATTEMPTS = [*UPLOADS, *SESSIONS]
