"""What is left of secrets in a process that has freed everything: nothing."""

import codecs
import os
import subprocess

from server import OK, Server
from tokens import given

SECRET = codecs.decode("Pyvrag-frperg-gung-abobql-znl-xrrc-0123456", "rot13")
TOKEN = codecs.decode("Npprff-gbxra-gung-abobql-znl-xrrc-012345678", "rot13")


def test_nothing_is_left(server: Server) -> None:
    play = server.plays(given(TOKEN), OK)
    done = subprocess.run([os.environ["ACA_HEAP"], server.url], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    signed_in, called = play.requests
    assert signed_in.form["client_secret"] == SECRET
    assert called.header("Authorization") == f"Bearer {TOKEN}"
    before, after = (tuple(map(int, line.split())) for line in done.stdout.splitlines())
    assert min(before) >= 1, "it must be found while it is there"
    assert after == (0, 0)
