"""Fifty mutations planted in QuickBooks: each changes the tie-out and is named, and nothing else is.

One company runs a small month once; QuickBooks' state file is copied for each mutation, which a person
makes in the copy: every kind of document deleted, voided, copied, redated, made dearer, booked to
another account, and entries of others on accounts that only tieout writes. The tie-out must then name
that one document, with the right reason and the right first day, explain the whole difference and find
nothing else. Without a mutation nothing is named. What others do on shared accounts is listed and
leaves the books tied out.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import httpx2
import pytest

from quickbooks_emulator.online.jsontext import dumps, loads
from quickbooks_emulator.online.server import REALM, TOKEN
from tests.acceptance.company import TODAY, company, load, quickbooks, run
from tests.acceptance.files import month_files
from tests.acceptance.tampering import Json, Made, Mutation, journal, of_ours, purchase
from tieout.connectors.quickbooks_online import Client, QuickBooksOnline
from tieout.core.account import parsed_key
from tieout.runtime.company import Company
from tieout.runtime.tieout import TieOut, as_json, reconcile
from tieout.storage.settings import mapping_of

THROUGH = TODAY - timedelta(days=1)
OF_OURS = tuple(of_ours())
ON_OWNED = (
    *("inventory_raw", "inventory_finished", "grni", "clearing", "cogs", "customer_deposits", "rounding"),
    *("gift_cards", "merchant_fees", "landed_cost_clearing"),
)


@dataclass(frozen=True)
class Month:
    """A company after its month, with QuickBooks' state at rest."""

    company: Company
    state: Path
    objects: dict[str, list[Json]]
    accounts: dict[str, str]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    folder = tmp_path_factory.mktemp("month")
    with pytest.MonkeyPatch.context() as patch:
        with quickbooks(folder / "quickbooks.sqlite") as books:
            made = company(folder / "home", books.url, patch)
            load(made, month_files(folder / "files", 7, 200))
            run(made)
            objects = call(books.url, "state?full=true")["objects"]
        with made.database.read() as connection:
            mapped = mapping_of(connection).accounts
        accounts = {str(key): known.outside_id for key, known in mapped.items()}
        yield Month(made, folder / "quickbooks.sqlite", objects, accounts)
        made.database.close()


def call(url: str, name: str, payload: Json | None = None) -> Json:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    address = f"{url}/emulator/{name}"
    if payload is None:
        answer = httpx2.get(address, headers=headers)
    else:
        answer = httpx2.post(address, headers=headers, content=dumps(payload).encode())
    said: Json = loads(answer.text)
    return said if answer.status_code == 200 else {"refused": said}


def tied(month: Month, folder: Path, *acts: Made) -> tuple[TieOut, list[Json]]:
    """The tie-out after these acts of a person on a copy of QuickBooks."""
    state = folder / "quickbooks.sqlite"
    shutil.copy(month.state, state)
    with quickbooks(state) as books, closing(Client(books.url, REALM, lambda: TOKEN)) as client:
        answers = [call(books.url, *act) for act in acts]
        return reconcile(month.company, QuickBooksOnline.of_company(client), THROUGH), answers


def mark(body: Json) -> str:
    found = [line[7:] for line in body.get("PrivateNote", "").splitlines() if line.startswith("tieout:")]
    return found[0] if found else ""


def candidates(month: Month, mutation: Mutation) -> list[Json]:
    """Documents of ours of a kind that move money, in a seeded order, unlinked ones first."""
    bodies = [
        body
        for body in month.objects[mutation.entity]
        if mark(body) and (body.get("TotalAmt") or mutation.entity != "Payment")
    ]
    Random(str(mutation)).shuffle(bodies)
    return sorted(bodies, key=lambda body: "LinkedTxn" in body)


def named(result: TieOut) -> set[tuple[str, str, str]]:
    return {(one.document, one.quickbooks, one.reason) for row in result.rows for one in row.differences}


def test_there_are_fifty() -> None:
    assert len(OF_OURS) + len(ON_OWNED) >= 50


@pytest.mark.covers("S000-43", "S000-46")
def test_without_a_mutation_nothing_is_named(month: Month, tmp_path: Path) -> None:
    result, _ = tied(month, tmp_path)
    assert result.tied
    assert not named(result)
    assert result.line().startswith("TIED OUT: unexplained difference 0.00 in ")


@pytest.mark.covers("S000-43", "S000-46", "S004-01")
@pytest.mark.parametrize("mutation", OF_OURS, ids=str)
def test_a_document_of_ours_tampered_with_is_named(
    month: Month, tmp_path: Path, mutation: Mutation
) -> None:
    body, result, answer = tampered(month, tmp_path, mutation)
    day = date.fromisoformat(body["TxnDate"]) + timedelta(days=min(mutation.days, 0))
    identity = f"{mutation.entity} {body['Id']}"
    if mutation.reason == "duplicated":
        identity = f"{mutation.entity} {answer[mutation.entity]['Id']}"
    assert named(result) == {(mark(body), identity, mutation.reason)}
    check(result, day, mark(body))


def tampered(month: Month, folder: Path, mutation: Mutation) -> tuple[Json, TieOut, Json]:
    """Tamper with the first document QuickBooks lets a person tamper with."""
    refusal: Json = {"refused": "there is none"}
    for body in candidates(month, mutation)[:12]:
        result, [answer] = tied(month, folder, mutation.make(mutation.entity, body))
        if "refused" not in answer:
            return body, result, answer
        refusal = answer
    raise AssertionError(f"QuickBooks refuses every {mutation}: {refusal}")


def check(result: TieOut, day: date, document: str) -> None:
    """The books are not tied out, to the cent of what is named, since that day."""
    assert not result.tied
    assert result.unexplained == 0
    assert result.first is not None
    assert (result.first.day, result.first.document) == (day, document)
    report = as_json(result)
    broken = [row for row in report["accounts"] if not row["tied"]]
    assert broken
    assert {row["first_day"] for row in broken} <= {str(one["day"]) for one in report["differences"]}
    assert all(row["difference"] == row["explained"] for row in report["accounts"])


@pytest.mark.covers("S000-43", "S000-46")
@pytest.mark.parametrize("role", ON_OWNED)
def test_an_entry_of_others_on_an_owned_account_is_named(month: Month, tmp_path: Path, role: str) -> None:
    bank = month.accounts["bank"]
    account = next(id_ for key, id_ in month.accounts.items() if key == role or key.startswith(f"{role}("))
    body = journal(account, bank, "17.35")
    result, [answer] = tied(month, tmp_path, ("create", {"entity": "JournalEntry", "body": body}))
    identity = f"JournalEntry {answer['JournalEntry']['Id']}"
    assert named(result) == {("", identity, "made_by_others")}
    check(result, date(2026, 3, 18), "")


@pytest.mark.covers("S000-46")
def test_what_others_do_on_shared_accounts_is_listed_and_breaks_nothing(
    month: Month, tmp_path: Path
) -> None:
    rent = next(one["Id"] for one in month.objects["Account"] if one["AccountType"] == "Expense")
    assert rent not in {id_ for key, id_ in month.accounts.items() if parsed_key(key).role != "bank"}
    act = ("create", {"entity": "Purchase", "body": purchase(rent, month.accounts["bank"])})
    result, [answer] = tied(month, tmp_path, act)
    assert result.tied
    assert named(result) == {("", f"Purchase {answer['Purchase']['Id']}", "made_by_others")}
    assert sum(row.difference for row in result.rows) == -4200
    assert all(row.difference == 0 for row in result.rows if row.account.account_class == "owned")
