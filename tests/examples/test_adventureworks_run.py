"""AdventureWorks end to end: the export's events to a tied-out QuickBooks, month by month as SQL has it.

One run of the real pipeline against the emulator; then QuickBooks' own general ledger is summed per
account and month and held against figures that SQL computes straight from the CSV files, and the
lots and entries against the quantities. What SQL and the books may differ by is stated per figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from examples.adventureworks import adapter

from tests.examples import adventureworks_sql as sql
from tests.examples.test_adventureworks import DATA, needs_data
from tieout.runtime import acts
from tieout.runtime.acts import TieOut
from tieout.runtime.aggregation import stock_aggregation
from tieout.runtime.cases import list_cases
from tieout.runtime.company import Company, Connection, Settings, open_company
from tieout.runtime.demo import LINK
from tieout.runtime.mapping import stored_mapping
from tieout.runtime.quickbooks import quickbooks
from tieout.runtime.subledgers import register_differences

FIRST, LAST = date(2011, 4, 1), date(2012, 7, 31)
QUANTA_PER_CENT = 10**6

Months = Mapping[str, int]


@dataclass(frozen=True)
class Run:
    """The company after its run, the verdict, and QuickBooks' movements by role and month in cents."""

    company: Company
    tie: TieOut
    moved: Mapping[str, Months]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    home = tmp_path_factory.mktemp("home")
    files = tmp_path_factory.mktemp("files")
    adapter.main(adapter.Tables(DATA), files)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIEOUT_HOME", str(home))
        acts.init(
            "aw",
            Settings(start=FIRST, connection=_link(), foreign_documents="home"),
            [],
            lambda _company, _offered: True,
        )
        company = open_company("aw")
        results = acts.load(company, sorted(Path(files).glob("*.jsonl")), lambda _path, _size: None)
        assert acts.file_problems(results) == []
        done = acts.run(company, today=date(2026, 1, 1), until_idle=True)
        assert done.delivered is not None
        assert (done.delivered.refused, done.delivered.waiting) == (0, "")
        yield Run(company, acts.tie_out(company), _movements(company))
        company.database.close()


def _link() -> Connection:
    return LINK


def _movements(company: Company) -> dict[str, Months]:
    roles = {known.outside_id: key.role for key, known in stored_mapping(company)}
    moved: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with quickbooks(company) as books:
        for line in books.ledger(FIRST, LAST):
            if line.account in roles:
                moved[roles[line.account]][line.day.strftime("%Y-%m")] += line.minor
    return dict(moved)


@pytest.fixture(scope="module")
def figures() -> sql.Figures:
    return sql.figures(DATA)


@needs_data
@pytest.mark.covers("S000-46", "S002-57")
def test_it_ties_out_with_no_exception(run: Run) -> None:
    assert run.tie.line().startswith("TIED OUT: unexplained difference 0.00 in ")
    assert list_cases(run.company) == []
    assert register_differences(run.company, LAST) == []


