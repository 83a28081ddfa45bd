"""export: the books as other programs read them, and as QuickBooks holds them."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.saying import refused, say
from tests.pantry import TODAY
from tieout.runtime.company import Company
from tieout.runtime.quickbooks import quickbooks

BEAN_CHECK = Path(sys.executable).parent / "bean-check"


def exported(folder: Path, format_: str, by: str) -> Path:
    output = folder / f"books.{format_}"
    assert say("export", "--format", format_, "--by", by, "--output", str(output)).code == 0
    return output


@pytest.mark.parametrize("by", ["document", "entry"])
@pytest.mark.usefixtures("pantry")
def test_beancount_accepts_the_books(tmp_path: Path, by: str) -> None:
    checked = subprocess.run([BEAN_CHECK, exported(tmp_path, "beancount", by)], capture_output=True)
    assert checked.returncode == 0, checked.stderr.decode()


@pytest.mark.parametrize("by", ["document", "entry"])
@pytest.mark.usefixtures("pantry")
def test_hledger_accepts_the_books(tmp_path: Path, by: str) -> None:
    program = shutil.which("hledger")
    if program is None:
        pytest.skip("hledger is not installed on this machine")
    command = [program, "check", "--strict", "-f", str(exported(tmp_path, "hledger", by))]
    checked = subprocess.run(command, capture_output=True)
    assert checked.returncode == 0, checked.stderr.decode()


def test_the_export_comes_to_what_quickbooks_holds_and_reconciliation_expects(
    pantry: Company, tmp_path: Path
) -> None:
    totals: dict[str, Decimal] = {}
    with exported(tmp_path, "csv", "document").open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            amount = Decimal(row["debit"] or "0") - Decimal(row["credit"] or "0")
            totals[row["account_id"]] = totals.get(row["account_id"], Decimal(0)) + amount
    cents = {account: int(total * 100) for account, total in totals.items() if total}
    with quickbooks(pantry) as books:
        held = {account: minor for account, minor in books.balances(TODAY).items() if minor}
    assert cents == held
    rows = {row["account"]: int(Decimal(row["expected"]) * 100) for row in say("reconcile", "--json").json}
    assert cents == {account: minor for account, minor in rows.items() if minor}


@pytest.mark.usefixtures("pantry")
def test_a_line_leads_back_to_its_document_and_events(tmp_path: Path) -> None:
    with exported(tmp_path, "csv", "entry").open(encoding="utf-8", newline="") as rows:
        found = list(csv.DictReader(rows))
    assert all(row["events"] for row in found)
    assert any("invoice_issued" in row["memo"] for row in found)


@pytest.mark.usefixtures("pantry")
def test_a_format_that_is_not_there_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    target = str(tmp_path / "books.xlsx")
    assert refused("export", "--format", "xlsx", "--output", target).code == "export_format_later"
    assert refused("export", "--format", "pdf", "--output", target).code == "export_format_unknown"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("pantry")
def test_a_dash_is_standard_output() -> None:
    assert say("export", "--format", "hledger", "--output", "-").text.startswith("; pantry")
