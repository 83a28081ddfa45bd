"""App: the HTTP interface of one company, its routes and its OpenAPI document."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tieout.api import faults
from tieout.api.routes import cases, events, explained, health, lots, master, orders, plans, runs, stock
from tieout.runtime.company import Company

VERSION: Final = "1"
PREFIX: Final = "/api/v1"
ABOUT: Final = (
    "State what happened, and ask what stands. Every call brings a key (`tieout keys issue`); its "
    "scope is a role of the company. Amounts and quantities are decimal text. Long lists come in pages. "
    "What goes wrong is answered as problem+json with a code, why it is so, and the next step."
)


def application(company: Company | None) -> FastAPI:
    """The application; without a company it only describes itself."""
    app = FastAPI(
        title="tieout",
        version=VERSION,
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
        redirect_slashes=False,
    )
    app.state.company = company
    faults.install(app)
    for routes in (health, events, master, stock, lots, orders, runs, plans, cases, explained):
        app.include_router(routes.ROUTES, prefix=PREFIX)
    app.add_middleware(_Quiet)
    _describe(app)
    return app


def _describe(app: FastAPI) -> None:
    """Let the document hold the form of faults, which no route answers by itself.

    FastAPI lets an application put its own `openapi` in place of the method; types know no such thing.
    """
    made = app.openapi

    def document() -> dict[str, Any]:
        found = made()
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        schemas.setdefault("Fault", faults.Fault.model_json_schema())
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        return found

    app.openapi = document  # type: ignore[method-assign]


class _Quiet:
    """Answers hold what is not for caches, and are what they say they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"cache-control", b"no-store"),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        await self._app(scope, receive, sending)
