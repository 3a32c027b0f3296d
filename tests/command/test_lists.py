"""Lists: all pages, as they come."""

import json
import signal
import subprocess
import time

import pytest
from shell import BINARY, RG, SUBSCRIPTION, Canned, Emulator, Said, Shell, until

LIST = ("container-apps", "list-by-subscription")


def page(*names: str, link: str = "") -> str:
    body: dict[str, object] = {"value": [{"name": name} for name in names]}
    return json.dumps({**body, "nextLink": link} if link else body)


def test_all_pages_are_shown(told: Shell, canned: Canned) -> None:
    pages = (Said(page("a", "b", link=f"{canned.url}/2")), Said(page(link=f"{canned.url}/3")), Said(page("c")))
    canned.says(*pages)
    assert told(*LIST).json == [{"name": "a"}, {"name": "b"}, {"name": "c"}]
    assert [seen.path for seen in canned.seen[1:]] == ["/2", "/3"]
    canned.says(*pages)
    assert told(*LIST, "--output", "jsonl").out == '{"name":"a"}\n{"name":"b"}\n{"name":"c"}\n'
    canned.says(*pages)
    assert told(*LIST, "--output", "table").out == "NAME\na\nb\nc\n"
    canned.says(*pages)
    assert told(*LIST, "--raw").out == "\n".join(said.body for said in pages)


def test_items_look_as_in_one_array(told: Shell, canned: Canned) -> None:
    canned.says(Said(page("a", link=f"{canned.url}/2")), Said(page("b")))
    assert told(*LIST).out == json.dumps([{"name": "a"}, {"name": "b"}], indent=2) + "\n"
    canned.says(Said(page()))
    assert told(*LIST).out == "[]\n"


def test_pages_are_shown_as_they_come(told: Shell, canned: Canned) -> None:
    canned.says(Said(page("a", link=f"{canned.url}/2")), Said(stall=True))
    started = told.start(*LIST, "--output", "jsonl")
    assert started.process.stdout is not None
    assert started.process.stdout.readline() == b'{"name":"a"}\n'
    result = started.signal(signal.SIGINT)
    assert result.code == 130
    canned.release.set()
    canned.release.clear()


def test_what_came_before_an_error_is_kept(told: Shell, canned: Canned) -> None:
    broken = Said('{"error":{"code":"Gone","message":"No such page."}}', 400)
    canned.says(Said(page("a", link=f"{canned.url}/2")), broken)
    result = told(*LIST)
    assert result.code == 1
    assert "Gone: No such page." in result.line
    assert result.out.startswith('[\n  {\n    "name": "a"\n  }')
    with pytest.raises(json.JSONDecodeError):
        json.loads(result.out)


@pytest.mark.parametrize("kind", ["foreign", "same", "number"])
@pytest.mark.since("2022-10-01")
def test_links_that_lead_astray_are_refused(aca: Shell, azure: Emulator, kind: str) -> None:
    for name in ("a", "b", "c"):
        body = json.dumps({"location": "eastus", "properties": {}})
        assert aca("connected-environments", "create-or-update", *RG, "--connected-environment-name", name, "--body",
                   body).code == 0
    azure.set(page_size=1)
    listing = ("connected-environments", "list-by-subscription")
    assert [item["name"] for item in aca(*listing).json] == ["a", "b", "c"]
    result = aca(*listing, "--header", f"x-emulator-fault: next-link;kind={kind}")
    assert result.code in (1, 4)
    assert "nextLink" in result.line


