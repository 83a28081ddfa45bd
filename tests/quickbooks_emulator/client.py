"""A client for tests: the emulator in this process, spoken to without a network."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from quickbooks_emulator.online.exchange import Request, Response
from quickbooks_emulator.online.jsontext import dumps, loads
from quickbooks_emulator.online.server import REALM, TOKEN, Application, build
from quickbooks_emulator.online.settings import Settings

Json = dict[str, Any]
JOURNAL = "JournalEntryLineDetail"


class Client:
    """Requests as a client makes them, answered by the application's own objects."""

    def __init__(self, chart: str = "empty", **settings: Any) -> None:
        values = {"throttle": "off", "opening_date": "2026-01-01", **settings}
        self.app: Application = build(Settings().with_values(values), chart=chart)
        self.books = self.app.api.books
        self.books.clock.fix(datetime(2026, 6, 15, 9, tzinfo=UTC))

    def send(self, method: str, path: str, body: Any = None, token: str = TOKEN, **query: str) -> Response:
        """One request below the company's address."""
        raw = b"" if body is None else body if isinstance(body, bytes) else dumps(body).encode()
        headers = {"authorization": f"Bearer {token}"}
        return self.raw(method, path, headers, raw, urlencode(query))

    def raw(
        self, method: str, path: str, headers: dict[str, str], body: bytes = b"", query: str = ""
    ) -> Response:
        """One request as it is on the wire; the names of its headers in lower case."""
        full = path if path.startswith("/") else f"/v3/company/{REALM}/{path}"
        request = Request(method, full, query, headers, body)
        if full.startswith("/emulator/"):
            return self.app.control.handle(request)
        return self.app.handle(request)

    def post(self, path: str, body: Any, **query: str) -> Json:
        """A POST that must succeed; the answer without its frame."""
        response = self.send("POST", path, body, **query)
        assert response.status == 200, response.text
        return _inner(loads(response.text))

    def get(self, path: str, **query: str) -> Json:
        """A GET that must succeed; the whole answer."""
        response = self.send("GET", path, **query)
        assert response.status == 200, response.text
        answer: Json = loads(response.text)
        return answer

    def read(self, resource: str, identity: str) -> Json:
        """One object."""
        return _inner(self.get(f"{resource}/{identity}"))

    def fault(self, path: str, body: Any, **query: str) -> Json:
        """A POST that must be refused; its first error."""
        response = self.send("POST", path, body, **query)
        assert response.status == 400, response.text
        error: Json = loads(response.text)["Fault"]["Error"][0]
        return error

    def query(self, text: str) -> Json:
        """The QueryResponse of a query."""
        answer: Json = self.get("query", query=text)["QueryResponse"]
        return answer

    def query_fault(self, text: str) -> Json:
        """The first error of a query that must be refused."""
        response = self.send("GET", "query", query=text)
        assert response.status == 400, response.text
        error: Json = loads(response.text)["Fault"]["Error"][0]
        return error

    def account(self, name: str) -> str:
        """The id of an account."""
        rows = self.query(f"select * from Account where FullyQualifiedName = '{name}'")
        return str(rows["Account"][0]["Id"])

    def customer(self, name: str = "Ada") -> str:
        """The id of a new customer."""
        return str(self.post("customer", {"DisplayName": name})["Id"])

    def vendor(self, name: str = "Bolt Works") -> str:
        """The id of a new vendor."""
        return str(self.post("vendor", {"DisplayName": name})["Id"])

    def balances(self, day: str = "2026-12-31") -> dict[str, str]:
        """Account name to signed balance of the trial balance, after checking that it is even."""
        rows = self.get("reports/TrialBalance", end_date=day)["Rows"].get("Row", [])
        found = {}
        for row in rows:
            cells = [cell["value"] for cell in row.get("ColData", [])]
            if cells:
                found[cells[0]] = cells[1] or f"-{cells[2]}"
            else:
                total = [cell["value"] for cell in row["Summary"]["ColData"]]
                assert total[1] == total[2], total
        return found


def _inner(answer: Json) -> Json:
    inner = [value for name, value in answer.items() if name != "time"]
    return inner[0] if len(inner) == 1 else answer


def item_line(amount: Any, item: str = "1", **detail: Any) -> Json:
    """A line that sells an item."""
    inner = {"ItemRef": {"value": item}, **detail}
    return {"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": inner}


def account_line(amount: Any, account: str, **detail: Any) -> Json:
    """A line that spends on an account."""
    kind = "AccountBasedExpenseLineDetail"
    return {
        "Amount": amount,
        "DetailType": kind,
        kind: {"AccountRef": {"value": account}, **detail},
    }


def journal_line(amount: Any, account: str, side: str, party: tuple[str, str] | None = None) -> Json:
    """A line of a journal entry."""
    detail: Json = {"PostingType": side, "AccountRef": {"value": account}}
    if party:
        detail["Entity"] = {"Type": party[0], "EntityRef": {"value": party[1]}}
    return {"Amount": amount, "DetailType": JOURNAL, JOURNAL: detail}


def linked(amount: Any, kind: str, identity: str) -> Json:
    """A line that applies to another transaction."""
    return {"Amount": amount, "LinkedTxn": [{"TxnId": identity, "TxnType": kind}]}
