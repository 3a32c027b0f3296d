"""The nginx.conf: one server on two loopback addresses that passes requests on, or serves one file for all of them."""

import errno
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SERVER_FOLDERS = ("/usr/sbin", "/usr/local/sbin")

PROXY = """
    upstream emulator {{
        server {address};
        keepalive 64;
        keepalive_requests 1000000;
    }}"""

PASS_ON = """
            proxy_pass http://emulator;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_buffering off;
            proxy_buffer_size 64k;
            proxy_buffers 8 64k;
            proxy_read_timeout 1h;
            proxy_next_upstream off;"""

SERVE_FILE = """
            default_type "application/json; charset=utf-8";
            open_file_cache max=1;
            root {folder};
            rewrite ^ /body break;"""

TLS = """
        ssl_certificate server.pem;
        ssl_certificate_key server.key;
        ssl_protocols {protocols};
        ssl_ciphers {ciphers};
        ssl_session_cache shared:sessions:1m;"""

WHOLE = """
daemon off;
{user}
pid nginx.pid;
worker_processes {workers};
error_log stderr warn;
events {{ worker_connections 1000; }}
http {{
    access_log off;
    server_tokens off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    keepalive_timeout 1h;
    client_max_body_size 16m;
    client_header_buffer_size 16k;
    large_client_header_buffers 8 64k;
    http2_max_concurrent_streams 128;
    {temp_paths}{proxy}
    server {{
        listen 127.0.0.1:{port}{listen};
        listen 127.0.0.2:{port}{listen};
        {http2}{tls}
        location / {{{location}
        }}
    }}
}}
"""


@dataclass(frozen=True)
class Wanted:
    """What is behind, a URL or a file. The tls is nginx's ssl_protocols; None speaks plain HTTP."""

    upstream: str | None
    file: Path | None
    workers: int
    tls: str | None


def nginx() -> str | None:
    """Where it is. Not everybody's PATH has the folders for servers."""
    return shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), *SERVER_FOLDERS]))


class Program:
    """The nginx that is installed. Raises FileNotFoundError when none is."""

    def __init__(self) -> None:
        found = nginx()
        if found is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "nginx")
        self.path = found
        shown = subprocess.run([self.path, "-V"], capture_output=True, text=True, timeout=60).stderr
        version = re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", shown)
        self.version = tuple(map(int, version.groups())) if version else (0, 0, 0)
        self.temp_paths = re.findall(r"--http-([\w-]+-temp-path)=", shown)


def configuration(program: Program, wanted: Wanted, folder: Path, port: int) -> str:
    """The text for a folder that has server.pem, server.key and, for a file, a link `body` to it."""
    http2_directive = program.version >= (1, 25, 1)
    tls = http2 = listen = ""
    if wanted.tls:
        old = "1.3" not in wanted.tls and "1.2" not in wanted.tls
        tls = TLS.format(protocols=wanted.tls, ciphers="DEFAULT:@SECLEVEL=0" if old else "DEFAULT")
        http2 = "http2 on;" if http2_directive else ""
        listen = " ssl" if http2_directive else " ssl http2"
    # The workers give up root for another account, which cannot look into the folder.
    user = "user root;" if os.geteuid() == 0 else ""
    address = (wanted.upstream or "").removeprefix("http://").rstrip("/")
    return WHOLE.format(
        user=user,
        workers=wanted.workers,
        temp_paths=" ".join(f"{name.replace('-', '_')} {folder}/{name};" for name in program.temp_paths),
        proxy=PROXY.format(address=address) if address else "",
        port=port,
        listen=listen,
        http2=http2,
        tls=tls,
        location=PASS_ON if address else SERVE_FILE.format(folder=folder),
    )