def test_a_reader_that_has_enough_ends_it_quietly(told: Shell, canned: Canned) -> None:
    canned.says(Said(page(*(f"app-{n}" for n in range(5000)), link=f"{canned.url}/2")), Said(page("z")))
    shell = f"{BINARY} {' '.join(LIST)} --output jsonl | head -1"
    given = {"ACA_ENDPOINT": canned.url, "ACA_ACCESS_TOKEN": "t", "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION}
    done = subprocess.run(["bash", "-c", shell], env=given, capture_output=True, text=True, timeout=30, check=False)
    assert (done.stdout, done.stderr) == ('{"name":"app-0"}\n', "")


def test_throttling_is_no_error(aca: Shell, azure: Emulator) -> None:
    azure.fault("status;code=429;retry-after-ms=10", times=1)
    assert aca(*LIST).json == []
    assert len(azure.requests("GET")) == 2
    azure.fault("status;code=429;retry-after-ms=10", times=1)
    assert aca(*LIST, "--retries", "0").code == 1


@pytest.mark.parametrize(("more", "left"), [
    ((), '[\n  {\n    "name": "a"\n  }\n'),
    (("--output", "jsonl"), '{"name":"a"}\n'),
    (("--output", "table"), ""),
    (("--raw",), "FIRST\nSECOND"),
])
def test_what_is_left_of_a_list_that_breaks_off(
    told: Shell, canned: Canned, more: tuple[str, ...], left: str
) -> None:
    first, second = page("a", link=f"{canned.url}/2"), '{"error":{"code":"Gone","message":"No such page."}}'
    canned.says(Said(first), Said(second, 404))
    result = told(*LIST, *more)
    assert (result.code, result.line) == (1, "HTTP status 404: Gone: No such page.")
    assert result.out == left.replace("FIRST", first).replace("SECOND", second)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("stall", [True, False])
def test_an_interrupted_list_is_not_whole(
    told: Shell, canned: Canned, number: int, code: int, stall: bool
) -> None:
    """Whether the service is silent or pauses are made between tries."""
    busy = Said("", 503, {"Retry-After": "20"})
    canned.says(Said(page("a", link=f"{canned.url}/2")), Said(stall=True) if stall else busy)
    started = told.start(*LIST)
    until(lambda: len(canned.seen) == 2)
    begun = time.monotonic()
    result = started.signal(number)
    assert time.monotonic() - begun < 5
    assert (result.code, result.line) == (code, "interrupted before the answer came")
    assert result.out == '[\n  {\n    "name": "a"\n  }\n'
    canned.release.set()
    canned.release.clear()


def test_a_page_that_fails_once_is_asked_for_again(told: Shell, canned: Canned) -> None:
    canned.says(Said(page("a", link=f"{canned.url}/2")), Said("", 503), Said(page("b")))
    assert told(*LIST).json == [{"name": "a"}, {"name": "b"}]


def test_the_time_limit_is_for_all_pages(told: Shell, canned: Canned) -> None:
    """Each of which is quick, and leads to another."""
    canned.says(*(Said(page(f"a{n}", link=f"{canned.url}/{n}"), delay_s=0.1) for n in range(60)))
    result = told(*LIST, "--output", "jsonl", "--timeout", "0.45")
    assert result.code == 3
    assert "time" in result.line
    assert 1 <= result.out.count("\n") <= 8
    assert len(canned.seen) < 15


def test_a_reader_that_is_gone_ends_the_requests(told: Shell, canned: Canned) -> None:
    canned.says(*(Said(page("a", link=f"{canned.url}/{n}"), delay_s=0.02) for n in range(200)))
    started = told.start(*LIST)
    assert started.process.stdout is not None
    started.process.stdout.read(1)
    started.process.stdout.close()
    assert started.process.wait(10) == 3
    assert started.process.stderr is not None and started.process.stderr.read() == b""
    assert len(canned.seen) < 100


def test_what_does_not_fit_is_told_of_once(told: Shell, canned: Canned) -> None:
    def odd(link: str) -> str:
        return json.dumps({"value": [{"name": "a", "location": 5}], "nextLink": link})

    pages = (Said(odd(f"{canned.url}/2")), Said(odd(f"{canned.url}/3")), Said(odd("")))
    canned.says(*pages)
    result = told(*LIST)
    assert [item["location"] for item in json.loads(result.out)] == [5, 5, 5]
    assert result.line == "warning: the answer: value[0].location: expected a string, found a number"
    canned.says(*pages)
    assert told(*LIST, "--verbose").err.count("aca: warning: the answer: ") == 3
    canned.says(*pages)
    strict = told(*LIST, "--strict")
    assert (strict.code, strict.out) == (1, "")


def test_a_table_is_as_wide_as_the_widest_page(told: Shell, canned: Canned) -> None:
    later = json.dumps({"value": [{"name": "much-longer", "location": "eastus"}]})
    canned.says(Said(page("a", link=f"{canned.url}/2")), Said(later))
    assert told(*LIST, "--output", "table").out == "NAME         LOCATION\na\nmuch-longer  eastus\n"


@pytest.mark.since("2022-10-01")
def test_pages_of_the_emulator(aca: Shell, azure: Emulator) -> None:
    azure.set(operation_ms=0, page_size=2)
    names = [f"env-{n}" for n in range(5)]
    for name in names:
        create = ("connected-environments", "create-or-update", *RG, "--connected-environment-name", name)
        assert aca(*create, "--body", '{"location":"eastus"}').code == 0
    listing = ("connected-environments", "list-by-resource-group", *RG)
    assert [item["name"] for item in aca(*listing).json] == names
    assert len(azure.requests("GET", "skipToken")) == 2
    azure.fault("empty-page")
    assert [item["name"] for item in aca(*listing).json] == names
    azure.fault("status;code=400;error=Gone", path="skipToken", skip=1)
    broken = aca(*listing, "--output", "jsonl")
    assert (broken.code, len(broken.out.splitlines()), "Gone" in broken.line) == (1, 4, True)
