"""A connection turned to the company of another country."""

from __future__ import annotations

from tests.problems.premises import company, linked_to, quickbooks, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout doctor` says of it, besides every account that is another company's."""
    with company(), quickbooks(country="CA", home_currency="CAD") as (_, other):
        linked_to(url=other)
        return [one for one in verb("doctor") if one.code == "home_currency_differs"]
