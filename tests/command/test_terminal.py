"""The progress line, on a terminal."""

import fcntl
import json
import os
import pty
import re
import struct
import termios

from shell import APP, CREATE, Canned, Emulator, Result, Said, Shell

BODY = json.dumps(APP)
CLEAR = "\x1b[K"


def on_terminal(shell: Shell, *arguments: str, columns: int = 0, term: str = "xterm") -> tuple[Result, str]:
    """The result, and what standard error showed on a terminal of this width; 0 for one that does not know it."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    started = shell.start(*arguments, stderr=theirs, TERM=term)
    os.close(theirs)
    result = started.finish()
    shown = b""
    try:
        while more := os.read(ours, 65536):
            shown += more
    except OSError:  # nobody has the other end any more
        pass
    os.close(ours)
    return result, shown.decode()


def frames(shown: str) -> list[str]:
    """What stood on the line, one after the other."""
    found = [frame.removesuffix(CLEAR) for frame in shown.split("\r")]
    assert shown.count(CLEAR) == len(found) - 1
    return [frame for frame in found if frame]


def left(shown: str) -> list[str]:
    """The lines of the screen in the end, long enough for all."""
    lines = [""]
    for part in re.findall(r"\r\n|\r|\x1b\[K|[^\r\x1b]+", shown):
        if part == "\r\n":
            lines.append("")
        elif part == "\r":
            column = 0
        elif part == CLEAR:
            lines[-1] = lines[-1][:column] if column < len(lines[-1]) else lines[-1]
        else:
            column = len(part)
            lines[-1] = part + lines[-1][column:]
    return lines


def signed(canned: Canned) -> dict[str, str]:
    return {"Azure-AsyncOperation": f"{canned.url}/operation", "retry-after-ms": "1"}


def test_one_line_is_rewritten_and_taken_back(aca: Shell, azure: Emulator) -> None:
    azure.set(operation_ms=300)
    result, shown = on_terminal(aca, *CREATE, BODY)
    assert json.loads(result.out)["name"] == "web"
    assert len(frames(shown)) >= 3
    assert set(frames(shown)) <= {f"container-apps create-or-update: {state}, {s} s"
                                  for state in ("InProgress", "Succeeded") for s in range(9)}
    assert left(shown) == [""]


def test_percent(told: Shell, canned: Canned) -> None:
    polls = (f'{{"status":"Moving\\u001b[2J","percentComplete":{percent}}}' for percent in (0, 41.7))
    canned.says(
        Said('{"name":"web"}', 201, signed(canned)),
        *(Said(poll, 200, {"retry-after-ms": "1"}) for poll in polls),
        Said('{"status":"Succeeded"}'),
        Said('{"name":"web"}'),
    )
    result, shown = on_terminal(told, *CREATE, "{}")
    assert json.loads(result.out) == {"name": "web"}
    assert [frame.rpartition(", ")[0].removeprefix("container-apps create-or-update: ") for frame in frames(shown)] == [
        "InProgress", "Moving [2J, 0 %", "Moving [2J, 42 %", "Succeeded"
    ]


def test_seconds_count_between_answers(told: Shell, canned: Canned) -> None:
    """The service wants the next poll only after more than one of them."""
    canned.says(
        Said('{"name":"web"}', 201, {**signed(canned), "retry-after-ms": "1300"}),
        Said('{"status":"Succeeded"}'),
        Said('{"name":"web"}'),
    )
    _, shown = on_terminal(told, *CREATE, "{}")
    assert "container-apps create-or-update: InProgress, 1 s" in frames(shown)


def test_a_narrow_terminal_does_not_wrap(aca: Shell) -> None:
    _, shown = on_terminal(aca, *CREATE, BODY, columns=20)
    assert set(frames(shown)) == {"container-apps crea"}
    _, shown = on_terminal(aca, *CREATE, BODY, columns=50)
    assert frames(shown)[0] == "container-apps create-or-update: InProgress, 0 s"


def test_other_lines_stand_alone(aca: Shell, azure: Emulator) -> None:
    result, shown = on_terminal(aca, *CREATE, BODY, "--verbose")
    *lines, last = left(shown)
    assert result.code == 0 and last == ""
    assert len(lines) > 20 and all(line.startswith("aca: ") for line in lines)
    assert any("InProgress, 0 s" in part for part in shown.split("\r"))
    azure.set(operation_ms=5000)
    result, shown = on_terminal(aca, *CREATE, BODY, "--timeout", "0.3")
    (line, end) = left(shown)
    assert (result.code, end) == (3, "")
    assert line.startswith("aca: the time limit passed; ")


def test_where_there_is_no_progress_line(aca: Shell, azure: Emulator) -> None:
    assert on_terminal(aca, *CREATE, BODY, term="dumb")[1] == ""
    assert on_terminal(aca, "container-apps", "list-by-subscription")[1] == ""
    azure.set(operation_ms=1500)
    result, shown = on_terminal(aca, *CREATE, BODY, "--no-wait")
    assert result.code == 0
    assert re.fullmatch(r"aca1\.[A-Za-z0-9+/]+=*\r\n", shown)
    result, shown = on_terminal(aca, "wait", shown.strip())
    assert result.code == 0 and frames(shown)[0].startswith("container-apps create-or-update: InProgress")
