# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Attempts by a single request: files, names, headers that an application would believe, requests that can be read in two ways."""

from __future__ import annotations

import ssl

from attack import Attempt, Edit, PastNginx, status

LARAVEL = "sites-enabled/gigs_laravel.conf"
PYTHON = "sites-enabled/gigs_python.conf"
GOLIVE = "conf.d/golive.conf"
PROXY = "snippets/golive-proxy.conf"
# What lies in the public folder of the site, put there by the test.
PLANTED = {".env": "APP_KEY=planted", ".git/config": "[core] planted", "dump.sql": "planted", "page.html~": "planted", "run.php": "<?php echo 'ran '.(6 * 7);"}
_SCRIPTS = Edit(LARAVEL, r"^    location ~\* \(\?:\\\.\(\?:php.*$", "    location = /never {")
_NEVER = "if ($arg_never)"


def shows(path, word, site="laravel.test"):
    """Whether what is answered at I(path) with status 200 has I(word)."""

    def attack(stage):
        answer = stage.ask(path, site)
        return status(answer) == 200 and word in answer

    return attack


def believed(header, value, path="/x"):
    """Whether what a client says in I(header) reaches the application."""
    return lambda stage: value in stage.ask(path, "python.test", fields={header: value})


def accepted(*lines, body=b""):
    """Whether a request of these lines reaches the application."""
    data = "\r\n".join([*lines, "", ""]).encode("latin-1") + body
    return lambda stage: "echo:" in stage.raw(data, name="python.test")


def spoken(version, ciphers):
    """Whether the server speaks this version of TLS with one of these ciphers."""

    def attack(stage):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.minimum_version = context.maximum_version = version
        context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
        try:
            with stage.connect(context=context) as connection:
                return connection.version() is not None
        except OSError:
            return False

    return attack


def known_as(name):
    """Whether the server shows a certificate to who asks for I(name)."""

    def attack(stage):
        try:
            with stage.connect(name=name):
                return True
        except OSError:
            return False

    return attack


def _confused(stage):
    """Asks for one virtual host on a connection that was made for another."""
    return status(stage.raw(b"GET /api/gigs HTTP/1.1\r\nHost: python.test\r\nConnection: close\r\n\r\n", name="laravel.test")) == 200


FILES = [
    Attempt(
        "dotfile", "secrets that lie in the public folder are served", shows("/.env", "planted"),
        Edit("snippets/golive-deny.conf", r"return 404;", "break;"),
    ),
    Attempt(
        "repository", "the history of the code is served", shows("/.git/config", "planted"),
        Edit("snippets/golive-deny.conf", r"\(\?!well-known", "(?!git|well-known"),
    ),
    Attempt("dump", "a dump of the database is served", shows("/dump.sql", "planted"), _SCRIPTS),
    Attempt("backup", "what an editor left is served", shows("/page.html~", "planted"), Edit(LARAVEL, r"\|~\)\(\?:/\|\$\)", ")(?:/|$)")),
    Attempt("source", "the source of a script is served", shows("/run.php", "<?php"), _SCRIPTS),
    Attempt(
        "script", "any script in the public folder is run", shows("/run.php", "ran 42"),
        Edit(LARAVEL, r"fastcgi_param SCRIPT_FILENAME \S+;", "fastcgi_param SCRIPT_FILENAME $golive_root$uri;"),
    ),
    Attempt(
        "path_info", "a script is run behind the name of another file", shows("/run.php/image.png", "ran 42"),
        Edit(LARAVEL, r"fastcgi_param SCRIPT_FILENAME \S+;", "fastcgi_param SCRIPT_FILENAME $golive_root/run.php;"),
    ),
    Attempt(
        "alias_off_by_a_slash", "a folder beside the one meant is served", shows("/.well-known/acme-challenge../dpkg/status", "Package: "),
        Edit(
            LARAVEL, r"location \^~ /\.well-known/acme-challenge/ \{\n\s*root /var/lib/golive-acme;",
            "location ^~ /.well-known/acme-challenge { alias /var/lib/golive-acme/;",
        ),
    ),
    Attempt("internal", "what is nginx's own can be asked for", lambda stage: status(stage.ask("/.golive/limited")) == 429, Edit(LARAVEL, r"^\s*internal;")),
    Attempt(
        "metrics", "how the application does is told to anybody", shows("/metrics", "echo:", "python.test"),
        Edit(PYTHON, r"if \(\$golive_refused_gigs_python\)", _NEVER),
    ),
    Attempt(
        "metrics_behind_the_front_controller", "the same, by another name of the path", shows("/index.php/metrics", "http_requests_total"),
        Edit(LARAVEL, r"\(\?:/\[\^/\]\+\\\.php\)\?/metrics", "/metrics"),
    ),
    Attempt(
        "readiness", "what the application depends on is told to anybody", shows("/health/ready", "echo:", "python.test"),
        Edit(PYTHON, r'^    "~\*\^client .*/health/ready.*$'),
    ),
]  # fmt: skip

