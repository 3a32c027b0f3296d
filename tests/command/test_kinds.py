"""Each kind of parameter, body and answer, with the operations of tests/generator/golden/brew.json."""

import json
import os
from pathlib import Path

import pytest
from shell import SUBSCRIPTION, TOKEN, Canned, Said, Shell

SEARCH = ("brews", "search", "--number", "7", "--kind", "Green", "--x-mood", "Calm")
URL = f"/arm/subscriptions/{SUBSCRIPTION}/providers/Contoso.Brew/brews/7(Green)?api-version=2031-05-01"
STEEP = "/arm/providers/Contoso.Brew/kettles/k/steep?api-version=2031-05-01"


@pytest.fixture
def brew(canned: Canned) -> Shell:
    variables = {"ACA_ENDPOINT": canned.url, "ACA_ACCESS_TOKEN": TOKEN, "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION}
    return Shell(variables, os.environ["ACA_BREW_BINARY"])


@pytest.mark.parametrize(("given", "sent"), [
    (["--top", "5", "--hot", "true", "--strength", "0.5"], "&top=5&hot=true&strength=0.5"),
    (["--skip", "-5"], "&skip=-5"),
    (["--tags", "a,b"], "&tags=a,b"),
    (["--tags", "a", "--tags=b c"], "&tags=a,b%20c"),
    (["--ids", "1,2", "--ids", "3"], "&ids=1&ids=2&ids=3"),
    (["--scores", "1,2.5"], "&scores=1%7C2.5"),
    (["--note=", "--expand", "all", "--status", "on"], "&status=on&note=&$expand=all"),
])
def test_query(brew: Shell, canned: Canned, given: list[str], sent: str) -> None:
    canned.answers("[]")
    assert brew(*SEARCH, *given).json == []
    assert [seen.path for seen in canned.seen] == [URL + sent]


def test_headers(brew: Shell, canned: Canned) -> None:
    canned.answers("[]")
    assert brew(*SEARCH, "--if-match", '"1"', "--x-count", "2", "--x-list", "3", "--x-list", "4").json == []
    headers = canned.seen[0].headers
    assert [headers[name] for name in ("x-mood", "if-match", "x-count", "x-list")] == ["Calm", '"1"', "2", "3,4"]


def test_grouped_parameters_are_options_like_others(brew: Shell, canned: Canned) -> None:
    canned.answers(status=204)
    assert brew("kettles", "steep", "--kettle", "k", "--minutes", "3", "--with", "milk,honey").out == ""
    assert canned.seen[0].path == f"{STEEP}&minutes=3&with=milk,honey"
    assert brew("kettles", "steep", "--kettle", "k").message == "kettles steep: missing --minutes"


@pytest.mark.parametrize(("given", "message"), [
    (["--top", "many"], "--top: not an int32"),
    (["--hot", "yes"], "--hot: not true or false"),
    (["--ids", "1", "--ids", "x"], "--ids: not an int32"),
    (["--tags", "a,,b"], "--tags: empty"),
    (["--top", "1", "--top", "2"], "--top: given twice"),
])
def test_values_that_do_not_fit(brew: Shell, canned: Canned, given: list[str], message: str) -> None:
    assert brew(*SEARCH, *given).message == message
    assert canned.seen == []


@pytest.mark.parametrize(("command", "body", "sent", "media"), [
    ("put-cups", '[{"size": 1}]', '[{"size":1}]', "application/json"),
    ("put-tags", '{"a": "b"}', '{"a":"b"}', "application/json"),
    ("put-name", '"Assam"', '"Assam"', "application/json"),
    ("put-count", "5", "5", "application/json"),
])
def test_json_bodies(brew: Shell, canned: Canned, command: str, body: str, sent: str, media: str) -> None:
    canned.answers(status=202)
    assert brew("bodies", command, "--body", body).code == 0
    assert (canned.seen[0].body, canned.seen[0].headers["content-type"]) == (sent, media)


def test_json_bodies_that_do_not_fit(brew: Shell) -> None:
    assert brew("bodies", "put-cups", "--body", "{}").message == "--body: the value: expected an array, found an object"
    assert brew("bodies", "put-count", "--body", "x").message.startswith("--body: ")


def test_text_and_bytes_go_out_as_they_are(brew: Shell, canned: Canned, tmp_path: Path) -> None:
    canned.answers('"put"')
    assert brew("notes", "put", "--scope", "s", "--body", "no {JSON").code == 0
    assert (canned.seen[0].body, canned.seen[0].headers["content-type"]) == ("no {JSON", "text/plain")
    (tmp_path / "photo").write_bytes(b"\0\n\x7f\0")
    for more in ((), ("--raw",)):
        canned.answers("")
        assert brew("photos", "put", "--photo", "p", "--body", f"@{tmp_path / 'photo'}", *more).code == 0
        assert canned.seen[0].body == "\0\n\x7f\0"
    assert brew("notes", "put", "--scope", "s", "--body", f"@{tmp_path / 'photo'}").message == "--body: byte 0 is NUL"


def test_text_and_bytes_come_as_they_are(brew: Shell, canned: Canned) -> None:
    canned.answers('"no JSON')
    assert brew("notes", "get", "--scope", "s").out == '"no JSON\n'
    canned.answers("a\0b\n\0")
    assert brew("photos", "get", "--photo", "p").out == "a\0b\n\0"


def test_values_that_are_no_objects(brew: Shell, canned: Canned) -> None:
    cups = [{"size": 1}, {"tea": "x", "more": True}]
    canned.answers(json.dumps(cups))
    assert brew(*SEARCH).out == json.dumps(cups, indent=2) + "\n"
    assert brew(*SEARCH, "--output", "table").out == json.dumps(cups, indent=2) + "\n"
    canned.answers("1.5")
    assert brew("bodies", "put-count").out == "1.5\n"
    canned.answers('{"any":[null]}')
    assert brew("brews", "root").json == {"any": [None]}


def test_lists(brew: Shell, canned: Canned) -> None:
    canned.says(Said('{"cups":[{"tea":"a"}],"next":"/p2"}'), Said('{"cups":[{"tea":"b"}]}'))
    assert brew("lists", "cups").json == [{"tea": "a"}, {"tea": "b"}]
    canned.answers('{"value":["Assam","Oolong"]}')
    assert brew("lists", "names", "--body", "{}").json == ["Assam", "Oolong"]
    canned.answers('[{"tea":"a"},{"tea":"b"}]')
    assert brew("lists", "plain", "--output", "jsonl").out == '{"tea":"a"}\n{"tea":"b"}\n'
    canned.says(Said(status=202, headers={"Location": "/poll"}), Said('{"cups":[{"tea":"a"}]}'))
    assert brew("lists", "brewed").json == [{"tea": "a"}]
    canned.says(Said(status=202, headers={"Location": "/poll"}), Said('{"cups":[{"tea":"a"}]}'))
    assert brew("wait", brew("lists", "brewed", "--no-wait").token).json == {"cups": [{"tea": "a"}]}


def test_head_tells_by_the_exit_status(brew: Shell, canned: Canned) -> None:
    question = ("kettles", "is-steeping", "--kettle", "k")
    for status, code in ((204, 0), (404, 1)):
        canned.answers(status=status)
        result = brew(*question)
        assert (result.code, result.out, result.err) == (code, "", "")
    canned.answers(status=403)
    assert brew(*question).code == 1


def test_help_tells_types(brew: Shell) -> None:
    text = brew("help", "Brews_Search").out
    for line in ("  --number                    A 64-bit integer.", "  --hot                       true or false. Optional.",
                 "  --kind                      Known: Green, Black.", "  --region                    Optional.",
                 "  --ids                       A list of 32-bit integers, with commas or given again. Optional.",
                 "Answer: list of Cup.", "  aca brews search --number 1 --kind Green --x-mood Calm"):
        assert line in text.splitlines()
    assert "(bytes): as it is, @FILE, or - for standard input." in brew("help", "Photos_Put").out
    assert "Answer: the exit status" in brew("help", "Kettles_IsSteeping").out
