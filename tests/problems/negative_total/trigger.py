"""An invoice whose receivable stands on the wrong side."""

from __future__ import annotations

from datetime import date

from tieout.core.account import account_key
from tieout.core.capabilities import Capabilities
from tieout.core.document import Document
from tieout.core.entry import Line, Side
from tieout.core.ids import DocumentId
from tieout.core.problem import Problem
from tieout.gates.crossing import document_problems


def problems() -> list[Problem]:
    """The posting gate's answer."""
    lines = (
        Line(side=Side.CR, account=account_key("accounts_receivable", currency="USD"), minor=500, home=500),
        Line(side=Side.DR, account=account_key("revenue", channel="web", category=""), minor=500, home=500),
    )
    document = Document(
        id=DocumentId("d"),
        type="Invoice",
        key="INV-1",
        sequence=0,
        day=date(2026, 3, 2),
        currency="USD",
        number="INV-1",
        lines=lines,
    )
    return document_problems(document, Capabilities())
