"""trace: the chain of whatever is typed, both ways, as text and as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.saying import refused, say
from tieout.runtime.company import Company


@pytest.mark.covers("S000-38", "S002-51", "S002-55")
@pytest.mark.usefixtures("pantry")
def test_an_order_leads_from_its_record_to_quickbooks_and_back_to_the_bill_of_its_oats() -> None:
    said = say("trace", "SO-1")
    assert said.code == 0
    order = [
        "order SO-1",
        "order_placed SO-1 of erp",
        "record first.jsonl:9",
        "«goods shipped»",
        "because: Cost follows the sale",
        "→ JournalEntry 2026-03-06, confirmed, QuickBooks JournalEntry",
        "the same story",
        "payment_captured PAY-1",
        "payout_settled PO-1",
        "goods from",
        "lot GRA-1 in inventory_finished (production_completed R-1",
        "21 worth 27.9993 OATS lot OAT-A in inventory_raw (goods_received GR-1, 2026-03-02, billed by B-1)",
        "documents",
        "request id",
    ]
    place = -1
    for words in order:
        place = said.text.find(words, place + 1)
        assert place >= 0, f"{words!r} is missing or out of order:\n{said.text}"


@pytest.mark.covers("S001-96", "S002-50", "S002-52")
@pytest.mark.parametrize("subject", ["SO-1", "INV-1", "SH-1", "PAY-1", "invoice INV-1", "shipment SH-1"])
@pytest.mark.usefixtures("pantry")
def test_every_part_of_a_story_leads_to_all_of_it(subject: str) -> None:
    told = say("trace", *subject.split(), "--json").json
    events = {one["external_id"] for one in (*told["events"], *told["related"])}
    assert events == {"SO-1", "SH-1", "INV-1", "PAY-1", "PO-1"}
    invoice = next(one for one in told["documents"] if one["document"]["type"] == "Invoice")
    states = [step["after"] for step in invoice["transitions"]]
    assert states == ["waiting", "ready", "claimed", "sent", "confirmed"]
    assert all(step["at"] and step["reason"] for step in invoice["transitions"])
    [request] = invoice["requests"]
    assert request["request_id"]
    assert request["attempts"]
    assert invoice["outside_id"] in request["answers"][0]


@pytest.mark.covers("S002-51")
@pytest.mark.parametrize("subject", ["OAT-A", "GR-1", "receipt GR-1", "lot OAT-A"])
@pytest.mark.usefixtures("pantry")
def test_a_receipt_is_followed_to_every_shipment_made_of_it(subject: str) -> None:
    told = say("trace", *subject.split(), "--json").json
    reached = {lot["external_id"] for lot in told["genealogy"]["lots"]}
    assert {"GR-1", "R-1", "SH-1", "SH-2", "SH-P-1"} <= reached
    assert "goods to" in say("trace", *subject.split()).text


def test_quickbooks_ids_and_our_ids_lead_to_the_same_chain(pantry: Company) -> None:
    with pantry.database.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT o.document, o.outside_id, d.seq FROM outside o JOIN document d ON d.id = o.document "
            "WHERE o.type = 'Invoice'"
        ).one()
        entry, event = connection.exec_driver_sql(
            "SELECT e.id, e.event FROM document_entry m JOIN entry e ON e.seq = m.entry "
            "WHERE m.document = ?",
            (row.seq,),
        ).one()
    asked = (f"Invoice {row.outside_id}", row.document[:12], entry, event[:12])
    for subject in asked:
        told = say("trace", subject, "--json").json
        assert [one["external_id"] for one in told["events"]] == ["INV-1"], subject
        assert row.document in {one["document"]["id"] for one in told["documents"]}


@pytest.mark.covers("S000-20", "S000-21")
@pytest.mark.usefixtures("pantry")
def test_a_summary_shows_the_sales_in_it() -> None:
    told = say("trace", "P-1", "--json").json
    [sale] = [one for one in told["events"] if one["kind"] == "sale_paid"]
    document = next(
        one for one in told["documents"] if one["document"]["id"] == sale["entries"][0]["document"]
    )
    assert len(document["entries"]) == 2
    assert "of 2 entries" in say("trace", "P-1").text


@pytest.mark.covers("S001-98")
@pytest.mark.usefixtures("pantry")
def test_what_is_quarantined_or_held_says_so() -> None:
    assert "not sealed into a document yet" in say("trace", "X-1").text
    told = say("trace", "ADJ-1", "--json").json
    assert not told["events"][0]["quarantined"], "it was released and entered in the second cycle"


@pytest.mark.usefixtures("pantry")
def test_an_unknown_or_ambiguous_name_is_a_problem_with_its_next_step() -> None:
    assert refused("trace", "NOBODY").code == "subject_unknown"
    twice = refused("trace", "1")
    assert twice.code == "subject_ambiguous"
    assert "QuickBooks JournalEntry 1" in twice.why
    assert twice.next_step.startswith("Ask again with its kind before it")
    assert say("trace", "QuickBooks", "JournalEntry", "1").code == 0


@pytest.mark.usefixtures("pantry")
def test_of_an_item_is_said_what_to_ask_instead() -> None:
    said = say("trace", "OATS")
    assert said.code == 0
    for words in ("tieout explain cogs --item OATS", "tieout stock --item OATS --lots", "tieout trace LOT"):
        assert words in said.text
    assert "Ask instead" not in say("trace", "OAT-A").text


@pytest.mark.covers("S002-51")
@pytest.mark.usefixtures("pantry")
def test_the_chain_is_drawn_into_a_file(tmp_path: Path) -> None:
    target = tmp_path / "chain.svg"
    assert say("trace", "SO-1", "--picture", str(target)).code == 0
    assert target.read_text(encoding="utf-8").startswith("<svg ")
    lines = say("trace", "SO-1").text
    assert "cost of goods sold, and what it is made of" in lines
    assert "material 3.6 OATS by goods_received GR-1/1 lot OAT-A (GRANOLA ← OATS)" in lines
    assert "together" in say("trace", "lot", "OAT-A").text
