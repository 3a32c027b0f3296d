"""Keys and certificates, made and looked at with the openssl command."""

import base64
import json
import os
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

SIGNS = os.environ.get("ACA_OPENSSL", "1") == "1"
needs_openssl = pytest.mark.skipif(not SIGNS, reason="the library was built without OpenSSL")

PASSWORD = "Pa55word&with=odd%characters"


def openssl(*arguments: str | Path, given: bytes = b"") -> bytes:
    done = subprocess.run(["openssl", *map(str, arguments)], input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def decoded(part: str) -> bytes:
    """Base64 for URLs, without padding."""
    assert not set(part) & set("+/=")
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


@dataclass
class Pair:
    """A key and a certificate of it."""

    folder: Path
    name: str
    algorithm: tuple[str, ...] = ("rsa", "-pkeyopt", "rsa_keygen_bits:2048")

    @cached_property
    def key(self) -> str:
        return openssl("genpkey", "-algorithm", *self.algorithm).decode()

    @cached_property
    def certificate(self) -> str:
        return openssl("req", "-new", "-x509", "-key", self.file(self.key), "-subj", f"/CN={self.name}").decode()

    @cached_property
    def pem(self) -> str:
        return self.key + self.certificate

    @cached_property
    def old_key(self) -> str:
        """RSA PRIVATE KEY."""
        return openssl("rsa", "-traditional", given=self.key.encode()).decode()

    @cached_property
    def encrypted_key(self) -> str:
        """ENCRYPTED PRIVATE KEY."""
        return openssl("pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", f"pass:{PASSWORD}",
                       given=self.key.encode()).decode()  # fmt: skip

    @cached_property
    def old_encrypted_key(self) -> str:
        """RSA PRIVATE KEY with DEK-Info."""
        return openssl("rsa", "-traditional", "-aes256", "-passout", f"pass:{PASSWORD}",
                       given=self.key.encode()).decode()  # fmt: skip

    def pkcs12(self, password: str, *arguments: str | Path) -> Path:
        return self.file(openssl("pkcs12", "-export", "-passout", f"pass:{password}", *arguments,
                                 given=self.pem.encode()))  # fmt: skip

    def der(self) -> bytes:
        return openssl("x509", "-outform", "DER", given=self.certificate.encode())

    def key_der(self) -> bytes:
        return openssl("pkcs8", "-topk8", "-nocrypt", "-outform", "DER", given=self.key.encode())

    def file(self, content: str | bytes) -> Path:
        """A new one."""
        path = self.folder / f"{self.name}-{len(list(self.folder.iterdir()))}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def opened(self, jwt: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Header and claims of a JWT that this key signed with PS256."""
        header, claims, signature = jwt.split(".")
        public = self.file(openssl("pkey", "-pubout", given=self.key.encode()))
        openssl("dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32",
                "-verify", public, "-signature", self.file(decoded(signature)),
                self.file(f"{header}.{claims}"))  # fmt: skip
        return json.loads(decoded(header)), json.loads(decoded(claims))


# ---- PKCS#12 that the command does not make ----

DATA, KEY_BAG, CERTIFICATE_BAG, X509 = (
    bytes.fromhex(digits)
    for digits in ("2a864886f70d010701", "2a864886f70d010c0a0101", "2a864886f70d010c0a0103", "2a864886f70d01091601")
)


def tlv(tag: int, *contents: bytes) -> bytes:
    content = b"".join(contents)
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag]) + (bytes([len(content)]) if len(content) < 128 else bytes([0x80 | len(size)]) + size) + content


def content_info(content: bytes) -> bytes:
    return tlv(0x30, tlv(6, DATA), tlv(0xA0, tlv(4, content)))


def plain_pkcs12(keys: list[bytes], certificates: list[bytes]) -> bytes:
    """Without encryption and without a MAC (RFC 7292)."""
    bags = [tlv(0x30, tlv(6, KEY_BAG), tlv(0xA0, key)) for key in keys] + [
        tlv(0x30, tlv(6, CERTIFICATE_BAG), tlv(0xA0, tlv(0x30, tlv(6, X509), tlv(0xA0, tlv(4, certificate)))))
        for certificate in certificates
    ]
    safe = tlv(0x30, *bags)
    return tlv(0x30, tlv(2, b"\3"), content_info(tlv(0x30, content_info(safe))))
