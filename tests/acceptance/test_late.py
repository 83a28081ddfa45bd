"""Facts that come late, change or were mended: the books end where they would have ended anyway.

Each test runs two companies. One learns things late: a backdated fact after the run, a fact of a
closed period, a revision of what was posted, master data that was missing. The other knew everything
from the start. Both must end with the same balances, in tieout and in QuickBooks; what was posted or
closed is never rewritten.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from quickbooks_emulator.online.server import REALM, TOKEN
from tests.acceptance import shop
from tests.acceptance.company import Books, company, load, quickbooks, with_controller
from tests.acceptance.shop import MASTER, Fact
from tests.acceptance.tampering import journal
from tests.in_quickbooks import entered
from tieout.connectors.quickbooks_online import Client
from tieout.core.closed_period import CLASSES
from tieout.core.role import Role
from tieout.runtime import acts
from tieout.runtime.cases import list_cases, release
from tieout.runtime.company import Company, change_setting, open_company
from tieout.runtime.periods import close_period
from tieout.runtime.quickbooks import quickbooks as connected
from tieout.runtime.tieout import reconcile
from tieout.runtime.users import add_user
from tieout.runtime.verify import verify
from tieout.storage.documents import documents_by_id
from tieout.storage.settings import mapping_of

START, APRIL = date(2026, 2, 28), date(2026, 4, 15)
CLOSED = date(2026, 3, 31)
EARLY = (
    *(shop.received("GR-1", "2026-03-02", 100), shop.billed("B-1", "2026-03-05", "GR-1", 100, "200.00")),
    *shop.sold("SO-1", "2026-03-10", 10, "50.00"),
    shop.paid("PAY-1", "2026-03-12", "SO-1", "50.00"),
)
LATE = (
    shop.received("GR-2", "2026-03-20", 40),
    shop.billed("B-2", "2026-03-25", "GR-2", 40, "84.00"),
    *shop.sold("SO-2", "2026-03-10", 5, "25.00"),
)


@dataclass
class Shop:
    """A company of one jam and its QuickBooks."""

    company: Company
    books: Books
    folder: Path

    def learn(self, name: str, *facts: Fact) -> None:
        problems = load(self.company, [shop.file(self.folder / "files", name, *facts)])
        assert not problems, problems

    def work(self, today: date = APRIL) -> None:
        self.company = open_company(self.company.name)
        acts.run(self.company, today=today, until_idle=True)

    def codes(self) -> list[str]:
        return [case.problem.code for case in list_cases(self.company)]

    def balances(self) -> dict[str, int]:
        sql = (
            "SELECT account, SUM(CASE side WHEN 'Dr' THEN home ELSE -home END) AS b FROM entry_line "
            "GROUP BY account HAVING b <> 0"
        )
        with self.company.database.read() as connection:
            return {account: int(home) for account, home in connection.exec_driver_sql(sql)}

    def documents(self) -> dict[str, tuple[str, str]]:
        """Id → day and payload of every sealed document."""
        with self.company.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT id, day, payload FROM document").all()
        return {id_: (day, payload) for id_, day, payload in rows}

    def held(self) -> dict[str, dict[str, Any]]:
        """QuickBooks' transactions: type and id → body."""
        objects = self.books.application.api.books.store.objects
        return {
            f"{entity} {id_}": body
            for entity, family in objects.items()
            for id_, body in family.items()
            if "TxnDate" in body
        }

    def check(self, *codes: str) -> None:
        """Nothing is open but cases of these codes, and QuickBooks ties out."""
        assert self.codes() == list(codes)
        assert acts.tie_out(self.company).line().startswith("TIED OUT: unexplained difference 0.00")


@contextmanager
def opened(folder: Path, **settings: str) -> Iterator[Shop]:
    with pytest.MonkeyPatch.context() as patch, quickbooks(None, **settings) as books:
        made = with_controller(company(folder / "home", books.url, patch, keys=(), daily=(), start=START))
        shopped = Shop(made, books, folder)
        yield shopped
        shopped.company.database.close()


