"""Bills that AP enters in QuickBooks: read back, held against receipts, posted once, never sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import shop
from tests.acceptance.company import Books, company, load, quickbooks, run, with_controller
from tests.acceptance.tampering import Json
from tests.acceptance.test_tampered import call
from tieout.core.errors import TerminalError
from tieout.runtime import acts
from tieout.runtime.bill_lines import correct_line, match_line
from tieout.runtime.cases import list_cases
from tieout.runtime.company import Company
from tieout.runtime.grni import open_grni
from tieout.runtime.reversal import reverse_document
from tieout.runtime.subledgers import registers
from tieout.runtime.sweep import Swept, sweep
from tieout.runtime.verify import verify
from tieout.storage.settings import mapping_of

DAY, TODAY = date(2026, 3, 31), date(2026, 4, 10)
CENT = 10**6


@dataclass
class Payables:
    """A company whose bills AP enters in QuickBooks, and the person who does."""

    company: Company
    books: Books
    folder: Path
    vendor: str = ""
    minutes: int = 0
    loaded: int = 0
    mapped: dict[str, str] = field(default_factory=dict)

    def lever(self, name: str, payload: Json) -> Json:
        said = call(self.books.url, name, payload)
        assert "refused" not in said, said
        return said

    def create(self, entity: str, **body: Any) -> Json:
        made: Json = self.lever("create", {"entity": entity, "body": body})[entity]
        return made

    def enter(self, day: str, *lines: tuple[str, str, str], entity: str = "Bill", **more: Any) -> Json:
        """A bill with lines of (amount, text, account role or id)."""
        rows = [
            {
                "Amount": Decimal(amount),
                "Description": text,
                "DetailType": "AccountBasedExpenseLineDetail",
                "AccountBasedExpenseLineDetail": {
                    "AccountRef": {"value": self.mapped.get(account, account)}
                },
            }
            for amount, text, account in lines
        ]
        return self.create(entity, TxnDate=day, VendorRef={"value": self.vendor}, Line=rows, **more)

    def edit(self, entity: str, body: Json, **change: Any) -> None:
        self.lever("edit", {"entity": entity, "id": body["Id"], "change": change})

    def load(self, *facts: Json) -> None:
        self.loaded += 1
        assert load(self.company, [shop.file(self.folder, f"facts-{self.loaded}", *facts)]) == []

    def sweep(self) -> Swept:
        self.minutes += 1
        return sweep(self.company, acts.clock() + timedelta(minutes=self.minutes))

    def run(self) -> None:
        assert not run(self.company, TODAY).delivered.refused  # type: ignore[union-attr]

    def settled(self) -> None:
        """Sweep and run; then the books tie out, registers agree and a replay comes to the same."""
        self.sweep()
        self.run()
        tied = acts.tie_out(self.company, DAY)
        assert tied.tied, tied.line()
        assert all(one.agrees for one in registers(self.company, TODAY).registers)
        assert list(verify(self.company).problems) == []

    def codes(self) -> list[str]:
        return sorted(case.problem.code for case in list_cases(self.company))

    def open(self) -> dict[str, int]:
        """What is open in GRNI by line, in cents, debit above zero."""
        return {one.name: one.value // CENT for one in open_grni(self.company, DAY)[0]}

    def booked(self, role: str) -> int:
        with self.company.database.read() as connection:
            return int(
                connection.exec_driver_sql(
                    "SELECT COALESCE(SUM(CASE side WHEN 'Dr' THEN home ELSE -home END), 0) FROM entry_line "
                    "WHERE account = ? OR account LIKE ?",
                    (role, f"{role}(%"),
                ).scalar_one()
            )

    def held(self, entity: str) -> list[Json]:
        rows: list[Json] = call(self.books.url, "state?full=true")["objects"].get(entity, [])
        return rows


@contextmanager
def payables_of(folder: Path, patch: pytest.MonkeyPatch, **settings: str) -> Iterator[Payables]:
    with quickbooks(**settings) as books:
        made = with_controller(
            company(folder / "home", books.url, patch, keys=("revenue(shop)",), daily=())
        )
        found = Payables(made, books, folder)
        with made.database.read() as connection:
            accounts = mapping_of(connection).accounts
        found.mapped = {key.role: one.outside_id for key, one in accounts.items()}
        found.load(*shop.MASTER)
        yield found
        made.database.close()


@pytest.fixture
def payables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Payables]:
    with payables_of(tmp_path, monkeypatch) as found:
        found.vendor = found.create("Vendor", DisplayName="Plum Farm")["Id"]
        yield found


@pytest.mark.covers("S002-36", "S002-39")
def test_a_bill_names_its_receipt_and_is_posted_once_without_being_sent(payables: Payables) -> None:
    """9 jars at 2.00 are billed at 19.80: 1.80 go to the jars, GRNI of the receipt is zero."""
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.run()
    bill = payables.enter("2026-03-09", ("19.80", "Plum jam, delivery GR-1", "grni"), DocNumber="4711")
    assert payables.sweep().drifts == ()
    payables.settled()
    assert payables.open() == {}
    assert payables.booked("inventory_merchandise") == 1980
    assert payables.booked("accounts_payable") == -1980
    assert [one["Id"] for one in payables.held("Bill")] == [bill["Id"]]
    with payables.company.database.read() as connection:
        counts = ", ".join(f"(SELECT COUNT(*) FROM {table})" for table in ("event", "entry", "read_bill"))
        before = tuple(connection.exec_driver_sql(f"SELECT {counts}").one())
    payables.settled()
    with payables.company.database.read() as connection:
        assert tuple(connection.exec_driver_sql(f"SELECT {counts}").one()) == before
    assert "drift_foreign" not in payables.codes()


def test_ap_edits_a_bill_after_it_was_read(payables: Payables) -> None:
    """18.00, then 19.80, then 18.00 again: each time the books follow, and nothing is sent for the bill."""
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    bill = payables.enter("2026-03-09", ("18.00", "delivery GR-1", "grni"))
    payables.settled()
    line = payables.held("Bill")[0]["Line"]
    for amount, worth in (("19.80", 1980), ("18.00", 1800)):
        payables.edit("Bill", bill, Line=[line[0] | {"Amount": Decimal(amount)}])
        payables.settled()
        assert payables.open() == {}
        assert payables.booked("inventory_merchandise") == worth
        assert payables.booked("accounts_payable") == -worth
    assert payables.held("VendorCredit") == []
    assert len(payables.held("Bill")) == 1


def test_a_bill_moved_to_another_day_stands_there(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    bill = payables.enter("2026-03-09", ("19.80", "delivery GR-1", "grni"))
    payables.settled()
    payables.lever("redate", {"entity": "Bill", "id": bill["Id"], "change": {"TxnDate": "2026-03-12"}})
    payables.settled()


@pytest.mark.parametrize("way", ["deleted", "emptied"])
def test_a_bill_that_ap_takes_away_is_taken_back(payables: Payables, way: str) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    bill = payables.enter("2026-03-09", ("19.80", "delivery GR-1", "grni"))
    payables.settled()
    if way == "deleted":
        payables.lever("delete", {"entity": "Bill", "id": bill["Id"]})
    else:
        [line, *_] = payables.held("Bill")[0]["Line"]
        payables.edit("Bill", bill, Line=[line | {"Amount": Decimal(0)}])
    payables.settled()
    assert payables.open() == {"GR-1/1": -1800}
    assert payables.booked("inventory_merchandise") == 1800
    assert payables.booked("accounts_payable") == 0


def test_a_bill_before_its_goods_finds_them_when_they_come(payables: Payables) -> None:
    bill = payables.enter("2026-03-01", ("19.80", "Plum jam GR-1", "grni"))
    payables.settled()
    assert payables.open() == {f"bill Bill {bill['Id']} of QuickBooks {bill['Id']}": 1980}
    assert payables.codes() == ["bill_before_goods"]
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.settled()
    assert payables.open() == {}
    assert payables.booked("inventory_merchandise") == 1980
    assert "bill_before_goods" not in payables.codes()


def test_one_bill_for_two_receipts_and_two_bills_for_one(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9), shop.received("GR-2", "2026-03-03", 6))
    payables.run()
    payables.enter("2026-03-09", ("30.60", "deliveries GR-1 and GR-2", "grni"))
    payables.settled()
    assert payables.open() == {}
    assert payables.booked("inventory_merchandise") == 3060
    payables.load(shop.received("GR-3", "2026-03-04", 10))
    payables.run()
    payables.enter("2026-03-10", ("8.00", "GR-3, first part", "grni"), DocNumber="A-1")
    payables.settled()
    assert payables.open() == {"GR-3/1": -1200}
    payables.enter("2026-03-11", ("12.00", "the rest", "grni"), DocNumber="A-2")
    payables.settled()
    assert payables.open() == {}


def test_what_no_number_names_is_found_only_if_it_is_certain(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9), shop.received("GR-2", "2026-03-03", 9))
    payables.run()
    bill = payables.enter("2026-03-09", ("18.00", "jam", "grni"))
    line = f"Bill {bill['Id']}/1"
    payables.sweep()
    [case] = [one for one in list_cases(payables.company) if one.problem.code == "bill_line_unclear"]
    assert "GR-1/1, GR-2/1" in case.problem.why
    assert line in case.problem.next_step
    payables.settled()
    done = match_line(payables.company, line, ["GR-2/1"], "by phone", acts.who(), acts.clock())
    assert (done.line, done.receipts) == (line, ("GR-2/1",))
    payables.settled()
    assert payables.open() == {"GR-1/1": -1800}
    assert payables.codes() == []
    payables.enter("2026-03-10", ("18.00", "jam", "grni"), DocNumber="second")
    payables.settled()
    assert payables.open() == {}
    with payables.company.database.read() as connection:
        [(who, before, after)] = connection.exec_driver_sql(
            "SELECT who, before, after FROM audit WHERE act = 'bill line matched'"
        ).all()
    assert (who, before, after) == (acts.who(), "no receipt", "GR-2/1: by phone")


def test_a_bill_on_a_wrong_account_is_recognised_and_corrected_by_an_approved_act(
    payables: Payables,
) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.run()
    bill = payables.enter("2026-03-09", ("18.00", "jam", "cogs"))
    line = f"Bill {bill['Id']}/1"
    payables.sweep()
    [case] = [one for one in list_cases(payables.company) if one.problem.code == "bill_on_wrong_account"]
    assert "GR-1/1" in case.problem.what
    assert "Dr grni" in case.problem.why
    assert not acts.tie_out(payables.company, DAY).tied
    with pytest.raises(TerminalError, match="cannot be for"):
        match_line(payables.company, line, ["GR-1/1"], "", acts.who(), acts.clock())
    correct_line(payables.company, line, ["GR-1/1"], "goods", "carla", acts.clock())
    payables.settled()
    assert payables.open() == {}
    assert payables.codes() == []
    [journal] = [one for one in payables.held("JournalEntry") if "corrects" in one.get("PrivateNote", "")]
    assert {row["JournalEntryLineDetail"]["AccountRef"]["value"] for row in journal["Line"]} == {
        payables.mapped["grni"],
        payables.mapped["cogs"],
    }


def test_on_an_expense_account_too_and_a_service_is_no_concern(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.run()
    expense = payables.create("Account", Name="Sundries", AccountType="Expense")["Id"]
    payables.enter("2026-03-08", ("77.00", "window cleaning", expense))
    bill = payables.enter("2026-03-09", ("19.00", "GR-1", expense), ("5.00", "stamps", expense))
    payables.settled()
    assert payables.codes() == ["bill_on_wrong_account"]
    correct_line(payables.company, f"Bill {bill['Id']}/1", ["GR-1/1"], "goods", "carla", acts.clock())
    payables.settled()
    assert payables.open() == {}
    assert payables.booked("inventory_merchandise") == 1900
    payables.lever("delete", {"entity": "Bill", "id": bill["Id"]})
    payables.settled()
    assert payables.open() == {"GR-1/1": -1800}


def test_a_vendor_nobody_knows_is_asked_for(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.run()
    payables.vendor = payables.create("Vendor", DisplayName="Plums and Co")["Id"]
    bill = payables.enter("2026-03-09", ("18.00", "jam", "grni"))
    payables.sweep()
    assert payables.codes() == ["bill_vendor_unknown", "drift_foreign"]
    payables.edit("Bill", bill, PrivateNote="delivery GR-1")
    payables.settled()
    assert payables.open() == {}
    assert payables.codes() == []


def test_a_credit_for_goods_sent_back_clears_what_is_claimed(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.run()
    payables.enter("2026-03-05", ("18.00", "GR-1", "grni"))
    payables.settled()
    back = {"receipt": "GR-1", "receipt_line": "1", "item": "JAM", "quantity": "2"}
    payables.load(
        shop.fact(
            "goods_returned_to_supplier", "RT-1", "2026-03-10", number="RT-1", supplier="S-1", lines=[back]
        )
    )
    payables.settled()
    assert payables.open() == {"GR-1/1": 400}
    payables.enter("2026-03-12", ("4.00", "for RT-1", "grni"), entity="VendorCredit")
    payables.settled()
    assert payables.codes() == []


def test_another_currency_parts_price_and_rate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """90.00 EUR at 1.10 received, 99.00 EUR at 1.20 billed: 9.90 to the goods, 9.90 of exchange."""
    with payables_of(tmp_path, monkeypatch, multi_currency="true") as payables:
        supplier = shop.fact(
            "party", "S-2", "2026-02-28", party="S-2", roles=["supplier"], name="Prune", currency="EUR"
        )
        rate = shop.fact(
            "exchange_rate", "E1", "2026-03-01", currency="EUR", rate="1.10", rate_source="ECB"
        )
        receipt = shop.received("GR-1", "2026-03-02", 9, "10.00") | {"supplier": "S-2", "currency": "EUR"}
        payables.load(supplier, rate, receipt)
        euro = {"CurrencyRef": {"value": "EUR"}}
        payables.vendor = payables.create("Vendor", DisplayName="Prune", **euro)["Id"]
        payables.run()
        payables.enter("2026-03-09", ("99.00", "GR-1", "grni"), ExchangeRate=Decimal("1.2"), **euro)
        payables.settled()
        assert payables.open() == {}
        assert payables.booked("inventory_merchandise") == 9900 + 990
        assert payables.booked("fx_gain_loss") == 990
        assert payables.booked("accounts_payable") == -11880


def test_it_is_paid_in_quickbooks(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    bill = payables.enter("2026-03-05", ("18.00", "GR-1", "grni"), DocNumber="4711")
    payables.settled()
    line = {"Amount": Decimal("18.00"), "LinkedTxn": [{"TxnId": bill["Id"], "TxnType": "Bill"}]}
    paid = payables.create(
        "BillPayment",
        TxnDate="2026-03-20",
        VendorRef={"value": payables.vendor},
        PayType="Check",
        CheckPayment={"BankAccountRef": {"value": payables.mapped["bank"]}},
        TotalAmt=Decimal("18.00"),
        Line=[line],
    )
    payables.settled()
    with payables.company.database.read() as connection:
        said = "SELECT r.raw FROM event e JOIN record r ON r.seq = e.seq WHERE e.kind = 'bill_paid' "
        said += "ORDER BY e.seq"
        [raw] = [raw for (raw,) in connection.exec_driver_sql(said)]
        assert '"bill":"4711"' in raw.replace(": ", ":")
    payables.lever("delete", {"entity": "BillPayment", "id": paid["Id"]})
    payables.settled()
    with payables.company.database.read() as connection:
        assert '"0.00"' in [raw for (raw,) in connection.exec_driver_sql(said)][-1]


def test_what_ap_entered_is_not_reversed_by_us(payables: Payables) -> None:
    payables.load(shop.received("GR-1", "2026-03-02", 9))
    payables.enter("2026-03-05", ("18.00", "GR-1", "grni"), DocNumber="4711")
    payables.settled()
    with pytest.raises(TerminalError, match="was entered in QuickBooks"):
        reverse_document(payables.company, "4711", "no", "carla", acts.clock())


def test_our_own_bills_are_never_read_as_those_of_others(payables: Payables) -> None:
    payables.load(
        shop.received("GR-1", "2026-03-02", 9), shop.billed("B-1", "2026-03-05", "GR-1", 9, "18.90")
    )
    acts.import_lists(payables.company)
    payables.run()
    payables.settled()
    with payables.company.database.read() as connection:
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM read_bill").scalar_one() == 0
