"""The API: which request means which operation, and the frame around every answer."""

from __future__ import annotations

import time
from typing import Any

from . import batch, cdc, filelink, form, gateway, meter, pdf, refusal, selection, upload
from .books import Books
from .clock import fine_stamp
from .entities.delivery import send
from .entities.exchangerate import known_rate
from .entities.tax import create_tax_code
from .exchange import Request, Response
from .grants import ACCOUNTING, Grants
from .jsontext import Body, dumps
from .refusal import Refusal
from .reports import REPORTS
from .requests import Change, check_requestid, execute, refused
from .throttle import Throttle
from .webhooks import Webhooks

_OPERATIONS = {"": "", "create": "create", "update": "update", "delete": "delete", "void": "void"}


class Api:
    """One realm behind one token."""

    def __init__(self, books: Books, realm: str, token: str) -> None:
        self.books, self.realm, self.token = books, realm, token
        books.realm = realm
        self.grants = Grants(books, lambda: int(books.clock.now().timestamp()), realm)
        self.webhooks = Webhooks(books, realm)
        self.throttle, self.meter = Throttle(), meter.Meter(books.clock)
        self._resources = {kind.resource: name for name, kind in books.kinds.items()}

    def handle(self, request: Request) -> Response:
        """Answer a request in its form, and commit what it changed before answering."""
        self.books.address = f"http://{request.headers.get('host', '127.0.0.1')}"
        if request.path.startswith(filelink.PATH):
            return self._linked(request)
        response = self.gate(request) or self.perform(request)
        return form.answered(request, response, self.books.settings)

    def perform(self, request: Request) -> Response:
        """Do what an admitted request asks; the answer is JSON."""
        started = time.monotonic()
        try:
            response = self._route(request)
        except Refusal as answer:
            self.books.store.rollback()
            response = self._framed(
                answer.status, refused(refusal.worded(answer, self.books.settings.wordings)).text
            )
        self.webhooks.note(self.books.store.touched(), by_app=True)
        self.books.store.commit()
        self._count(request, response)
        spent = int((time.monotonic() - started) * 1000)
        headers = {**_headers(response.status, spent), **response.headers}
        return Response(response.status, response.text, headers, response.content)

    def gate(self, request: Request) -> Response | None:
        """What the gateway refuses before QuickBooks sees it: rights and limits."""
        refused_rights = self._rights(request)
        if refused_rights is not None:
            return refused_rights
        parts = request.path.strip("/").split("/")
        if parts[:2] == ["v3", "company"] and (len(parts) < 3 or parts[2] != self.realm):
            return gateway.forbidden(self.books.settings)
        settings, is_batch = self.books.settings, parts[-1] == "batch"
        now = self.books.clock.now().timestamp()
        admitted = self.throttle.admits(settings, now, app=self._app(request), batch=is_batch)
        if admitted and (not _is_read(request) or self.meter.admits(settings)):
            return None
        self.meter.count(meter.THROTTLED)
        return gateway.throttled(settings)

    def authorized(self, request: Request) -> bool:
        """The bearer token is the fixed one, which may do everything; `/NAME` after it tells apps apart."""
        sent = _bearer(request)
        return sent == self.token or sent.startswith(f"{self.token}/")

    def _app(self, request: Request) -> str:
        """Whose limits a request counts against: the app named after the fixed token, else the one app."""
        return (
            _bearer(request).removeprefix(self.token).removeprefix("/") if self.authorized(request) else ""
        )

    def _rights(self, request: Request) -> Response | None:
        """401 without a living token; 403 for one of another scope or of the other environment."""
        if self.authorized(request):
            return None
        token = _bearer(request)
        scope = self.grants.scope(token)
        if scope is None:
            return gateway.unauthorized(token)
        settings = self.books.settings
        foreign = settings.environment != settings.keys_environment
        return gateway.forbidden(settings) if foreign or ACCOUNTING not in scope.split() else None

    def _count(self, request: Request, response: Response) -> None:
        if response.status != 200:
            self.meter.count(meter.FAILED)
        elif request.path.endswith("/batch"):
            self.meter.count(meter.BATCHES)
            queries = response.text.count('"QueryResponse":')  # within a text its quotes are escaped
            self.meter.count(meter.CORE_PLUS, calls=queries)
        else:
            self.meter.count(meter.CORE_PLUS if _is_read(request) else meter.CORE)

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
        if resource == "download" and len(rest) == 1:
            return self._download(rest[0])
        entity = self._resources.get(resource)
        if entity is None:
            raise self._no_resource(request)
        if rest[1:] == ["pdf"] and entity in pdf.KINDS:
            return self._pdf(entity, rest[0])
        if len(rest) > 1:
            raise self._no_resource(request)
        identity = "1" if entity in ("CompanyInfo", "Preferences") else "".join(rest)
        body = self.books.read(entity, identity)
        return self._framed(200, f'"{entity}":{self.books.shown_text(entity, body)}')

    def _post(self, request: Request, resource: str, rest: list[str]) -> Response:
        parameters = request.parameters()
        requestid = parameters.get("requestid", "")
        check_requestid(requestid)
        self.books.app = self._app(request) if self.books.settings.requestid_scope == "app" else ""
        if resource == "batch" and not rest:
            text = batch.run(self.books, form.payload(request, "IntuitBatchRequest"), requestid)
            return self._framed(200, f'"BatchItemResponse":{text}')
        if resource == "taxservice" and rest == ["taxcode"]:
            made = create_tax_code(self.books, _object(form.payload(request, "TaxService")))
            return Response(200, dumps(made))
        if resource == "upload" and not rest:
            return self._upload(request, requestid)
        entity = self._resources.get(resource)
        if entity is not None and len(rest) == 2 and rest[1] == "send":
            sent = send(self.books, entity, rest[0], parameters.get("sendTo", ""))
            return self._framed(200, f'"{entity}":{self.books.shown_text(entity, sent)}')
        if entity is None or rest:
            raise self._no_resource(request)
        change = _change(entity, _object(form.payload(request, entity)), parameters)
        outcome = execute(self.books, change, requestid)
        return self._framed(outcome.status, outcome.text)

    def _query(self, request: Request) -> Response:
        text = request.parameters().get("query", "")
        if request.method == "POST" and request.body:
            text = request.text()
        found = selection.answer(self.books, text)
        return self._framed(200, f'"QueryResponse":{dumps(found)}')

    def _upload(self, request: Request, requestid: str) -> Response:
        def read(content: bytes, content_type: str) -> Body:
            return form.part(content, content_type, "Attachable")

        kind = request.headers.get("content-type", "")
        text = upload.run(self.books, kind, request.body, read, requestid)
        return self._framed(200, f'"AttachableResponse":{text}')

    def _download(self, identity: str) -> Response:
        """The file, or the address that gives it for a while (u)."""
        self.books.read("Attachable", identity)
        if self.books.settings.download == "content":
            return self._file(identity)
        headers = {"Content-Type": "text/plain;charset=UTF-8"}
        return Response(200, filelink.link(self.books, identity), headers)

    def _linked(self, request: Request) -> Response:
        identity = filelink.identity_of(self.books, request.path)
        try:
            return self._file(identity or "0")
        except Refusal:
            return Response(403, "", {"Content-Type": "text/plain"})

    def _file(self, identity: str) -> Response:
        body, content = self.books.read("Attachable", identity), self.books.store.content(identity)
        if content is None:
            raise refusal.not_found()
        kind = str(body.get("ContentType", "application/octet-stream"))
        return Response(200, "", {"Content-Type": kind}, content)

    def _pdf(self, entity: str, identity: str) -> Response:
        body = self.books.read(entity, identity)
        content = pdf.page(entity, body, self.books.settings.company_name)
        return Response(200, "", {"Content-Type": "application/pdf"}, content)

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
        rate = known_rate(self.books, currency, day)
        if rate is None:
            raise refusal.not_found()
        body = {
            "SourceCurrencyCode": currency,
            "TargetCurrencyCode": self.books.settings.home_currency,
            "Rate": rate,
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


def _headers(status: int, milliseconds: int) -> dict[str, str]:
    """As recorded: what is refused says less than what is done."""
    headers = {"intuit_tid": gateway.trace_id(), "Strict-Transport-Security": "max-age=15552000"}
    if status != 200:
        return headers
    return headers | {
        "QBO-Version": "1988.128",
        "Service-Time": f"total={milliseconds}, db={milliseconds}",
        "Expires": "0",
        "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private",
    }


def _is_read(request: Request) -> bool:
    """Whether a request takes data out: everything by GET, and queries."""
    return request.method == "GET" or request.path.rstrip("/").endswith("/query")


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