def known_from_the_start(folder: Path, *facts: Fact, codes: Sequence[str] = ()) -> dict[str, int]:
    """The balances of a company that knew everything at once, and the cases it has."""
    with opened(folder / "at-once") as other:
        other.learn("all", *MASTER, *facts)
        other.work()
        other.check(*codes)
        return other.balances()


def with_credits_of_customers(balances: dict[str, int]) -> dict[str, int]:
    """What customers have with us is one figure: on the receivable or among deposits."""
    summed = Counter(balances)
    summed["accounts_receivable(USD)"] += summed.pop("customer_deposits", 0)
    return {account: home for account, home in summed.items() if home}


@pytest.mark.covers("S002-46", "S002-49")
def test_backdated_facts_of_an_open_period_post_at_their_own_date(tmp_path: Path) -> None:
    with opened(tmp_path / "late") as late:
        late.learn("early", *MASTER, *EARLY)
        late.work()
        before = late.documents()
        late.learn("late", *LATE)
        late.work()
        after = late.documents()
        late.check()
        found = late.balances()
    assert {key: after[key] for key in before} == before, "a sealed document changed"
    days = {day for key, (day, _) in after.items() if key not in before}
    assert days == {"2026-03-10", "2026-03-20", "2026-03-25"}
    assert found == known_from_the_start(tmp_path, *EARLY, *LATE)


def close_in_tieout(late: Shop) -> None:
    late.company = open_company(late.company.name)
    assert close_period(late.company, CLOSED, "month end", acts.who(), acts.clock()) == []


def close_in_quickbooks(late: Shop) -> None:
    preferences = late.books.application.control
    assert preferences._set_closing_date({"date": CLOSED.isoformat()})["BookCloseDate"]
    late.books.application.api.books.store.commit()


@pytest.mark.covers("S001-81", "S001-82", "S002-45")
@pytest.mark.parametrize("close", [close_in_tieout, close_in_quickbooks], ids=["tieout", "quickbooks"])
def test_nothing_is_written_into_a_closed_period(tmp_path: Path, close: Callable[[Shop], None]) -> None:
    with opened(tmp_path / "late") as late:
        late.learn("early", *MASTER, *EARLY)
        late.work()
        before = {key: dict(body) for key, body in late.held().items()}
        close(late)
        late.learn("late", *LATE)
        late.work()
        after = late.held()
        assert {key: after[key] for key in before} == before
        new = [body for key, body in after.items() if key not in before]
        late.check()
        found = late.balances()
    assert new
    assert {body["TxnDate"] for body in new} == {"2026-04-01"}
    moved = [body for body in new if body.get("TotalAmt") or body.get("Line")]
    assert all("2026-03-" in body["PrivateNote"] for body in moved), [b["PrivateNote"] for b in moved]
    assert found == known_from_the_start(tmp_path, *EARLY, *LATE)


@pytest.mark.covers("S001-82")
@pytest.mark.parametrize("policy", ["next_open", "adjust", "hold"])
def test_a_document_sealed_before_the_close_is_not_sent_into_it(tmp_path: Path, policy: str) -> None:
    """Sealed, then QuickBooks is closed before it could be delivered: it moves, or it is held."""
    with opened(tmp_path / "late") as late:
        change_setting(late.company, "closed_periods", dict.fromkeys(CLASSES, policy))
        late.learn("early", *MASTER, *EARLY)
        acts.cost(late.company)
        with connected(late.company) as target:
            acts.seal(open_company(late.company.name), target.capabilities(), APRIL)
        close_in_quickbooks(late)
        late.work()
        if policy == "hold":
            assert set(late.codes()) == {"period_held", "needs_refused_document"}
            assert late.held() == {}
            with connected(late.company) as target:
                rows = reconcile(late.company, target, APRIL).rows
            told = {one.text.partition(":")[0] for row in rows for one in row.differences}
            assert "held" in told
            assert "refused" not in told
            held = [case.id for case in list_cases(late.company) if case.problem.code == "period_held"]
            release(late.company, held, "carla", acts.clock())
            late.work()
            while late.codes():
                held = [case.id for case in list_cases(late.company)]
                release(late.company, held, "carla", acts.clock())
                late.work()
        assert late.codes() == []
        kinds = {key.partition(" ")[0] for key in late.held()}
        assert {one["TxnDate"] for one in late.held().values()} == {"2026-04-01"}
        assert kinds == ({"JournalEntry", "Payment"} if policy == "adjust" else {*kinds, "Invoice", "Bill"})
        with connected(late.company) as target:
            assert reconcile(late.company, target, APRIL).tied


