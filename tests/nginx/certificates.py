"""A certificate authority of our own and a certificate for localhost, made with the openssl command."""

import subprocess
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
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
"""
NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
DAYS = "30"


def make(folder: Path) -> Path:
    """Leaves server.pem and server.key in the folder; gives the authority's certificate."""

    def openssl(*arguments: str) -> None:
        done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(f"openssl {arguments[0]}: {done.stderr.strip()}")

    (folder / "openssl.cnf").write_text(CONFIG)
    req = ("req", "-config", "openssl.cnf", *NEW_KEY)
    openssl(*req, "-x509", "-subj", "/CN=Authority for tests", "-extensions", "authority", "-days", DAYS,
            "-keyout", "ca.key", "-out", "ca.pem")  # fmt: skip
    openssl(*req, "-new", "-keyout", "server.key", "-out", "server.csr")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-extfile", "openssl.cnf", "-extensions", "server", "-days", DAYS, "-out", "server.pem")  # fmt: skip
    return folder / "ca.pem"
