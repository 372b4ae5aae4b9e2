# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificates in files, as the ssl module, cryptography and openssl know them."""

from __future__ import annotations

import re
import ssl
import time

from ansible_collections.golive.web.plugins.module_utils._checks.kind import FAIL, Trouble
from ansible_collections.golive.web.plugins.module_utils._facts import files, host, programs
from ansible_collections.golive.web.plugins.module_utils._probes import tls

_ERROR = re.compile(r"^error (?P<code>\d{1,4}) at (?P<depth>\d{1,3}) depth lookup: *(?P<words>.*)$", re.MULTILINE)
# 112 bits of strength, what Debian's OpenSSL wants of connections, too.
_LEVEL = "2"


def read(_environment, path):
    """C(tls.of_certificate) of the first certificate in the file I(path), with the time C(now), in seconds since the epoch. Raises C(Trouble)."""
    content = files.content(path)
    if tls.x509 is None:
        raise Trouble("tool", "the Python library cryptography is not there (Debian: python3-cryptography)")
    try:
        return {**tls.of_certificate(tls.x509.load_pem_x509_certificate(content)), "now": time.time()}
    except Exception as error:
        # A file may be anything, and the library's errors have nothing in common.
        raise Trouble("type", f"{path} holds no certificate in PEM", FAIL) from error


def key_trouble(_environment, path, key):
    """(reason, clause) of what is wrong with the private I(key) of the certificate I(path), both empty where nothing is. Raises C(Trouble)."""
    for file in (path, key):
        files.content(file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # How strong they are is another question.
    context.set_ciphers("ALL:@SECLEVEL=0")
    try:
        # Without a password, OpenSSL would ask somebody for it.
        context.load_cert_chain(path, key, password=lambda: b"")
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            return "conflict", f"{key} is not the key of {path}"
        return "type", f"{key} can't be used as a private key without a password"
    except OSError as error:
        return "type", f"{key} can't be used: {error.strerror or error}"
    return "", ""


def chain_trouble(_environment, path, ca_file):
    """(reason, clause) of what is wrong with the chain from the first certificate in I(path) up to one of I(ca_file), both empty where nothing is."""
    for file in (path, ca_file):
        files.content(file)
    words = ["openssl", "verify", "-purpose", "sslserver", "-auth_level", _LEVEL, "-no-CApath", "-no-CAstore", "-CAfile", ca_file, "-untrusted", path, path]
    ended = host.asked(words)
    if not ended.code:
        return "", ""
    error = _ERROR.search(f"{ended.out}\n{ended.err}")
    if not error:
        raise programs.failed(ended, "openssl")
    return tls.reason_of(int(error["code"])), f"{error['words']} (certificate {error['depth']} of the chain)"
