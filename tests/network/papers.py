"""Certificates of all kinds, made with the openssl command."""

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

CONFIG = """
[req]
prompt = no
distinguished_name = name
[name]
CN = localhost
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[here]
subjectAltName = DNS:localhost, IP:127.0.0.1
[elsewhere]
subjectAltName = DNS:elsewhere.example
"""
NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


@dataclass(frozen=True)
class Papers:
    folder: Path

    @property
    def ca(self) -> str:
        """The authority to be trusted."""
        return str(self.folder / "ca.pem")

    @property
    def other_ca(self) -> str:
        return str(self.folder / "other.pem")

    def context(self, name: str = "good") -> ssl.SSLContext:
        """For a server with the certificate called so: good, expired, elsewhere, self-signed or other (authority)."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self.folder / f"{name}.crt", self.folder / f"{name}.key")
        return made


def make(folder: Path) -> Papers:
    def openssl(*arguments: str) -> None:
        done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(f"openssl {arguments[0]}: {done.stderr.strip()}")

    def authority(name: str) -> None:
        openssl("req", "-config", "openssl.cnf", *NEW_KEY, "-x509", "-subj", f"/CN=Authority {name}", "-extensions",
                "authority", "-days", "30", "-keyout", f"{name}.ca.key", "-out", f"{name}.pem")  # fmt: skip

    def server(name: str, authority: str, extensions: str = "here", days: str = "30") -> None:
        openssl("req", "-config", "openssl.cnf", *NEW_KEY, "-new", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}.pem", "-CAkey", f"{authority}.ca.key",
                "-CAcreateserial", "-extfile", "openssl.cnf", "-extensions", extensions, "-days", days,
                "-out", f"{name}.crt")  # fmt: skip

    (folder / "openssl.cnf").write_text(CONFIG)
    authority("ca")
    authority("other")
    server("good", "ca")
    server("expired", "ca", days="-1")
    server("elsewhere", "ca", "elsewhere")
    server("unknown", "other")
    openssl("req", "-config", "openssl.cnf", *NEW_KEY, "-x509", "-extensions", "here", "-days", "30",
            "-keyout", "self-signed.key", "-out", "self-signed.crt")  # fmt: skip
    return Papers(folder)
