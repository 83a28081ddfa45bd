"""Tax setup: an agency of ours and the tax code and rate of QuickBooks that stand for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from tieout.connectors.quickbooks_online.tax_service import RATE_NAME_LENGTH, TaxThere, TaxWanted
from tieout.runtime.access import act
from tieout.runtime.company import Company, keep_settings, reread, writing
from tieout.runtime.quickbooks import quickbooks
from tieout.storage.settings import audit

__all__ = ["RATE_NAME_LENGTH", "TaxThere", "TaxWanted", "set_up_tax"]

Agree = Callable[[TaxThere], bool]
"""Asked with what QuickBooks has of it, before anything is made or kept."""


@act("import tax")
def set_up_tax(
    company: Company, agency: str, wanted: TaxWanted, agree: Agree, who: str, now: datetime
) -> TaxThere | None:
    """Link an agency to a tax code, made where QuickBooks has none of the name; None = not agreed.

    A second time finds what the first one made: a code is never made twice.

    Raises:
        TerminalError: it is there otherwise than said, or QuickBooks refuses it.
        TransientError: the outcome is unknown; say it again, it looks first.
    """
    with writing(company, "import tax", now), quickbooks(company) as books:
        there = books.tax_there(wanted)
        if not agree(there):
            return None
        made = books.make_tax(wanted, there)
        _keep(company, agency, wanted, there, made, who, now)
    return made


def _keep(
    company: Company,
    agency: str,
    wanted: TaxWanted,
    there: TaxThere,
    made: TaxThere,
    who: str,
    now: datetime,
) -> None:
    settings = reread(company).settings
    taxes = settings.taxes
    kept = replace(
        taxes, codes={**taxes.codes, agency: made.code}, rates={**taxes.rates, agency: made.rate}
    )
    said = f"{wanted.code}, {wanted.percent:f} %, code {made.code}, rate {made.rate}"
    with company.database.write() as connection:
        keep_settings(connection, replace(settings, taxes=kept))
        audit(
            connection,
            who=who,
            act="tax code linked" if there.code else "tax code created",
            subject=agency,
            before=taxes.codes.get(agency, ""),
            after=said,
            at=now,
        )