@pytest.mark.covers("S001-82")
@pytest.mark.parametrize("policy", ["adjust", "hold"])
def test_late_facts_of_a_closed_period_do_as_finance_set_it(tmp_path: Path, policy: str) -> None:
    """Revenue and cost together; what the open day brought of itself crosses as ever."""
    with opened(tmp_path / "late") as late:
        change_setting(late.company, "closed_periods", dict.fromkeys(CLASSES, policy))
        late.learn("early", *MASTER, *EARLY)
        late.work()
        close_in_tieout(late)
        before = set(late.held())
        late.learn("late", *LATE, *shop.sold("SO-3", "2026-04-01", 1, "5.00"))
        late.work()
        if policy == "hold":
            crossed = [late.held()[key]["PrivateNote"] for key in set(late.held()) - before]
            assert len(crossed) == 2, "an invoice of the open day and its cost"
            assert not [note for note in crossed if "period is closed" in note]
            assert set(late.codes()) == {"period_held"}
            held = [case.id for case in list_cases(late.company)]
            release(late.company, held, "carla", acts.clock())
            late.work()
        late.check()
        new = [key.split()[0] for key in late.held() if key not in before]
        found = late.balances()
    assert new.count("Invoice") == (1 if policy == "adjust" else 2)
    assert new.count("Bill") == (0 if policy == "adjust" else 1)
    more = shop.sold("SO-3", "2026-04-01", 1, "5.00")
    assert found == known_from_the_start(tmp_path, *EARLY, *LATE, *more)


def test_a_release_takes_a_sale_and_its_cost_together(tmp_path: Path) -> None:
    """Whichever of the two a person names; what is held of other orders stays held."""
    with opened(tmp_path / "late") as late:
        change_setting(late.company, "closed_periods", {"sales": "hold"})
        late.learn("early", *MASTER, shop.received("R-1", "2026-03-02", 9))
        late.work()
        close_in_quickbooks(late)
        one, other = (shop.sold(f"SO-{n}", f"2026-03-0{n}", 1, "5.00") for n in (7, 8))
        late.learn("late", *one, *other)
        late.work()
        assert late.codes() == ["period_held"] * 4
        held = {case.subject: case for case in list_cases(late.company)}
        with late.company.database.read() as connection:
            found = documents_by_id(connection, list(held))
        invoice = next(key for key, document in found.items() if document.number == "INV-SO-7")
        released = release(late.company, [held[invoice].id], "carla", acts.clock())
        assert len(released) == 2
        late.work()
        crossed = [one["PrivateNote"] for key, one in late.held().items() if "closed" in one["PrivateNote"]]
        assert len(crossed) == 2
        assert all("2026-03-07" in note for note in crossed)
        assert late.codes() == ["period_held"] * 2


@pytest.mark.parametrize("month", ["January", "April"])
def test_a_fiscal_year_that_begins_in_the_middle_of_the_books_ties_out(tmp_path: Path, month: str) -> None:
    """Income and expense begin at zero in QuickBooks' trial balance on the first day of its year."""
    with opened(tmp_path / "late", fiscal_year_start=month) as late:
        late.learn("all", *MASTER, *EARLY, *shop.sold("SO-4", "2026-04-02", 1, "5.00"))
        late.work()
        late.check()
        row = next(one for one in acts.tie_out(late.company).rows if one.account.name == "Sales")
    assert row.expected == -55_00


def test_a_journal_of_others_on_a_quiet_day_breaks_the_tie(tmp_path: Path) -> None:
    """Runs went on, nothing of ours is dated so late: the tie-out reaches the last day they sealed."""
    with opened(tmp_path / "late") as late:
        late.learn("early", *MASTER, *EARLY)
        late.work(date(2026, 3, 20))
        with late.company.database.read() as connection:
            mapped = {str(key): known.outside_id for key, known in mapping_of(connection).accounts.items()}
        body = journal(mapped["inventory_merchandise"], mapped["rounding"], "7.00")
        with closing(Client(late.books.url, REALM, lambda: TOKEN)) as client:
            entered(
                client,
                "journalentry",
                {**json.loads(json.dumps(body, default=str)), "TxnDate": "2026-04-10"},
            )
        late.work(APRIL)
        found = acts.tie_out(late.company)
    assert found.window.through == date(2026, 4, 14)
    assert not found.tied


