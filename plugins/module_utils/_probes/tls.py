# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""TLS of probes: what is wanted of it, what was found, and what an error of it means. All of it is the ssl module's and cryptography's work."""

from __future__ import annotations

import datetime
import functools
import ssl

try:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
except ImportError:
    x509 = None

from ansible_collections.golive.web.plugins.module_utils._errors import GoliveError
from ansible_collections.golive.web.plugins.module_utils._probes import reasons
from ansible_collections.golive.web.plugins.module_utils._probes.attempt import Assertion

OPTIONS = {"server_name": "", "ca_file": "", "client_cert": "", "client_key": "", "verify": True, "min_tls_version": "TLSv1.2", "min_days": 0}
VERSIONS = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
_OLD = {"TLSv1": ssl.TLSVersion.TLSv1, "TLSv1.1": ssl.TLSVersion.TLSv1_1}
# OpenSSL's numbers (x509_vfy.h).
_OF_CODES = {
    9: "certificate_future", 10: "certificate_expired", 62: "certificate_name", 64: "certificate_name",
    66: "certificate_weak", 67: "certificate_weak", 68: "certificate_weak",
}  # fmt: skip
# The last one: before TLS 1.2 there was but one way to sign, with SHA-1.
_OF_OLD_VERSIONS = ("unsupported protocol", "tlsv1 alert protocol version", "no protocols available", "legacy sigalg disallowed")
# NIST SP 800-57 part 1, revision 5, table 2: 112 bits of strength.
_LEAST_BITS = {"RSA": 2048, "EC": 224}
_WEAK_HASHES = ("md5", "sha1")


class Unusable(GoliveError):
    """Files of a certificate, a key or authorities that can't be used, for the C(reason)."""

    def __init__(self, message, reason):
        super().__init__(message)
        self.reason = reason


class Wanted:
    """How a connection is secured."""

    def __init__(self, ca_file="", verify=True, client_cert="", client_key="", min_version=""):
        self.context = _context(ca_file, verify, client_cert, client_key, min_version)
        # One that takes any certificate, to look at it.
        self.unverified = _context("", False, client_cert, client_key, min_version)


@functools.lru_cache(maxsize=None)
def _context(ca_file, verify, client_cert, client_key, min_version):
    """What connections of the like share: to read the system's authorities takes 15 ms and a megabyte."""
    if verify:
        context = ssl.create_default_context(cafile=ca_file or None)
        # From Python 3.13 on a rule that browsers don't have is on, and it would be of the host's Python whether a certificate is taken.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if min_version in _OLD:
        # The system's libraries speak it only when told so, if at all.
        context.minimum_version = _OLD[min_version]
    if client_cert:
        context.load_cert_chain(client_cert, client_key or None)
    return context


def refuse(options):
    """Raises C(GoliveError) where I(options) want something of TLS, of a connection that has none."""
    given = next((name for name, default in OPTIONS.items() if options[name] not in (default, None)), None)
    if given:
        raise GoliveError(f"The probe '{options['name']}' has {given}, but its connection is not secured by TLS.")


def libraries(options):
    """What is needed to look at a certificate that nobody vouches for."""
    return {"cryptography": x509 is not None} if options["min_days"] and not options["verify"] else {}


def wanted(options):
    """How the connections of a probe with I(options) are secured. Raises C(GoliveError), which is C(Unusable) where it depends on the host."""
    if options["client_key"] and not options["client_cert"]:
        raise GoliveError(f"The probe '{options['name']}' has a client_key and no client_cert.")
    try:
        return Wanted(*(options[name] for name in ("ca_file", "verify", "client_cert", "client_key", "min_tls_version")))
    except (OSError, ValueError) as error:
        files = ", ".join(options[name] for name in ("ca_file", "client_cert", "client_key") if options[name])
        reason = reasons.of_error(error)[0] if isinstance(error, OSError) else "tls"
        raise Unusable(f"The probe '{options['name']}' can't use {files or 'the authorities of the system'}: {error}.", reason) from error


