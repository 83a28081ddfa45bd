"""Each law broken on purpose: the property that holds it must fail, or it proves nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from _pytest.outcomes import Failed

from tests.core import test_entry
from tests.delivery import test_deliver
from tests.laws import test_acts, test_again, test_exact, test_history, test_wire, test_words
from tests.problems import premises
from tests.storage.test_tables import KEPT, add_row
from tieout import flow
from tieout.connectors.quickbooks_online import client, echo
from tieout.core import entry, problem
from tieout.core.event import fields
from tieout.core.scaled import QUANTUM_PLACES
from tieout.cycle import chunk
from tieout.delivery import deliver
from tieout.delivery.settings import DeliverySettings
from tieout.runtime import acts, verify
from tieout.storage.database import Database
from tieout.storage.events import order_of

Patch = pytest.MonkeyPatch
LOUD: Final = (AssertionError, Failed, ExceptionGroup, TypeError, ValueError, KeyError)


def rounded(patch: Patch) -> None:
    """Law 1: numbers of a file are read as binary fractions."""
    patch.setattr(test_exact, "plain_of", lambda text, _where: json.loads(text))


def tolerant(patch: Patch) -> None:
    """Law 1: a field takes a binary fraction."""
    exact = fields._number
    scale = 10**QUANTUM_PLACES
    patch.setattr(
        fields,
        "_number",
        lambda value, places, what: (
            round(value * scale)
            if isinstance(value, float) and abs(value) < 1e9
            else exact(value, places, what)
        ),
    )


def unbalanced(patch: Patch) -> None:
    """Law 2: an entry need not balance."""
    patch.setattr(entry, "check_balance", lambda _lines, _what: None)


def uncounted(patch: Patch) -> None:
    """Law 1: a line is only asked whether it balances."""
    patch.setattr(test_exact, "check_balance", lambda _lines, _what: None)


def blind(patch: Patch) -> None:
    """Law 7: the echo is not compared."""
    patch.setattr(echo, "_same", lambda _sent, _held: True)


def hasty(patch: Patch) -> None:
    """Law 6: a lost document is sent again before its window is over."""
    patch.setattr(DeliverySettings, "window", property(lambda _self: timedelta(0)))


def reopened(patch: Patch) -> None:
    """Law 8: the gate before the wire does not look at the closing date."""
    patch.setattr(deliver, "is_closed", lambda _document, _through: False)
    patch.setattr(deliver, "policy_of", lambda *_asked: None)


def speechless(patch: Patch) -> None:
    """Law 9: a problem may lack its words."""
    patch.setattr(problem.Problem, "__post_init__", lambda _self: None)


def as_told(patch: Patch) -> None:
    """Law 4: events are costed in the order they were told, not in that of their days."""
    in_order = order_of
    patch.setattr(flow, "order_of", lambda connection, cycle: sorted(in_order(connection, cycle)))


def open_door(patch: Patch) -> None:
    """Law 5: nothing is refused at admission."""
    patch.setattr(chunk, "admission_problems", lambda _event, _master, _known: [])


def unlocked(_patch: Patch) -> None:
    """Law 3: the locks of the tables are gone."""


def unread(patch: Patch) -> None:
    """Law 3: verification does not read the chains."""
    for chain in ("crossing_chain", "audit_chain"):
        patch.setattr(verify, chain, lambda _live: (0, []))


def unwritten(patch: Patch) -> None:
    """Law 10: an act leaves nothing."""
    patch.setattr(acts, "audit", lambda _connection, **_words: None)


def outspoken(patch: Patch) -> None:
    """Law 11: an answer is kept as it came, with the token that it repeats."""
    as_came = client.Reply

    def reply(answer: Any) -> client.Reply:
        return as_came(
            status=answer.status_code, text=answer.text, tid=answer.headers.get("intuit_tid", "")
        )

    patch.setattr(client, "_reply", reply)


def _kept() -> None:
    """On a file whose locks were dropped."""
    with TemporaryDirectory() as folder:
        database = Database(Path(folder) / "books.sqlite")
        with database.write() as connection:
            for table in KEPT:
                add_row(connection, table)
                for act in ("update", "delete"):
                    connection.exec_driver_sql(f"DROP TRIGGER {table.name}_no_{act}")
        try:
            test_history.test_no_column_of_any_kept_table_can_be_changed(kept=database)
        finally:
            database.close()


def _chained() -> None:
    with premises.company(*premises.SALE):
        premises.run()
        file = Path("home/companies") / premises.NAME / "books.sqlite"
        test_history.test_a_changed_character_in_a_chained_row_is_found(books=file)


def _act() -> None:
    with premises.company() as books:
        test_acts.test_the_act_is_in_the_audit_log_with_all_its_words(books, "load")


BROKEN: Final[dict[str, tuple[Callable[[Patch], None], Callable[[], None]]]] = {
    "1 number": (rounded, test_exact.test_an_amount_in_json_is_the_amount_in_the_event),
    "1 field": (tolerant, test_exact.test_no_field_of_any_event_takes_a_binary_fraction),
    "1 line": (uncounted, test_exact.test_no_line_takes_a_binary_fraction),
    "2": (unbalanced, test_entry.test_an_entry_exists_only_if_it_balances_in_both_currencies),
    "3 locks": (unlocked, _kept),
    "3 chains": (unread, _chained),
    "4": (as_told, test_again.test_any_order_split_and_repetition_of_a_load_makes_the_same_books),
    "5": (open_door, test_again.test_poison_anywhere_leaves_the_books_of_its_neighbours),
    "6": (hasty, test_deliver.test_exactly_once_under_random_faults),
    "7": (blind, test_wire.test_any_value_stored_otherwise_than_sent_is_found),
    "8": (reopened, test_wire.test_nothing_is_sent_into_a_period_that_is_closed_then),
    "9": (speechless, test_words.test_a_problem_that_lacks_a_word_cannot_be_made),
    "10": (unwritten, _act),
    "11": (outspoken, test_words.test_a_token_is_in_no_file_no_problem_and_no_word),
}


@pytest.mark.parametrize("law", BROKEN)
def test_the_property_of_a_law_fails_when_the_law_is_broken(law: str, monkeypatch: Patch) -> None:
    break_, property_ = BROKEN[law]
    test_again.books_at_once()  # kept by that module: they are those of the engine as it is
    break_(monkeypatch)
    with pytest.raises(LOUD):
        property_()