BILL = shop.billed("B-1", "2026-03-05", "GR-1", 100, "210.00")
PAYMENT = shop.paid("PAY-1", "2026-03-12", "SO-1", "45.00")


@pytest.mark.covers("S002-49")
@pytest.mark.parametrize("revised", [BILL, PAYMENT], ids=["bill", "payment"])
@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_a_revision_of_what_was_posted_reverses_it_and_posts_anew(
    tmp_path: Path, revised: Fact, closed: bool
) -> None:
    final = [revised if fact["id"] == revised["id"] else fact for fact in EARLY]
    with opened(tmp_path / "late") as late:
        late.learn("early", *MASTER, *EARLY)
        late.work()
        before = late.documents()
        if closed:
            close_in_tieout(late)
        late.learn("revised", revised)
        late.work()
        late.check()
        after = late.documents()
        found = late.balances()
    assert {key: after[key] for key in before} == before
    added = {key: value for key, value in after.items() if key not in before}
    assert added
    if closed:
        assert {day for day, _ in added.values()} == {"2026-04-01"}
    assert found == known_from_the_start(tmp_path, *final)


DEARER, CHEAPER = (shop.invoiced("SO-1", "2026-03-10", 10, amount) for amount in ("55.00", "44.00"))
FEWER = shop.invoiced("SO-1", "2026-03-10", 8, "40.00")
LATER = shop.invoiced("SO-1", "2026-03-14", 10, "50.00")


@pytest.mark.covers("S002-49", "S001-28")
@pytest.mark.parametrize("paid", [False, True], ids=["unpaid", "paid"])
@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize(
    "revised", [DEARER, CHEAPER, FEWER, LATER], ids=["dearer", "cheaper", "fewer", "later"]
)
def test_a_revised_invoice_is_taken_back_by_a_credit_memo_and_posted_anew(
    tmp_path: Path, revised: Fact, closed: bool, paid: bool
) -> None:
    facts = [fact for fact in EARLY if paid or fact["kind"] != "payment_captured"]
    final = [revised if fact["id"] == revised["id"] else fact for fact in facts]
    with opened(tmp_path / "late") as late:
        late.learn("early", *MASTER, *facts)
        late.work()
        before = late.documents()
        if closed:
            close_in_tieout(late)
        late.learn("revised", revised)
        late.work()
        late.check()
        after = late.documents()
        assert list(verify(late.company).problems) == [], "a replay comes to the same books"
        found = late.balances()
        receivable = open_in_quickbooks(late)
    assert {key: after[key] for key in before} == before
    if closed:
        assert {day for key, (day, _) in after.items() if key not in before} == {"2026-04-01"}
    beyond = ["payment_beyond_invoice"] if paid and revised in (CHEAPER, FEWER) else []
    at_once = known_from_the_start(tmp_path, *final, codes=beyond)
    assert with_credits_of_customers(found) == with_credits_of_customers(at_once)
    assert (found == at_once) is (not beyond), (
        "what was overpaid is held apart only where it was known then"
    )
    due = sum(Decimal(fact["total"]) for fact in final if fact["kind"] == "invoice_issued")
    left = due - (50 if paid else 0)
    assert receivable == {"Invoice": max(left, 0), "CreditMemo": max(-left, 0)}


RECEIPT = shop.received("GR-1", "2026-03-02", 90, "2.10")
FURTHER = shop.shipped("SO-1", "2026-03-11", 12)