def explained(error):
    """(reason, what happened in a clause) of an C(ssl.SSLError)."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return reason_of(error.verify_code), f"its certificate is not taken: {error.verify_message}"
    if error.reason == "WRONG_VERSION_NUMBER":
        return "tls", "what came back is no TLS"
    # A newer OpenSSL may have reasons that Python knows only as text.
    words = (error.reason or str(error)).replace("_", " ").lower()
    return ("tls_version" if any(old in words for old in _OF_OLD_VERSIONS) else "tls"), f"there is no agreement on TLS: {words}"


def reason_of(code):
    """The reason why a certificate is not taken, by OpenSSL's number."""
    return _OF_CODES.get(code, "certificate_untrusted")


def facts(connection):
    """What is known of I(connection) (an C(ssl.SSLSocket)): version, cipher, and of its certificate subject, names, issuer, dates, key and signature.

    Of a certificate that was not verified the ssl module tells nothing, so without the library cryptography only version and cipher are known then.
    """
    known = {"version": connection.version(), "cipher": (connection.cipher() or ("",))[0]}
    data = connection.getpeercert(binary_form=True)
    if x509 and data:
        try:
            return {**known, **of_certificate(x509.load_der_x509_certificate(data))}
        except Exception:
            # What the peer says of itself may be anything, and the library's errors have nothing in common.
            return known
    told = connection.getpeercert()
    if not told:
        return known
    return {
        **known,
        "subject": _name(told.get("subject", ())),
        "issuer": _name(told.get("issuer", ())),
        "names": [value for kind, value in told.get("subjectAltName", ()) if kind in ("DNS", "IP Address")],
        "not_before": _iso(ssl.cert_time_to_seconds(told["notBefore"])),
        "not_after": _iso(ssl.cert_time_to_seconds(told["notAfter"])),
    }


def of_certificate(certificate):
    """What is known of a I(certificate) of the library cryptography: subject, issuer, names, dates, key and signature."""
    key = certificate.public_key()
    kind = "RSA" if isinstance(key, rsa.RSAPublicKey) else "EC" if isinstance(key, ec.EllipticCurvePublicKey) else type(key).__name__.strip("_")
    hash_algorithm = certificate.signature_hash_algorithm
    return {
        "subject": certificate.subject.rfc4514_string(),
        "issuer": certificate.issuer.rfc4514_string(),
        "names": _names(certificate),
        "not_before": _iso(_time(certificate, "not_valid_before").timestamp()),
        "not_after": _iso(_time(certificate, "not_valid_after").timestamp()),
        "key": kind,
        "key_bits": getattr(key, "key_size", 0),
        "signature": hash_algorithm.name if hash_algorithm else "",
    }


def _time(certificate, name):
    """In all versions of the library."""
    return getattr(certificate, f"{name}_utc", None) or getattr(certificate, name).replace(tzinfo=datetime.timezone.utc)


def _names(certificate):
    try:
        alternative = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    return [*alternative.get_values_for_type(x509.DNSName), *(str(address) for address in alternative.get_values_for_type(x509.IPAddress))]


def _name(parts):
    return ",".join(f"{name}={value}" for part in parts for name, value in part)


def _iso(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def days_left(known, now):
    """For how many days the certificate of the facts I(known) is valid yet, seen at I(now) in seconds since the epoch; C(None): nobody knows."""
    if "not_after" not in known:
        return None
    return (seconds(known["not_after"]) - now) / 86400


def seconds(date):
    """A I(date) of the facts in seconds since the epoch."""
    return int(datetime.datetime.strptime(date, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc).timestamp())


def assertions(known, min_version, min_days, now):
    """What I(known) has to be: not older than I(min_version), valid for I(min_days) yet, and with a strong key and signature."""
    if min_version:
        version = known["version"]
        is_new = version in VERSIONS and VERSIONS.index(version) >= VERSIONS.index(min_version)
        yield Assertion("TLS", is_new, "tls_version", f"{min_version} or newer", version)
    left = days_left(known, now)
    if min_days and left is not None:
        yield Assertion("the certificate's validity", left >= min_days, "certificate_expires", f"at least {min_days} days", f"{left:.1f} days")
    least, bits = _LEAST_BITS.get(known.get("key")), known.get("key_bits")
    if least:
        yield Assertion("the certificate's key", bits >= least, "certificate_weak", f"at least {least} bits", f"{bits} bits of {known['key']}")
    if known.get("signature"):
        yield Assertion("the certificate's signature", known["signature"] not in _WEAK_HASHES, "certificate_weak", "SHA-2", known["signature"])
