"""Home cents: kept once for a document, whoever finds them again."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.storage.conftest import NewDatabase
from tieout.core.account import AccountKey, parsed_key
from tieout.core.home_cent import HomeCent
from tieout.core.ids import DocumentId
from tieout.storage.home_cents import home_cents, keep_home_cents

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


def cents(document: str, minor: int) -> list[HomeCent]:
    key = DocumentId(document)
    return [
        HomeCent(key, parsed_key("accounts_receivable(EUR)"), minor),
        HomeCent(key, AccountKey("fx_gain_loss"), -minor),
    ]


def test_what_is_kept_is_read_as_it_was(new_database: NewDatabase) -> None:
    database = new_database()
    with database.write() as connection:
        assert home_cents(connection) == {}
        keep_home_cents(connection, [], NOW)
        keep_home_cents(connection, [*cents("d1", 1), *cents("d2", -1)], NOW)
        assert home_cents(connection) == {
            DocumentId("d1"): cents("d1", 1),
            DocumentId("d2"): cents("d2", -1),
        }


def test_a_second_tie_out_of_the_same_document_adds_nothing(new_database: NewDatabase) -> None:
    """Two may look at once; what was expected first stays expected."""
    database = new_database()
    with database.write() as connection:
        keep_home_cents(connection, cents("d1", 1), NOW)
        keep_home_cents(connection, [*cents("d1", 2), *cents("d2", 1)], NOW)
        assert home_cents(connection) == {
            DocumentId("d1"): cents("d1", 1),
            DocumentId("d2"): cents("d2", 1),
        }
