"""Answers: what QuickBooks said of a document: the move it makes, the identity or problem it leaves."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from tieout.core.crossing import State
from tieout.core.crosswalk import Outside
from tieout.core.ids import DocumentId
from tieout.core.problem import Problem, Where
from tieout.ports import Again, Answer, Confirmed, Refused
from tieout.storage.documents import Move


def outside_of(connection: Connection, documents: Sequence[str]) -> dict[DocumentId, Outside]:
    """The latest identity in QuickBooks of each document that has one."""
    found: dict[DocumentId, Outside] = {}
    for start in range(0, len(documents), 500):
        some = documents[start : start + 500]
        marks = ",".join("?" * len(some))
        for document, outside_id, token, type_ in connection.exec_driver_sql(
            "SELECT document, outside_id, sync_token, type FROM outside "
            f"WHERE document IN ({marks}) ORDER BY n",
            tuple(some),
        ):
            found[DocumentId(document)] = Outside(outside_id, token, type_)
    return found


def settled(document: DocumentId, before: State, answer: Answer) -> Move:
    """The move an answer makes of a crossing."""
    match answer:
        case Confirmed():
            return (document, before, State.CONFIRMED, answer.outside.id)
        case Refused():
            return (document, before, State.REFUSED, answer.problem.code)
        case Again():
            return (document, before, State.READY, answer.why)


def echo_problem(document: DocumentId, echo: Sequence[str], called: str = "") -> Problem:
    """QuickBooks stored something else than was sent (design law 7); a changed tax is named as such.

    `called` is how people name the document.
    """
    name = called or f"document {document}"
    if any(one.startswith("TotalTax") for one in echo):
        return Problem(
            code="tax_changed",
            what=f"QuickBooks holds {name} with another tax than was billed.",
            why="; ".join(echo),
            next_step="Let tax cross another way (`tieout settings set tax.strategy tax_line`) and run; "
            "then `tieout cases restore` writes it again that way.",
            owner="accountant",
            where=Where(subject=document),
        )
    return Problem(
        code="echo_differs",
        what=f"QuickBooks holds {name} otherwise than it was sent.",
        why="; ".join(echo),
        next_step="Compare both in QuickBooks, then accept, restore (`tieout cases`) or reverse it.",
        owner="accountant",
        where=Where(subject=document),
    )
