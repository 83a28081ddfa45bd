"""The item fault: some items of a batch are answered as refused, done or not, the others as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .exchange import Request, Response
from .faults import Rule
from .jsontext import Body, dumps, loads


def struck(rule: Rule, request: Request, handle: Callable[[Request], Response], error: Body) -> Response:
    """The answer to a batch of which the items that match the rule's `body` are refused.

    Before (`item`) they never reach QuickBooks; after (`item_after`) they are done all the same. A request
    that is no batch in JSON is done as it is.
    """
    try:
        batch = loads(request.body)
    except ValueError:
        return handle(request)
    items = batch.get("BatchItemRequest") if isinstance(batch, dict) else None
    if not isinstance(items, list):
        return handle(request)
    hit = [item for item in items if re.search(rule.body, dumps(item))]
    left = [item for item in items if item not in hit] if rule.kind == "item" else items
    body = dumps({**batch, "BatchItemRequest": left}).encode()
    response = handle(Request(request.method, request.path, request.query, request.headers, body))
    if response.status != 200:
        return response
    return Response(200, _spliced(loads(response.text), hit, error), response.headers)


def _spliced(answer: Body, hit: list[Any], error: Body) -> str:
    """The answer with a fault for each item hit."""
    fault = {"Error": [error], "type": "SystemFault" if error["code"] == "10000" else "ValidationFault"}
    names = {str(item.get("bId", "")) for item in hit if isinstance(item, dict)}
    kept = [one for one in answer["BatchItemResponse"] if one["bId"] not in names]
    refused = [{"Fault": fault, "bId": name} for name in sorted(names)]
    return dumps({**answer, "BatchItemResponse": [*kept, *refused]})
