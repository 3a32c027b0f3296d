"""Lists in pages, whole and gone wrong."""

from typing import Any

import pytest

from emulator.exchange import Answer
from emulator.inside import HOST, Inside, code
from emulator.spec import Spec

from .conftest import GROUP, VERSION

LIST = f"{GROUP}/containerApps"
ALL = [f"web{number}" for number in range(5)]


@pytest.fixture
def five(spec: Spec) -> Inside:
    """Five apps, two on a page."""
    inside = Inside(spec, operation_ms=0, page_size=2)
    for name in ALL:
        inside.made(f"{LIST}/{name}")
    return inside


def names(answer: Answer) -> list[str]:
    return [item["name"] for item in answer.body["value"]]


def pages(inside: Inside, answer: Answer) -> list[list[str]]:
    """The names on each page, from the first to the one without a link."""
    found = [names(answer)]
    while "nextLink" in answer.body:
        answer = inside.get(answer.body["nextLink"])
        found.append(names(answer))
    return found


def test_page_by_page(five: Inside) -> None:
    first = five.get(LIST)
    assert first.body["nextLink"].startswith(f"https://{HOST}{LIST}?api-version={VERSION}&$skipToken=")
    assert pages(five, first) == [ALL[:2], ALL[2:4], ALL[4:]]


def test_the_last_page_may_be_full(five: Inside) -> None:
    five.call("DELETE", f"{LIST}/web4")
    assert pages(five, five.get(LIST)) == [ALL[:2], ALL[2:4]]


def test_the_size_of_a_page(five: Inside) -> None:
    assert pages(five, five.get(LIST, "page;size=4")) == [ALL[:4], ALL[4:]]
    five.call("PUT", "/_emulator/settings", {"page_size": 5})
    assert pages(five, five.get(LIST)) == [ALL]


def test_the_rest_of_the_query_stays(five: Inside) -> None:
    link = five.get(f"{LIST}?$filter=a%20b&api-version={VERSION}").body["nextLink"]
    again = five.get(link).body["nextLink"]
    for url in (link, again):
        assert url.count("skipToken") == 1 and f"?$filter=a%20b&api-version={VERSION}&" in url
    assert names(five.get(link.replace("$skipToken", "%24skiptoken"))) == ALL[2:4]


@pytest.mark.parametrize("token", ["", "x", "%FF", "MQ"])
def test_tokens_that_are_not_ours(five: Inside, token: str) -> None:
    answer = five.get(f"{LIST}?api-version={VERSION}&$skipToken={token}")
    assert (answer.status, code(answer)) == (400, "InvalidSkipToken")


@pytest.mark.since("2022-10-01")
def test_only_lists_that_the_definition_says_are_split(five: Inside) -> None:
    environment = f"{GROUP}/connectedEnvironments/env"
    for path in (environment, *(f"{environment}/storages/s{number}" for number in range(3))):
        five.made(path)
    storages = five.get(f"{environment}/storages", "empty-page")
    assert (len(storages.body["value"]), "nextLink" in storages.body) == (3, False)


def test_an_empty_page_in_between(five: Inside) -> None:
    assert pages(five, five.get(LIST, "empty-page")) == [[], ALL[:2], ALL[2:4], ALL[4:]]
    five.rule("empty-page", skip=2)
    assert pages(five, five.get(LIST)) == [ALL[:2], ALL[2:4], [], ALL[4:]]


@pytest.mark.parametrize(
    ("fault", "link"),
    [
        ("next-link;kind=null", None),
        ("next-link;kind=empty", ""),
        ("next-link;kind=number", 7),
        ("next-link;kind=same", f"https://{HOST}{LIST}?api-version={VERSION}"),
        ("next-link;kind=foreign;to=http://127.0.0.1:1/a?b=c", "http://127.0.0.1:1/a?b=c"),
        ("foreign-next-link", "https://elsewhere.invalid/subscriptions"),
        ("next-link;value=ftp://x", "ftp://x"),
    ],
)
@pytest.mark.parametrize("page_size", [2, 5])
def test_links_that_lead_nowhere(five: Inside, fault: str, link: Any, page_size: int) -> None:
    five.settings.page_size = page_size
    answer = five.get(LIST, fault)
    assert (answer.body["nextLink"], names(answer)) == (link, ALL[:page_size])


def test_links_that_are_odd_but_lead_on(five: Inside) -> None:
    relative = five.get(LIST, "next-link;kind=relative").body["nextLink"]
    huge = five.get(LIST, "next-link;kind=huge;bytes=9000").body["nextLink"]
    plain = five.get(LIST, "next-link;kind=http").body["nextLink"]
    assert relative.startswith("/subscriptions/") and len(huge) > 9000 and plain.startswith(f"http://{HOST}/")
    for url in (relative, huge):
        assert names(five.get(url)) == ALL[2:4]
    assert "nextLink" not in five.get(LIST, "next-link;kind=other").body
