"""Recorded long-running operations, replayed step by step through a poller."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from program import one_line, run
from schema import SHARED, VERSION, Operation
from urls import operation_of

CHAINS = SHARED / "recordings" / f"lro-chains-{VERSION}.jsonl"
MADE_UP = {"status": 200, "response_headers": {}, "response_body": '{"properties": {"provisioningState": "Succeeded"}}'}
pytestmark = pytest.mark.skipif(not CHAINS.is_file(), reason=f"no recordings of {VERSION} are in {SHARED.name}")
OK, SERVICE, TRANSPORT = 0, 8, 5  # of aca_status


@dataclass(frozen=True)
class Chain:
    steps: list[dict[str, Any]]
    polls: int  # of the operation; fewer are in the recording when it was shortened

    @property
    def first(self) -> dict[str, Any]:
        return self.steps[0]

    @property
    def operation(self) -> Operation:
        found = operation_of(self.first["method"], self.first["url"])
        assert found is not None
        return found

    @property
    def by_status(self) -> bool:
        return "azure-asyncoperation" in self.first["response_headers"]

    def state(self, step: dict[str, Any]) -> str:
        """What an answer says, in small letters; a Location says it by its status alone."""
        body = json.loads(step["response_body"] or "{}")
        word = body.get("status") or body.get("properties", {}).get("provisioningState") or ""
        if step["status"] == 202:
            return "inprogress"
        return str(word).lower() if self.by_status or self.first["method"] != "DELETE" else "succeeded"

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The answers that a poller needs: nothing after the end, but for the resource that a status is not."""
        needed = [self.first]
        for step in self.steps[1:]:
            if self.by_status and step["url"] == self.first["url"]:
                break
            needed.append(step)
            if self.state(step) in ("succeeded", "failed", "canceled") or step["status"] == 204:
                break
        if self.by_status and self.state(needed[-1]) == "succeeded":
            rest = self.steps[len(needed):]
            needed += rest[:1] or [{**MADE_UP, "method": "GET", "url": self.first["url"]}]
        return needed


def chains() -> list[Chain]:
    records = map(json.loads, CHAINS.read_text("utf-8").splitlines())
    return [Chain(record["steps"], record["total_polls"]) for record in records]


def arguments(chain: Chain) -> list[str]:
    """Endpoint, subscription and the values in the path."""
    endpoint, path = re.fullmatch(r"(https://[^/]+)([^?]*).*", chain.first["url"]).groups()  # type: ignore[union-attr]
    named = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(chain.operation.path))
    values = re.fullmatch(named, path, re.I).groupdict()  # type: ignore[union-attr]
    body = one_line(chain.first["request_body"] or "") or "-"
    names = [p.name for p in chain.operation.parameters if p.place == "path"]
    return [endpoint, values["subscriptionId"], body, *(values[name] for name in names)]


def line(step: dict[str, Any]) -> str:
    headers = "\x1f".join(f"{name}: {value}" for name, value in step["response_headers"].items())
    return "\t".join(["step", str(step["status"]), headers, one_line(step["response_body"] or "")])


def leads_to(chain: Chain, index: int, sent: str) -> bool:
    """Whether a request is the recorded one, or, where the recording skips polls, the one that the last answer named."""
    asked = chain.asked
    if sent == f"{asked[index]['method']} {asked[index]['url']}":
        return True
    skips = chain.polls > len([step for step in chain.steps[1:] if "/locations/" in step["url"]])
    return skips and sent == f"GET {asked[index - 1]['response_headers'].get('location')}"


@pytest.mark.parametrize("number", range(16))
def test_each_step_is_the_recorded_one(number: int) -> None:
    chain = chains()[number]
    start = "\t".join(["start", chain.operation.id, *arguments(chain)])
    *sent, (status, done, state, value, http_status, message) = run(
        "ACA_CHAINS", [start, *(line(step) for step in chain.asked)])
    requests = [fields[0] for fields in sent]
    print(f"{chain.operation.id}: {len(requests)} requests, {state}, {message}")
    ended = chain.state(chain.asked[-1]) not in ("inprogress", "waiting", "updating")
    assert len(requests) == len(chain.asked) + (not ended)  # a recording that stops before the end is asked for more
    assert all(leads_to(chain, index, request) for index, request in enumerate(requests[:len(chain.asked)]))
    failed = chain.state(chain.asked[-1]) == "failed"
    assert int(status) == (SERVICE if failed else OK if ended else TRANSPORT)
    assert (done == "1") == ended
    if ended:
        assert state.lower() == ("failed" if failed else "succeeded")
        assert (value == "value") == (chain.operation.result is not None and not failed)


def test_there_are_as_many_as_there_should_be() -> None:
    assert len(chains()) == 16
    print("16 of 16 chains")
