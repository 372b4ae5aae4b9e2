# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The checks that an outsider can make: what they are called, how much they weigh, which standard wants them, and what mends them."""

from __future__ import annotations

from typing import NamedTuple

from ansible_collections.golive.web.plugins.module_utils._checks.kind import Remedy

COMPONENT = "Security"
_HEADERS = "Set security_headers of the application; its preset sends"


class Check(NamedTuple):
    """C(source): the standard that wants it; ASVS is OWASP's Application Security Verification Standard 5.0."""

    title: str
    severity: str
    source: str
    remedy: Remedy


CHECKS = {
    "S01": Check(
        "Errors show nothing of the inside", "critical", "ASVS 13.4.2",
        Remedy("Turn debugging off in the environment of the application (application_environment: APP_DEBUG, DEBUG, NODE_ENV)."),
    ),
    "S04": Check(
        "Files that are meant for nobody are not served", "critical", "ASVS 13.4.1",
        Remedy("Take them out of the folder that is served (application_public_dir), and keep backups elsewhere."),
    ),
    "S11": Check("No version of TLS that is too old", "high", "ASVS 12.1.1", Remedy("Let the role tls set the versions.")),
    "S12": Check("Ciphers and curves as Mozilla recommends them", "high", "ASVS 12.1.2", Remedy("Let the role tls set them.")),
    "S13": Check(
        "A certificate that browsers trust, for its name", "critical", "ASVS 12.2.2",
        Remedy("Give the application a certificate for all its names (application_certificate)."),
    ),
    "S14": Check("The certificate does not expire soon", "high", "ASVS 12.1", Remedy("Look why it was not renewed.")),
    "S16": Check("What is asked without TLS leads to TLS", "high", "ASVS 4.1.1", Remedy("Give the application a certificate (application_certificate).")),
    "S17": Check("Browsers come by TLS alone", "high", "ASVS 3.4.1", Remedy(f"{_HEADERS} Strict-Transport-Security for a year.")),
    "S18": Check("A strict policy for content", "high", "ASVS 3.4.3", Remedy(f"{_HEADERS} Content-Security-Policy.", "medium")),
    "S19": Check("Other sites can't show it in a frame", "medium", "ASVS 3.4.6", Remedy(f"{_HEADERS} frame-ancestors.")),
    "S20": Check("Browsers don't guess types", "medium", "ASVS 3.4.4", Remedy(f"{_HEADERS} X-Content-Type-Options.")),
    "S21": Check("Other sites are not told addresses", "medium", "ASVS 3.4.5", Remedy(f"{_HEADERS} Referrer-Policy.")),
    "S22": Check("What a page may ask of a device", "low", "OWASP Secure Headers", Remedy(f"{_HEADERS} Permissions-Policy.")),
    "S23": Check("Kept apart from other origins", "medium", "ASVS 3.4.8", Remedy(f"{_HEADERS} Cross-Origin-Opener-Policy and what belongs to it.", "medium")),
    "S24": Check("Security headers on every answer", "high", "ASVS 3.4", Remedy(f"{_HEADERS} them on every location and status.")),
    "S25": Check(
        "No answer tells which software made it", "low", "OWASP Secure Headers",
        Remedy("Set security_headers of the application, which takes them out."),
    ),
    "S26": Check(
        "Cookies that only their own site can use", "high", "ASVS 3.3",
        Remedy(
            "Give the application's cookies __Host-, Secure, HttpOnly and SameSite (in Laravel SESSION_SECURE_COOKIE, in Django SESSION_COOKIE_SECURE).",
            "medium",
        ),
    ),
    "S28": Check(
        "Other origins can't read it", "high", "ASVS 3.4.2",
        Remedy("Name the origins that may, in the application's own settings for CORS.", "medium"),
    ),
    "S30": Check(
        "An uploaded script is not run", "critical", "ASVS 5.3.1",
        Remedy("Serve uploads from a shared folder alone (application_shared), which runs nothing.", "medium"),
    ),
    "S31": Check("What is too large is refused", "medium", "ASVS 5.2.1", Remedy("Set the limit of the application (application_body_bytes).")),
    "S33": Check("TRACE is refused", "low", "ASVS 13.4.4", Remedy("Let the role application make the virtual host.")),
    "S34": Check("A name that is not served is refused", "medium", "CIS NGINX 2.4.2", Remedy("Let the role nginx make the default server.")),
    "S35": Check("Pages of status are private", "medium", "ASVS 13.4.5", Remedy("Serve them to this host and to who watches it alone.")),
    "S36": Check("Too many logins are refused", "high", "ASVS 6.3.1", Remedy("Set a limit for the route (application_limits).")),
    "S37": Check(
        "A forged address does not get round it", "high", "ASVS 4.1.3",
        Remedy("Name the proxies in front, and no others (nginx_trusted_proxies).")
    ),
}  # fmt: skip