@pytest.mark.covers("S002-49")
@pytest.mark.parametrize("revised", [RECEIPT, FURTHER], ids=["receipt", "shipment"])
@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_a_revised_stock_fact_posts_its_difference(tmp_path: Path, revised: Fact, closed: bool) -> None:
    final = [revised if fact["id"] == revised["id"] else fact for fact in EARLY]
    with opened(tmp_path / "late") as late:
        late.learn("early", *MASTER, *EARLY)
        late.work()
        before = late.documents()
        if closed:
            close_in_tieout(late)
        late.learn("revised", revised)
        late.work()
        after = late.documents()
        assert {key: after[key] for key in before} == before
        assert acts.tie_out(late.company).line().startswith("TIED OUT: unexplained difference 0.00")
        assert list(verify(late.company).problems) == [], "a replay comes to the same books"
        found = late.balances()
    with opened(tmp_path / "at-once") as other:
        other.learn("all", *MASTER, *final)
        other.work()
        assert found == other.balances()


def open_in_quickbooks(late: Shop) -> dict[str, Decimal]:
    """What invoices and credit memos have open in QuickBooks: what its ageing shows."""
    found = {"Invoice": Decimal(0), "CreditMemo": Decimal(0)}
    for key, body in late.held().items():
        kind = key.split()[0]
        if kind in found:
            found[kind] += Decimal(str(body["RemainingCredit" if kind == "CreditMemo" else "Balance"]))
    return found


@pytest.mark.covers("S002-49")
@pytest.mark.parametrize("amounts", [("45.00", "50.00"), ("30.00", "40.00", "20.00", "50.00")])
def test_a_payment_revised_again_and_again_settles_what_is_open(
    tmp_path: Path, amounts: tuple[str, ...]
) -> None:
    """Each revision is taken back by a journal that is owed beside the invoice; none is linked too far."""
    with opened(tmp_path / "late") as late:
        first, *others = [shop.paid("PAY-1", "2026-03-12", "SO-1", amount) for amount in amounts]
        late.learn("early", *MASTER, *EARLY[:-1], first)
        late.work()
        for place, payment in enumerate(others):
            late.learn(f"revised {place}", payment)
            late.work()
            late.check()
        found = late.balances()
        assert open_in_quickbooks(late)["Invoice"] == 0
    assert found == known_from_the_start(tmp_path, *EARLY[:-1], others[-1])


def test_another_payment_settles_what_a_revised_one_left_open(tmp_path: Path) -> None:
    less = shop.paid("PAY-1", "2026-03-12", "SO-1", "30.00")
    rest = shop.paid("PAY-2", "2026-03-20", "SO-1", "20.00")
    with opened(tmp_path / "late") as late:
        late.learn("early", *MASTER, *EARLY)
        late.work()
        late.learn("revised", less)
        late.work()
        late.learn("rest", rest)
        late.work()
        late.check()
        assert open_in_quickbooks(late)["Invoice"] == 0


@pytest.mark.covers("S000-42")
@pytest.mark.parametrize("missing", [shop.ITEM, shop.CUSTOMER, shop.SUPPLIER], ids=lambda one: one["kind"])
def test_quarantined_facts_once_mended_and_released_make_the_same_books(
    tmp_path: Path, missing: Fact
) -> None:
    with opened(tmp_path / "late") as late:
        add_user(late.company, "tester", [Role.ACCOUNTANT], acts.who(), acts.clock())
        late.learn("early", *(fact for fact in MASTER if fact is not missing), *EARLY)
        late.work()
        assert late.codes()
        late.learn("mended", missing)
        for _ in range(3):
            cases = [case.id for case in list_cases(late.company) if case.stage == "admission"]
            if cases:
                release(late.company, cases, "tester", acts.clock())
            late.work()
        late.check()
        found = late.balances()
    assert found == known_from_the_start(tmp_path, *EARLY)


def test_the_shop_can_be_read_back(tmp_path: Path) -> None:
    """The words of the facts above stand for what they seem to: one of each kind of document."""
    with opened(tmp_path / "shop") as one:
        one.learn("all", *MASTER, *EARLY)
        one.work()
        one.check()
        kinds = {key.split()[0] for key in one.held()}
        marks = [json.dumps(body, default=str) for body in one.held().values()]
        assert one.balances()["accounts_payable(USD)"] == -20000
    assert kinds == {"JournalEntry", "Bill", "Invoice", "Payment"}
    assert all("tieout:" in text for text in marks)
