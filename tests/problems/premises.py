"""Premises: a company with books and a QuickBooks beside it, for problems that no file brings about.

Everything stands in a temporary folder that is also the working directory, so that no path in a problem
names the machine it was shown on.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import quote

import pytest
from typer.testing import CliRunner

from quickbooks_emulator.online.exchange import Request, Response
from quickbooks_emulator.online.jsontext import dumps
from quickbooks_emulator.online.server import REALM, TOKEN, Application, build, running
from quickbooks_emulator.online.settings import Settings as EmulatorSettings
from tests.acceptance import shop
from tieout.cli import verbs
from tieout.cli.main import app
from tieout.core.errors import TerminalError, TransientError
from tieout.core.problem import Problem, Where
from tieout.runtime.company import change_setting, open_company

NAME: Final = "shop"
_ID: Final = re.compile(r"\b[0-9a-f]{26}\b")
_TID: Final = re.compile(r"intuit_tid [0-9a-f-]+")
TODAY: Final = "2026-04-10"
SALE: Final = (
    *shop.MASTER,
    shop.received("GR-1", "2026-03-02", 50),
    *shop.sold("SO-1", "2026-03-10", 3, "30.00"),
)
"""A receipt and a sale of its goods: what most problems need, and no more."""

COSTING: Final = """
import os, signal
from tieout import flow
from tieout.runtime import acts
from tieout.runtime.company import open_company

flow.CHUNK = 2
acts.cost(open_company("shop"), lambda _count: os.kill(os.getpid(), signal.SIGKILL))
"""
"""A process of its own, which gets SIGKILL when its first chunk of two events is kept."""

FAST: Final = {
    "longest_request_seconds": 2,
    "margin_seconds": 1,
    "limits": [["request", 60_000, 60, 1000], ["batch", 6_000, 60, 100]],
}


@contextmanager
def home() -> Iterator[Path]:
    """A machine without a company; the folder is the working directory."""
    with TemporaryDirectory() as folder, chdir(folder), pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIEOUT_HOME", "home")
        for variable in ("TIEOUT_COMPANY", "TIEOUT_DATABASE", "TIEOUT_KEY", "TIEOUT_KEY_FILE"):
            patch.delenv(variable, raising=False)
        patch.setenv("TIEOUT_QUICKBOOKS_TOKEN", TOKEN)
        yield Path(folder)


@contextmanager
def quickbooks(chart: str = "empty", **settings: Any) -> Iterator[tuple[Application, str]]:
    """The emulator in this process and its address."""
    values = {"throttle": "off", "custom_txn_numbers": True, "ast": False, **settings}
    application = build(EmulatorSettings().with_values(values), chart=chart)
    with running(application) as url:
        yield application, url


@contextmanager
def company(
    *events: Any, start: str = "2026-02-28", options: Sequence[str] = (), **settings: Any
) -> Iterator[Application]:
    """A connected company that took in these events; its QuickBooks, whose settings may be given."""
    with home(), quickbooks(**settings) as (application, url):
        create(url, start, *options)
        if events:
            load(*events)
        yield application


def create(url: str, start: str = "2026-02-28", *options: str) -> None:
    """`tieout init` with every proposal taken, and a QuickBooks that answers at once."""
    said = ("init", "--quickbooks", url, "--realm", REALM, "--start", start, "--yes", *options)
    assert verb(*said) == []
    linked_to(**FAST)


def load(*events: Any) -> None:
    """`tieout load` of a file of these events, all of which are good."""
    problems = verb("load", str(shop.file(Path(), "events", *events)))
    assert not problems, problems


def run() -> list[Problem]:
    """`tieout run` to the end of what can be done: what stopped it, and the cases that are open then."""
    return [*verb("run", "--today", TODAY), *verb("cases")]


def case_id(stage: str) -> str:
    """The id of the first open case of a stage."""
    return str(told("cases", "--stage", stage)[0]["id"])


def told(*words: str) -> Any:
    """What a reading verb says as JSON."""
    ran = CliRunner().invoke(app, [*words, "--company", NAME, "--json"])
    return json.loads(ran.stdout, parse_float=Decimal)


def verb(*words: str, name: str = NAME, answer: str = "") -> list[Problem]:
    """The problems a verb tells: the one that stops it, or those it lists with `--json`."""
    verbs.register()
    listing = words[0] not in ("init", "mapping") and words[:2] not in (
        ("import", "link"),
        ("import", "create"),
        ("import", "tax"),
    )
    said = [*words, "--company", name, *(["--json"] if listing else [])]
    ran = CliRunner().invoke(app, said, input=answer)
    if isinstance(ran.exception, TerminalError):
        return [_steady(ran.exception.problem)]
    if isinstance(ran.exception, TransientError) and ran.exception.problem:
        return [_steady(ran.exception.problem)]
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    assert ran.exit_code != 2, ran.output
    return list(_problems(json.loads(ran.stdout))) if listing else []


def _problems(said: Any) -> Iterator[Problem]:
    """Every problem in what a verb said, wherever it stands in it."""
    if isinstance(said, list):
        for one in said:
            yield from _problems(one)
    elif isinstance(said, dict) and {"code", "next_step"} <= set(said):
        yield _problem(said)
    elif isinstance(said, dict):
        for one in said.values():
            yield from _problems(one)


def _steady(told: Problem) -> Problem:
    """QuickBooks gives every answer another id, and ours are not words; a page shows one of each."""
    where = replace(told.where, subject=_ID.sub("3f5a…", told.where.subject))
    texts = {name: _ID.sub("3f5a…", getattr(told, name)) for name in ("what", "why", "next_step")}
    why = _TID.sub("intuit_tid 1-5f3a", texts["why"])
    return replace(told, where=where, what=texts["what"], why=why, next_step=texts["next_step"])


def _problem(said: dict[str, Any]) -> Problem:
    told = Problem(
        code=said["code"],
        what=said["what"],
        why=said["why"],
        next_step=said["next_step"],
        owner=said["owner"],
        where=Where(file=said["file"], line=said["line"], field=said["field"], subject=said["subject"]),
    )
    return _steady(told)


def tampered(*statements: str) -> None:
    """Write into the company's file behind tieout's back; nothing shows, the locks are put back."""
    books = sqlite3.connect(Path("home/companies") / NAME / "books.sqlite")
    held = books.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in held:
        books.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        assert books.execute(statement).rowcount > 0, statement
    for _, sql in held:
        books.execute(sql)
    books.commit()
    books.close()


def linked_to(**link: Any) -> None:
    """The company's connection, changed in some fields."""
    made = open_company(NAME)
    held = made.settings.connection
    plain = {name: getattr(held, name) for name in held.__slots__}
    change_setting(made, "connection", plain | link)
    made.database.close()


