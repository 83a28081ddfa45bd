"""Tax service: code, rate and agency are looked for by name first, and made once where they are missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal

import pytest

from quickbooks_emulator.online.server import REALM, TOKEN
from tests.acceptance.company import Books, quickbooks
from tests.acceptance.test_tampered import call
from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.tax_service import TaxThere, TaxWanted, make_tax, tax_there
from tieout.core.errors import TerminalError

WANTED = TaxWanted("California", "CA 8.25", Decimal("8.25"), "CDTFA")


@pytest.fixture
def books() -> Iterator[Books]:
    with quickbooks() as found:
        yield found


@pytest.fixture
def client(books: Books) -> Iterator[Client]:
    with closing(Client(books.url, REALM, lambda: TOKEN)) as made:
        yield made


def counts(books: Books) -> list[int]:
    held = call(books.url, "state?full=true")["objects"]
    return [len(held.get(entity, [])) for entity in ("TaxCode", "TaxRate", "TaxAgency")]


def test_what_is_missing_is_made_once_and_found_from_then_on(books: Books, client: Client) -> None:
    before = counts(books)
    there = tax_there(client, WANTED)
    assert (there.code, there.rate) == ("", "")
    made = make_tax(client, WANTED, there)
    assert counts(books) == [count + 1 for count in before]
    assert tax_there(client, WANTED) == made
    otherwise = WANTED._replace(code=" CALIFORNIA ", agency="cdtfa")
    assert make_tax(client, otherwise, tax_there(client, otherwise)) == made
    assert counts(books) == [count + 1 for count in before]


def test_a_new_code_takes_the_rate_and_the_agency_that_are_there(books: Books, client: Client) -> None:
    first = make_tax(client, WANTED, tax_there(client, WANTED))
    before = counts(books)
    second = WANTED._replace(code="California again")
    there = tax_there(client, second)
    assert there == TaxThere("", first.rate, first.agency)
    assert make_tax(client, second, there).rate == first.rate
    assert counts(books) == [before[0] + 1, *before[1:]]


def test_another_percentage_under_the_name_is_said_and_nothing_is_made(
    books: Books, client: Client
) -> None:
    make_tax(client, WANTED, tax_there(client, WANTED))
    before = counts(books)
    for dearer in (WANTED, WANTED._replace(code="California again")):
        with pytest.raises(TerminalError) as caught:
            tax_there(client, dearer._replace(percent=Decimal("9.5")))
        assert caught.value.problem.code == "tax_rate_differs"
        assert "8.25" in caught.value.problem.what
    assert counts(books) == before


def test_a_rate_of_that_name_of_another_agency_is_another_rate(client: Client) -> None:
    make_tax(client, WANTED, tax_there(client, WANTED))
    other = WANTED._replace(code="Elsewhere", agency="City of Elsewhere")
    assert tax_there(client, other) == TaxThere("", "", "")
    with pytest.raises(TerminalError, match="already"):
        make_tax(client, other, tax_there(client, other))


def test_what_breaks_the_reference_is_not_sent(books: Books, client: Client) -> None:
    before = counts(books)
    long = WANTED._replace(rate="California state")
    there = TaxThere("", "", "5")
    with pytest.raises(TerminalError) as caught:
        make_tax(client, long, there)
    assert caught.value.problem.code == "tax_not_creatable"
    assert counts(books) == before
