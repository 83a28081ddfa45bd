"""Real recorded answers: every one is read without a stumble, and the reports add up."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tieout.connectors.quickbooks_online.client import Reply
from tieout.connectors.quickbooks_online.decode import answers
from tieout.connectors.quickbooks_online.echo import differences
from tieout.connectors.quickbooks_online.faults import faults_of, gravest, problem_of
from tieout.connectors.quickbooks_online.jsontext import read, written
from tieout.connectors.quickbooks_online.readback import account, ledger_lines, months
from tieout.connectors.quickbooks_online.report import Report
from tieout.core.document import DOCUMENT_TYPES
from tieout.ports import Confirmed, Refused

FOLDER = Path(__file__).parents[3] / "shared/data/payloads/quickbooks-online"
FILES = sorted(FOLDER.glob("qbo_api/*.json")) + sorted(FOLDER.glob("flowlink/*.json"))
RECORDED = [path for path in FILES if "response" in json.loads(path.read_text())]
"""The files that hold an answer; the others (an index, say) record none."""
pytestmark = pytest.mark.skipif(not RECORDED, reason="the recorded answers are not at hand")


def recording(path: Path) -> Any:
    return read(path.read_text())


def reply(recorded: Any) -> Reply:
    body = recorded["response"]["body"]
    text = body if isinstance(body, str) else written(body)
    return Reply(status=recorded["response"]["status"], text=text, tid="tid")


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem[:60])
def test_every_recorded_answer_is_read(path: Path) -> None:
    """Faults are explained; what was stored compares equal to itself field by field."""
    recorded = recording(path)
    one = reply(recorded)
    body = one.body
    faults = faults_of(body)
    if faults:
        assert problem_of(faults, "it", "it", "tid").next_step
        assert faults[0].code != "unknown"
    elif one.status >= 400 and isinstance(body, dict):
        assert "errors" in body or "fault" not in str(body).lower()
    if isinstance(body, dict):
        for type_ in DOCUMENT_TYPES:
            held = body.get(type_)
            if isinstance(held, dict):
                assert list(differences("any", held, held)) == []


def test_the_recorded_batch() -> None:
    recorded = recording(FOLDER / "qbo_api/post-batch-200.json")
    vendor = recorded["request"]["body"]["BatchItemRequest"][0]["Vendor"]
    sent = {"bid1": ("Vendor", vendor), "bid2": ("Invoice", {}), "bid3": ("SalesReceipt", {})}
    judged = answers(reply(recorded), sent)
    assert isinstance(judged["bid1"], Confirmed)
    assert (judged["bid1"].outside.id, judged["bid1"].echo) == ("71", ())
    assert isinstance(judged["bid2"], Refused)
    assert "inactive" in judged["bid2"].problem.why
    assert isinstance(judged["bid3"], Refused)


def test_the_recorded_expired_token_is_a_company_matter() -> None:
    recorded = recording(FOLDER / "qbo_api/get-customer-1-401.json")
    text = recorded["response"]["body"]
    words = text if isinstance(text, str) else written(text)
    if faults := faults_of(reply(recorded).body):
        assert gravest(faults)[1].code == "not_connected"
    else:
        assert "AuthenticationFailed" in words  # the recording is cut in the middle


def test_the_recorded_ledger() -> None:
    """Two invoices and a receipt; its columns have types and no keys, and natural amounts only."""
    report = recording(FOLDER / "qbo_api/get-reports-generalledger-200.json")["response"]["body"]
    types = {"84": "Accounts Receivable", "4": "Other Current Asset", "1": "Income", "82": "Income"}
    lines = list(ledger_lines(Report(report), types))
    assert sum(line.minor for line in lines) == 0
    assert {(line.account, line.type, line.minor) for line in lines} == {
        ("84", "Invoice", 10000),
        ("1", "Invoice", -10000),
        ("4", "SalesReceipt", 33750),
        ("82", "SalesReceipt", -33750),
    }
    assert {line.day for line in lines} == {date(2020, 9, 29)}


def test_the_recorded_account() -> None:
    body = recording(FOLDER / "qbo_api/get-account-5-200.json")["response"]["body"]
    assert account(body["Account"]).id == "5"


def test_months_cover_every_day_once() -> None:
    assert list(months(date(2025, 12, 30), date(2026, 2, 2))) == [
        (date(2025, 12, 30), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 2)),
    ]


def test_the_index_of_recordings_is_what_was_read() -> None:
    assert len(json.loads((FOLDER / "index.json").read_text())) > 0
