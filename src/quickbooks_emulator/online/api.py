"""The API: which request means which operation, and the frame around every answer."""

from __future__ import annotations

import time
import uuid
from typing import Any

from . import batch, cdc, refusal, selection
from .books import Books
from .clock import fine_stamp
from .entities.delivery import send
from .entities.exchangerate import rate_of
from .entities.tax import create_tax_code
from .exchange import Request, Response
from .grants import ACCOUNTING, Grants
from .jsontext import Body, dumps
from .refusal import Refusal
from .reports import REPORTS
from .requests import Change, check_requestid, execute, refused
from .throttle import Throttle, too_many
from .webhooks import Webhooks

_OPERATIONS = {"": "", "create": "create", "update": "update", "delete": "delete", "void": "void"}


class Api:
    """One realm behind one token."""

    def __init__(self, books: Books, realm: str, token: str) -> None:
        self.books, self.realm, self.token = books, realm, token
        self.grants = Grants(books, lambda: int(books.clock.now().timestamp()), realm)
        self.webhooks = Webhooks(books, realm)
        self.throttle = Throttle()
        self._resources = {kind.resource: name for name, kind in books.kinds.items()}

    def handle(self, request: Request) -> Response:
        """Answer a request and commit what it changed before answering."""
        refused_at_gate = self.gate(request)
        if refused_at_gate is not None:
            return refused_at_gate
        started = time.monotonic()
        try:
            response = self._route(request)
        except Refusal as answer:
            self.books.store.rollback()
            response = self._framed(answer.status, refused(answer).text)
        self.webhooks.note(self.books.store.touched(), by_app=True)
        self.books.store.commit()
        spent = int((time.monotonic() - started) * 1000)
        return Response(response.status, response.text, _headers(spent))

    def gate(self, request: Request) -> Response | None:
        """What the gateway refuses before QuickBooks sees it: rights and limits."""
        refused_rights = self._rights(request)
        if refused_rights is not None:
            return refused_rights
        parts = request.path.strip("/").split("/")
        if parts[:2] == ["v3", "company"] and (len(parts) < 3 or parts[2] != self.realm):
            return _forbidden()
        is_batch = parts[-1] == "batch"
        now = self.books.clock.now().timestamp()
        if not self.throttle.admits(self.books.settings, now, batch=is_batch):
            headers = {"Retry-After": "60"} if self.books.settings.retry_after else {}
            return Response(429, dumps(too_many()), headers)
        return None

    def authorized(self, request: Request) -> bool:
        """The bearer token is the fixed one, which may do everything."""
        return _bearer(request) == self.token

    def _rights(self, request: Request) -> Response | None:
        """401 without a living token; 403 for one of another scope or of the other environment."""
        if self.authorized(request):
            return None
        token = _bearer(request)
        scope = self.grants.scope(token)
        if scope is None:
            return _unauthorized(token)
        settings = self.books.settings
        foreign = settings.environment != settings.keys_environment
        return _forbidden() if foreign or ACCOUNTING not in scope.split() else None

    def _route(self, request: Request) -> Response:
        parts = request.path.strip("/").split("/")
        if parts[:2] != ["v3", "company"] or len(parts) < 4:
            raise self._no_resource(request)
        resource, rest = parts[3].lower(), parts[4:]
        if resource == "query" and not rest:
            return self._query(request)
        if request.method == "GET":
            return self._get(request, resource, rest)
        if request.method == "POST":
            return self._post(request, resource, rest)
        raise self._no_resource(request)

    def _get(self, request: Request, resource: str, rest: list[str]) -> Response:
        parameters = request.parameters()
        if resource == "cdc" and not rest:
            answers = cdc.answer(
                self.books, parameters.get("entities", ""), parameters.get("changedSince", "")
            )
            return self._framed(200, f'"CDCResponse":{dumps(answers)}')
        if resource == "reports" and len(rest) == 1:
            return self._report(request, rest[0], parameters)
        if resource == "exchangerate" and not rest:
            return self._exchange_rate(parameters)
        entity = self._resources.get(resource)
        if entity is None or len(rest) > 1:
            raise self._no_resource(request)
        identity = "1" if entity in ("CompanyInfo", "Preferences") else "".join(rest)
        body = self.books.read(entity, identity)
        return self._framed(200, f'"{entity}":{self.books.shown_text(entity, body)}')

    def _post(self, request: Request, resource: str, rest: list[str]) -> Response:
        parameters = request.parameters()
        requestid = parameters.get("requestid", "")
        check_requestid(requestid)
        if resource == "batch" and not rest:
            text = batch.run(self.books, request.json(), requestid)
            return self._framed(200, f'"BatchItemResponse":{text}')
        if resource == "taxservice" and rest == ["taxcode"]:
            made = create_tax_code(self.books, _object(request.json()))
            return Response(200, dumps(made))
        entity = self._resources.get(resource)
        if entity is not None and len(rest) == 2 and rest[1] == "send":
            sent = send(self.books, entity, rest[0], parameters.get("sendTo", ""))
            return self._framed(200, f'"{entity}":{self.books.shown_text(entity, sent)}')
        if entity is None or rest:
            raise self._no_resource(request)
        change = _change(entity, _object(request.json()), parameters)
        outcome = execute(self.books, change, requestid)
        return self._framed(outcome.status, outcome.text)

    def _query(self, request: Request) -> Response:
        text = request.parameters().get("query", "")
        if request.method == "POST" and request.body:
            text = request.body.decode("utf-8")
        found = selection.answer(self.books, text)
        return self._framed(200, f'"QueryResponse":{dumps(found)}')

    def _report(self, request: Request, name: str, parameters: dict[str, str]) -> Response:
        report = {known.lower(): make for known, make in REPORTS.items()}.get(name.lower())
        if report is None:
            raise self._no_resource(request)
        return Response(200, dumps(report(self.books, parameters)))

    def _exchange_rate(self, parameters: dict[str, str]) -> Response:
        currency = parameters.get("sourcecurrencycode", "").upper()
        if not currency:
            raise refusal.missing("sourcecurrencycode")
        day = parameters.get("asofdate", self.books.clock.now().date().isoformat())
        body = {
            "SourceCurrencyCode": currency,
            "TargetCurrencyCode": self.books.settings.home_currency,
            "Rate": rate_of(self.books, currency, day),
            "AsOfDate": day,
        }
        return self._framed(200, f'"ExchangeRate":{dumps(body)}')

    def _framed(self, status: int, inner: str) -> Response:
        now = fine_stamp(self.books.clock.now())
        return Response(status, f'{{{inner},"time":"{now}"}}')

    def _no_resource(self, request: Request) -> Refusal:
        path = request.path.replace(self.realm, "-COMPANY_ID-")
        return refusal.unsupported(path, f"https://quickbooks.emulator{path}")