NAMES = [
    Attempt(
        "unknown_host", "whoever leads a name here gets the site", lambda stage: status(stage.ask("/", "evil.test", port=80)) > 0,
        Edit(GOLIVE, r"return 444;", 'return 200 "here";'),
    ),
    Attempt(
        "poisoned_redirect", "a redirect leads to where the client says", lambda stage: "ocation: https://evil.test" in stage.ask("/", "evil.test", port=80),
        Edit(GOLIVE, r"return 444;", "return 301 https://$host/;"),
    ),
    Attempt(
        "unknown_name", "a certificate tells a scanner of addresses whose host this is", known_as("stranger.test"),
        Edit(GOLIVE, r"ssl_reject_handshake on;", "ssl_certificate /etc/golive/tls/gigs_laravel.pem; ssl_certificate_key /etc/golive/tls/gigs_laravel.pem;"),
    ),
    Attempt(
        "virtual_host_confusion", "a connection for one site is used for another", _confused,
        Edit(PYTHON, r"if \(\$golive_misdirected_gigs_python\)", _NEVER),
    ),
    Attempt(
        "plain", "the site is served without TLS", lambda stage: status(stage.ask("/api/gigs", port=80)) == 200,
        Edit(LARAVEL, r"if \(\$golive_plain_gigs_laravel\)", _NEVER),
    ),
    Attempt(
        "crlf_in_a_redirect", "a path writes headers of the answer", lambda stage: "\nX-Injected: yes" in stage.ask("/x%0d%0aX-Injected:%20yes", port=80),
        Edit(LARAVEL, r"(return 301 https://\S+)\$request_uri;", r"\1$uri;"),
    ),
    Attempt(
        "old_tls", "a version of TLS that can be broken is spoken", spoken(ssl.TLSVersion.TLSv1_1, "ALL"),
        Edit("nginx.conf", r"ssl_protocols [^;]*;\n\s*ssl_ciphers [^;]*;", "ssl_protocols TLSv1.1 TLSv1.2; ssl_ciphers ALL:@SECLEVEL=0;"),
    ),
    Attempt(
        "weak_cipher", "a cipher that tells by its padding is agreed on", spoken(ssl.TLSVersion.TLSv1_2, "ECDHE-ECDSA-AES128-SHA"),
        Edit("nginx.conf", r"ssl_ciphers [^;]*;", "ssl_ciphers ALL;"),
    ),
]  # fmt: skip

# What the application would believe, as it comes from its own proxy.
_BELIEVED = {
    "X-Forwarded-For": ("198.51.100.66", "limits and logs are about an address that the client made up"),
    "X-Real-IP": ("198.51.100.67", "the same, by the other name of the header"),
    "X-Forwarded-Proto": ("gopher", "cookies lose Secure, as the application thinks that there is no TLS"),
    "X-Forwarded-Host": ("evil.test", "links that the application mails lead elsewhere"),
    "X-Forwarded-Port": ("6666", "redirects of the application lead to another port"),
    "Forwarded": ("for=198.51.100.68", "the standard's header says what the others may not"),
    "Proxy": ("http://evil.test:8080", "what the application asks of others goes through a stranger's proxy (httpoxy)"),
    "X-Preview": ("1-forged", "a release that is not live yet is seen by anybody"),
    "X-CSP-Nonce": ("chosen", "a script that was injected knows the nonce"),
    "X-Request-ID": ("forged-id", "the traces of an attack lead to another request"),
}
HEADERS = [
    Attempt(header.lower().replace("-", "_"), cause, believed(header, value), Edit(PROXY, rf"^proxy_set_header\s+{header}\s.*$"))
    for header, (value, cause) in _BELIEVED.items()
] + [
    Attempt(
        "underscores", "a header that the application takes for another gets through", believed("X_Real_IP", "198.51.100.69"),
        Edit("nginx.conf", r"server_tokens off;", "server_tokens off; underscores_in_headers on;"),
    ),
    Attempt(
        "host_beside_an_absolute_address", "the application is told another name than nginx chose by",
        lambda stage: "evil.test" in stage.raw(b"GET https://python.test/x HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n", name="python.test"),
        Edit(PROXY, r"\$golive_host;", "$http_host;"),
    ),
]  # fmt: skip

_POST = ("POST /x HTTP/1.1", "Host: python.test", "Connection: close")
_GET = ("GET /x HTTP/1.1", "Host: python.test", "Connection: close")
SMUGGLING = [
    Attempt(name, f"requests hide behind {words}: two readers see two ends", attack, PastNginx())
    for name, words, attack in (
        ("cl_te", "Content-Length beside chunks", accepted(*_POST, "Content-Length: 6", "Transfer-Encoding: chunked", body=b"0\r\n\r\nG")),
        (
            "te_cl", "chunks beside Content-Length",
            accepted(*_POST, "Transfer-Encoding: chunked", "Content-Length: 4", body=b"5c\r\nGPOST / HTTP/1.1\r\n\r\n0\r\n\r\n"),
        ),
        ("te_of_no_kind", "an encoding that does not exist", accepted(*_POST, "Transfer-Encoding: xchunked", "Content-Length: 5", body=b"0\r\n\r\n")),
        ("two_lengths", "two lengths", accepted(*_POST, "Content-Length: 0", "Content-Length: 4", body=b"GET ")),
        ("blank_before_the_colon", "a blank before the colon", accepted(*_POST, "Content-Length : 4", body=b"GET ")),
        ("negative_length", "a length below nothing", accepted(*_POST, "Content-Length: -1")),
        ("folded_line", "a line that goes on in the next", accepted(*_GET[:1], *_GET[2:], "X-Long: a", " Host: evil.test", "Host: python.test")),
        ("nul", "a NUL in a header", accepted(*_GET, "X-Value: a\0b")),
        ("bare_cr", "a line end that is none", accepted(*_GET, "X-Value: a\rX-Hidden: b")),
        ("two_hosts", "two names", accepted(*_GET, "Host: evil.test")),
    )
] + [
    Attempt(name, cause, accepted(f"{method} HTTP/1.1", *_GET[1:]), PastNginx())
    for name, cause, method in (
        ("trace", "an answer repeats what a browser keeps from scripts", "TRACE /x"),
        ("connect", "the host is a proxy to others", "CONNECT python.test:443"),
        ("small_letters", "what is limited by method has another name", "post /x"),
    )
]  # fmt: skip
ATTEMPTS = [*FILES, *NAMES, *HEADERS, *SMUGGLING]
