# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An authority for tests and certificates by it, good ones and each kind of bad one."""

from __future__ import annotations

import datetime
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

NOW = datetime.datetime.now(datetime.timezone.utc)


class Authority:
    """C(file) is its own certificate's path; all files are in I(folder)."""

    def __init__(self, folder):
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test authority")])
        certificate = self._signed(self._name, self._key.public_key(), self._key, -1, 3650, x509.BasicConstraints(ca=True, path_length=None))
        self.file = folder / "authority.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def _signed(self, subject, public_key, key, begins, ends, *extensions):
        builder = x509.CertificateBuilder(self._name, subject, public_key, x509.random_serial_number())
        builder = builder.not_valid_before(NOW + datetime.timedelta(days=begins)).not_valid_after(NOW + datetime.timedelta(days=ends))
        for extension in extensions:
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return builder.sign(key, hashes.SHA256())

    def issue(self, path, name="app.test", begins=-1, ends=90, bits=0, signed_by_itself=False, more_names=()):
        """Writes to I(path) a key and its certificate. I(bits): of an RSA key; without, it is one on an elliptic curve."""
        key = rsa.generate_private_key(65537, bits) if bits else ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        signer, signing_key = self, self._key
        if signed_by_itself:
            signer, signing_key = Authority.__new__(Authority), key
            signer._name = subject
        names = x509.SubjectAlternativeName([x509.DNSName(one) for one in (name, *more_names)])
        certificate = signer._signed(subject, key.public_key(), signing_key, begins, ends, names)
        path.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            + certificate.public_bytes(serialization.Encoding.PEM)
        )

    def context(self, version=None, **certificate):
        """What a server needs that has such a I(certificate), as C(issue) takes it."""
        path = self._folder / f"{x509.random_serial_number()}.pem"
        self.issue(path, **certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # A weak key has to get as far as to the client.
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.load_cert_chain(path)
        if version:
            context.minimum_version = context.maximum_version = version
        return context