def _object(payload: Any) -> Body:
    if not isinstance(payload, dict):
        text = "Property Name:Can not parse the request specified is unsupported or invalid"
        raise Refusal("2010", "Request has invalid or unsupported property", text)
    return payload


def _change(entity: str, payload: Body, parameters: dict[str, str]) -> Change:
    """What a POST to an entity means: by `operation` and `include`, else by Id and SyncToken."""
    include = frozenset(parameters.get("include", "").lower().split(","))
    operation = _OPERATIONS.get(parameters.get("operation", "").lower())
    if operation is None:
        raise refusal.unsupported_operation(parameters["operation"], entity)
    if not operation:
        operation = "update" if "Id" in payload or entity in ("CompanyInfo", "Preferences") else "create"
    if operation == "update" and "void" in include:
        operation = "void"
    return Change(entity, operation, payload, include)


def _headers(milliseconds: int) -> dict[str, str]:
    return {
        "intuit_tid": f"1-{uuid.uuid4().hex[:8]}-{uuid.uuid4().hex[:24]}",
        "QBO-Version": "1988.128",
        "Service-Time": f"total={milliseconds}, db={milliseconds}",
        "Expires": "0",
        "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private",
    }


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _unauthorized(token: str) -> Response:
    """401 with the gateway's lower-case keys, as recorded."""
    error = {
        "message": "message=AuthenticationFailed; errorCode=003200; statusCode=401",
        "detail": f"Token expired: {token}",
        "code": "3200",
        "element": None,
    }
    fault = {"error": [error], "type": "AUTHENTICATION"}
    return _gateway(401, fault, {"WWW-Authenticate": 'Bearer realm="Intuit", error="invalid_token"'})


def _forbidden() -> Response:
    """403 for a realm the token has no right to."""
    error = {
        "message": "message=AuthorizationFailed; errorCode=003100; statusCode=403",
        "detail": "",
        "code": "3100",
        "element": None,
    }
    return _gateway(403, {"error": [error], "type": "AUTHORIZATION"}, {})


def _gateway(status: int, fault: Body, headers: dict[str, str]) -> Response:
    body: Body = {"warnings": None, "intuitObject": None, "fault": fault, "report": None}
    body |= {"queryResponse": None, "batchItemResponse": [], "attachableResponse": []}
    body |= {"syncErrorResponse": None, "requestId": None, "time": int(time.time() * 1000)}
    body |= {"status": None, "cdcresponse": []}
    return Response(status, dumps(body), headers)
