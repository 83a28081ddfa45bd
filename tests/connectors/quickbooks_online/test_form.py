"""Form: number and note as sent, and as QuickBooks holds them."""

from __future__ import annotations

import json

from tieout.connectors.quickbooks_online.form import Form, held_form, sent_form

SENT = {"BatchItemRequest": [{"bId": "a1", "operation": "create", "Invoice": {"PrivateNote": "No. INV-1"}}]}


def test_what_was_sent_is_read_off_the_stored_batch() -> None:
    body = json.dumps(SENT).encode("ascii")
    assert sent_form(body, "a1") == Form(note="No. INV-1")
    assert sent_form(body, "other") == Form()


def test_what_quickbooks_holds_is_read_off_its_answer() -> None:
    assert held_form('{"Id":"7","DocNumber":"1042","PrivateNote":"No. INV-1"}') == Form(
        number="1042", note="No. INV-1"
    )
    assert held_form('{"Fault":{}} [intuit_tid 1-a]') == Form()
    assert held_form("null") == Form()
