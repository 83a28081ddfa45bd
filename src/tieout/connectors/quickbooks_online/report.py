"""Report: any report of QuickBooks as rows of cells by key, never by place: Intuit moves columns.

A column is known by its ColKey, else by its ColType; a money column with neither by its title, which is
all that is left (fact sheet 13). Rows are nested in sections; each row says in which it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple

from tieout.connectors.quickbooks_online.jsontext import Json, written
from tieout.core.currency import minor_places
from tieout.core.errors import TerminalError
from tieout.core.problem import Problem, Where
from tieout.core.scaled import scaled

CUT: Final = "Unable to display more data"
"""QuickBooks' words where it ends a report early (400,000 cells)."""

Cells = dict[str, Mapping[str, str]]


class Row(NamedTuple):
    """One row: its cells by key, and the ids of the sections it stands in, the innermost last.

    A section's own amount stands in its header, its total in its summary. `group` is QuickBooks' name of
    a section of the statement, such as Income; "" where it has none.
    """

    kind: Literal["header", "data", "summary"]
    group: str
    sections: tuple[str, ...]
    cells: Cells

    @property
    def section(self) -> str:
        """The id of the innermost section that has one; "" = none."""
        return self.sections[-1] if self.sections else ""


class Report:
    """One report as it was answered."""

    def __init__(self, body: Json) -> None:
        """Take the keys of its columns once, for all rows."""
        self._body = body
        self.name = str(body["Header"].get("ReportName", ""))
        self.currency = str(body["Header"].get("Currency", "USD"))
        self.keys = [_key(column) for column in body["Columns"]["Column"]]

    @property
    def cut(self) -> bool:
        """Whether QuickBooks ended it early."""
        return CUT in written(self._body)

    def option(self, name: str) -> str:
        """An option of its header, such as NoReportData; "" = not there."""
        options = self._body["Header"].get("Option", [])
        return next((str(one.get("Value", "")) for one in options if one.get("Name") == name), "")

    def rows(self) -> Iterator[Row]:
        """Every row at every depth, in the order of the report.

        Raises:
            TerminalError: a row has more cells than there are columns.
        """
        yield from self._rows(self._body, "", ())

    def minor(self, cells: Cells, key: str) -> int | None:
        """A money cell in minor units of the report's currency; None = empty."""
        text = cells.get(key, {}).get("value", "").replace(",", "")
        return scaled(Decimal(text), minor_places(self.currency)) if text else None

    def _rows(self, part: Json, group: str, sections: tuple[str, ...]) -> Iterator[Row]:
        for row in part.get("Rows", {}).get("Row", []):
            own = str(row.get("group", group))
            if "ColData" in row:
                yield Row("data", own, sections, self._cells(row))
                continue
            head = row.get("Header", {}).get("ColData", [])
            identity = head[0].get("id") if head else None
            inner = (*sections, str(identity)) if identity else sections
            if head:
                yield Row("header", own, inner, self._cells(row["Header"]))
            yield from self._rows(row, own, inner)
            if row.get("Summary", {}).get("ColData"):
                yield Row("summary", own, inner, self._cells(row["Summary"]))

    def _cells(self, row: Any) -> Cells:
        found = row["ColData"]
        if len(found) > len(self.keys):
            raise self.unreadable("A row has more cells than the report has columns.")
        return dict(zip(self.keys, found, strict=False))

    def unreadable(self, why: str) -> TerminalError:
        """The error of a report that cannot be read."""
        return TerminalError(
            Problem(
                code="report_unreadable",
                what=f"The report {self.name} cannot be read.",
                why=why,
                next_step="Send the support bundle (tieout doctor) to the developers.",
                owner="administrator",
                where=Where(subject="QuickBooks report"),
            )
        )


def _key(column: Json) -> str:
    meta = {one["Name"]: one["Value"] for one in column.get("MetaData", [])}
    type_ = str(column.get("ColType", ""))
    known = str(meta.get("ColKey") or (column.get("ColTitle", "") if type_ == "Money" else type_)).lower()
    return {"debt_home_amt": "debt_amt", "credit_home_amt": "credit_amt"}.get(known, known)
