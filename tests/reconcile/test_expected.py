"""Expected: a sealed document as signed home amounts on its mapped accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.reconcile.two_books import ACCOUNTS, MAPPING, WINDOW, a_document, march
from tieout.core.account import parsed_key
from tieout.core.crossing import State
from tieout.core.document import Document
from tieout.core.entry import Line, Side
from tieout.core.ids import DocumentId
from tieout.core.mapping import MappedAccount, Mapping
from tieout.reconcile.expected import ExpectedLine, Window, expected_document, reconciled_accounts

RAW, GRNI = parsed_key("inventory_raw(flour)"), parsed_key("grni")
RECEIPT = Document(
    id=DocumentId("d1"),
    type="JournalEntry",
    key="k",
    sequence=0,
    day=march(3),
    currency="EUR",
    rate="1.1",
    lines=(Line(Side.DR, RAW, 100, 110), Line(Side.CR, GRNI, 100, 110)),
)


def test_a_sealed_document_is_expected_in_signed_home_amounts_on_its_mapped_accounts() -> None:
    made = expected_document(RECEIPT, State.READY, MAPPING, home_currency="USD")
    assert made.lines == (ExpectedLine(RAW, "12", 110), ExpectedLine(GRNI, "21", -110))
    assert made.foreign
    assert made.outside_id == ""


def test_a_line_without_a_mapping_is_refused() -> None:
    with pytest.raises(KeyError, match="inventory_raw"):
        expected_document(RECEIPT, State.READY, Mapping({}), home_currency="USD")


def test_a_confirmed_document_needs_its_outside_id() -> None:
    with pytest.raises(ValueError, match="outside id"):
        replace(a_document(1, {}), outside_id="")


def test_a_window_has_a_day() -> None:
    with pytest.raises(ValueError, match="nothing to compare"):
        Window(date(2026, 3, 1), WINDOW.baseline)


def test_keys_of_one_account_are_one_row_in_order_of_number() -> None:
    assert [account.role for account in ACCOUNTS.values()][-3:] == [
        "accounts_receivable",
        "inventory_raw, inventory_semi",
        "cogs",
    ]


def test_an_account_is_shared_as_soon_as_one_of_its_keys_is() -> None:
    owned = MappedAccount(outside_id="1", name="Both")
    mapping = Mapping({GRNI: owned, parsed_key("bank"): replace(owned, account_class="shared")})
    assert reconciled_accounts(mapping)["1"].account_class == "shared"
