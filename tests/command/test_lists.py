"""Lists: all pages, as they come."""

import json
import signal
import subprocess

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
    azure.fault("status;code=429;retry-after-ms=10", times=2)
    assert aca(*LIST).json == []
    assert len(azure.requests("GET")) == 3
    azure.fault("status;code=429;retry-after-ms=10", times=1)
    assert aca(*LIST, "--retries", "0").code == 1
