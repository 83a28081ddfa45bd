"""The gateway: what refuses a request before QuickBooks sees it, in the gateway's own words."""

from __future__ import annotations

import secrets
import time

from .exchange import Response
from .jsontext import Body, dumps
from .settings import Settings
from .throttle import too_many


def trace_id() -> str:
    """An `intuit_tid`, the number of a request that Intuit's support asks for."""
    return f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"


def unauthorized(token: str) -> Response:
    """401 with lower-case keys, as recorded."""
    error = {
        "message": "message=AuthenticationFailed; errorCode=003200; statusCode=401",
        "detail": f"Token expired: {token}",
        "code": "3200",
        "element": None,
    }
    challenge = {"WWW-Authenticate": 'Bearer realm="Intuit", error="invalid_token"'}
    return _lower_case(401, {"error": [error], "type": "AUTHENTICATION"}, challenge)


def forbidden(settings: Settings) -> Response:
    """3100 for a company or an environment the token has no right to; its status is a setting."""
    status = int(settings.forbidden_status)
    error = {
        "message": f"message=AuthorizationFailed; errorCode=003100; statusCode={status}",
        "detail": "",
        "code": "3100",
        "element": None,
    }
    return _lower_case(status, {"error": [error], "type": "AUTHORIZATION"}, {})


def throttled(settings: Settings) -> Response:
    """429 with the recorded body."""
    headers = {"intuit_tid": trace_id()}
    if settings.retry_after:
        headers["Retry-After"] = "60"
    return Response(429, dumps(too_many()), headers)


def _lower_case(status: int, fault: Body, headers: dict[str, str]) -> Response:
    body: Body = {"warnings": None, "intuitObject": None, "fault": fault, "report": None}
    body |= {"queryResponse": None, "batchItemResponse": [], "attachableResponse": []}
    body |= {"syncErrorResponse": None, "requestId": None, "time": int(time.time() * 1000)}
    body |= {"status": None, "cdcresponse": []}
    return Response(status, dumps(body), {"intuit_tid": trace_id(), **headers})