def by_hand(application: Application, resource: str, body: dict[str, Any]) -> dict[str, Any]:
    """What a person enters in QuickBooks: an object as it is stored."""
    path = f"/v3/company/{REALM}/{resource}"
    text = dumps(body).encode()
    answer = application.api.handle(Request("POST", path, "", {"authorization": f"Bearer {TOKEN}"}, text))
    assert answer.status == 200, answer.text
    stored = json.loads(answer.text, parse_float=Decimal)
    return next(value for value in stored.values() if isinstance(value, dict))


def found(application: Application, statement: str) -> dict[str, Any]:
    """The first object of a query in QuickBooks."""
    path, query = f"/v3/company/{REALM}/query", f"query={quote(statement)}"
    answer = application.api.handle(Request("GET", path, query, {"authorization": f"Bearer {TOKEN}"}, b""))
    rows = [
        value
        for value in json.loads(answer.text, parse_float=Decimal)["QueryResponse"].values()
        if isinstance(value, list)
    ]
    return dict(rows[0][0])


def posted_by_hand(
    application: Application, day: str, debit: str, credit: str, amount: str = "75.00"
) -> None:
    """A journal that a person posts in QuickBooks between two accounts, named by their roles' accounts."""
    sides = (("Debit", debit), ("Credit", credit))
    lines = [
        {
            "Amount": Decimal(amount),
            "DetailType": "JournalEntryLineDetail",
            "JournalEntryLineDetail": {
                "PostingType": side,
                "AccountRef": {"value": account_id(application, name)},
            },
        }
        for side, name in sides
    ]
    by_hand(application, "journalentry", {"TxnDate": day, "Line": lines})


def account_id(application: Application, name: str) -> str:
    """The id of an account of the chart."""
    return str(found(application, f"select * from Account where Name = '{name}'")["Id"])


def lever(application: Application, name: str, payload: dict[str, Any]) -> None:
    """A lever of the emulator: what a person does in QuickBooks that its API does not offer."""
    text, headers = dumps(payload).encode(), {"authorization": f"Bearer {TOKEN}"}
    answer = application.control.handle(Request("POST", f"/emulator/{name}", "", headers, text))
    assert answer.status == 200, answer.text


Answer = Callable[[], Response]
Change = Callable[[Request, Answer], Response]


@contextmanager
def interposed(application: Application, change: Change) -> Iterator[None]:
    """Every request to QuickBooks passes through `change`: what it says that the emulator never does."""
    handle = application.api.handle
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(application.api, "handle", lambda request: change(request, lambda: handle(request)))
        yield


def refusing(type_: str, code: str, message: str, detail: str) -> Change:
    """QuickBooks refuses every object of a type in these words, in a batch or alone."""
    error = {"Message": message, "Detail": detail, "code": code}
    fault = {"Error": [error], "type": "ValidationFault"}

    def change(request: Request, answer: Answer) -> Response:
        if request.method == "POST" and request.path.endswith(f"/{type_.lower()}"):
            return Response(400, dumps({"Fault": fault}), {})
        if not request.path.endswith("/batch"):
            return answer()
        response = answer()
        said = json.loads(response.text, parse_float=Decimal)
        for item in said["BatchItemResponse"]:
            if item.pop(type_, None):
                item["Fault"] = fault
        return Response(response.status, dumps(said), response.headers)

    return change


def turned_away(status: int, code: str, message: str, detail: str) -> Change:
    """An answer to every write that does none of it."""
    error = {"Message": message, "Detail": detail, "code": code}
    fault = {"Fault": {"Error": [error], "type": "ValidationFault"}}

    def change(request: Request, answer: Answer) -> Response:
        written = request.method == "POST" and not request.path.endswith("/query")
        return Response(status, dumps(fault)) if written else answer()

    return change