@needs_data
def test_movements_of_stock_per_journal_are_told(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with run.company.database.read() as connection:
        found = stock_aggregation(connection)
    with capsys.disabled():
        print(f"\nAdventureWorks: {found.text()}")
    assert found.documents < found.movements


@pytest.mark.covers("S001-41", "S000-07")
@needs_data
@pytest.mark.parametrize(
    ("role", "figure", "sign"),
    [
        ("revenue", "revenue_cents", -1),
        ("discounts", "discounts_cents", 1),
        ("sales_tax", "sales_tax_cents", -1),
        ("shipping_income", "shipping_income_cents", -1),
        ("accounts_receivable", "receivable_cents", 1),
        ("labour_absorbed", "labour_cents", -1),
    ],
)
def test_quickbooks_moves_by_month_as_the_export_says(
    run: Run, figures: sql.Figures, role: str, figure: str, sign: int
) -> None:
    expected = {month: sign * cents for month, cents in figures[figure].items() if cents}
    assert {month: cents for month, cents in run.moved[role].items() if cents} == expected


@needs_data
def test_payables_are_the_bills_and_the_landed_cost(run: Run, figures: sql.Figures) -> None:
    expected = {
        month: -(cents + figures["landed_cents"][month])
        for month, cents in figures["bills_cents"].items()
        if cents
    }
    assert dict(run.moved["accounts_payable"]) == expected


@needs_data
@pytest.mark.parametrize("role", ["raw", "semi", "finished", "merchandise"])
def test_inventory_stands_at_every_month_end_where_sql_has_it(
    run: Run, figures: sql.Figures, role: str
) -> None:
    balance, found = 0, {}
    for month in sorted(figures["cogs"]):
        balance += run.moved[f"inventory_{role}"].get(month, 0)
        found[month] = balance
    assert found == dict(figures[f"inventory_{role}_cents"])


@pytest.mark.covers("S002-25")
@needs_data
@pytest.mark.parametrize(("role", "figure"), [("cogs", "cogs"), ("scrap", "scrap")])
def test_cost_of_goods_sold_and_scrap_are_sqls_to_the_rounding_of_their_entries(
    run: Run, figures: sql.Figures, role: str, figure: str
) -> None:
    """A line is rounded to the cent per entry: the month may differ by half a cent per entry."""
    entries = _entries_per_month(run.company, role)
    for month, quanta in figures[figure].items():
        cents = run.moved[role].get(month, 0)
        assert abs(cents * QUANTA_PER_CENT - quanta) <= entries.get(month, 0) * QUANTA_PER_CENT


def _entries_per_month(company: Company, role: str) -> Months:
    with company.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT substr(e.day, 1, 7), COUNT(DISTINCT e.seq) FROM entry e JOIN entry_line l "
            "ON l.entry = e.seq WHERE l.account LIKE ? GROUP BY 1",
            (f"{role}%",),
        )
        return {month: int(count) for month, count in rows}


@needs_data
def test_the_rounding_of_invoices_is_the_four_decimal_remainders(run: Run, figures: sql.Figures) -> None:
    with run.company.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT substr(e.day, 1, 7), SUM(CASE l.side WHEN 'Cr' THEN l.home ELSE -l.home END), COUNT(*) "
            "FROM entry e JOIN entry_line l ON l.entry = e.seq "
            "WHERE l.account = 'rounding' AND e.rule = 'invoice' GROUP BY 1"
        ).all()
    assert {month: int(cents) for month, cents, _ in rows} == {
        month: cents for month, cents in figures["rounding_cents"].items() if figures["remainders"][month]
    }
    assert {month: int(count) for month, _, count in rows} == {
        month: count for month, count in figures["remainders"].items() if count
    }


@needs_data
def test_runs_make_and_lose_what_the_work_orders_say(run: Run, figures: sql.Figures) -> None:
    made = _units(run.company, "account LIKE 'inventory_%'")
    lost = _units(run.company, "account = 'scrap'")
    assert made == {month: units for month, units in figures["good_units"].items() if units}
    assert lost == {month: units for month, units in figures["scrapped_units"].items() if units}


@pytest.mark.covers("S002-25")
@needs_data
def test_production_costs_per_month_what_sql_computes_to_the_last_quantum(
    run: Run, figures: sql.Figures
) -> None:
    """Materials used and lots made, each at what it cost when the run was completed, in 10⁻⁸ USD."""
    made = "SELECT event, value FROM lot WHERE account LIKE 'inventory_%'"
    used = "SELECT event, value FROM take WHERE role = ''"
    for moved, figure in ((made, "made"), (used, "consumed")):
        expected = {month: quanta for month, quanta in figures[figure].items() if quanta}
        assert len(expected) == 8, "the months in which runs were completed"
        assert _of_runs(run.company, moved) == expected


def _of_runs(company: Company, moved: str) -> Months:
    with company.database.read() as connection:
        rows = connection.exec_driver_sql(
            f"SELECT substr(e.day, 1, 7), SUM(m.value) FROM ({moved}) m JOIN event e ON e.id = m.event "
            "WHERE e.kind = 'production_completed' GROUP BY 1"
        )
        return {month: int(quanta) for month, quanta in rows if quanta}


def _units(company: Company, where: str) -> Months:
    with company.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT substr(e.day, 1, 7), SUM(l.quantity) FROM lot l JOIN event e ON e.id = l.event "
            f"WHERE e.kind = 'production_completed' AND l.{where} GROUP BY 1"
        )
        return {month: int(micro) // 10**6 for month, micro in rows if micro}
