"""Lists in pages: how many go into one, and the link to the next."""

import base64

from .errors import ArmError
from .exchange import Answer, Request
from .spec import Operation

SKIP = "$skipToken"


def first_or_next(request: Request, operation: Operation, answer: Answer, usual_size: int) -> Answer:
    """The page that the request asks for, out of an answer that has all items. Whoever has chosen a size keeps it."""
    names = operation.pageable
    if names is None or not isinstance(answer.body, dict):
        return answer
    item_name = names.get("itemName", "value")
    items = answer.body.get(item_name, [])
    start, size = position(request, usual_size)
    end = start if "empty-page" in request.faults else start + size
    page = {**answer.body, item_name: items[start:end]}
    if end < len(items) or end == start:
        page[names["nextLinkName"]] = link(request, end, size)
    return Answer(answer.status, page, answer.headers)


def position(request: Request, usual_size: int) -> tuple[int, int]:
    """Where the page starts and how many items it has at most."""
    token = request.query.get(SKIP.lower())
    if token is None:
        asked = request.faults.get("page", {}).get("size", "")
        return 0, int(asked) if asked.isdecimal() and int(asked) else usual_size
    try:
        start, size = base64.urlsafe_b64decode(token + "===").decode().split(".")
        return int(start), max(int(size), 1)
    except ValueError:
        raise ArmError(400, "InvalidSkipToken", f"The query parameter {SKIP} is none of ours.") from None


def link(request: Request, start: int, size: int) -> str:
    """The request's own URL with another position in it."""
    token = base64.urlsafe_b64encode(f"{start}.{size}".encode()).decode().rstrip("=")
    query = request.path_qs.partition("?")[2].split("&")
    kept = [pair for pair in query if not pair.lower().replace("%24", "$").startswith(f"{SKIP.lower()}=")]
    return f"{request.origin}{request.path}?{'&'.join([*kept, f'{SKIP}={token}'])}"
