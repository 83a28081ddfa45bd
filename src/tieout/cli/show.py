"""Show: how values are printed, as tables for people and as JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from tieout.core.problem import Problem
from tieout.core.scaled import text_of

PAPER_WIDTH: Final = 150
"""Columns where the output is no terminal: wide enough that no amount is broken."""

OUT: Final = Console(highlight=False, width=None if sys.stdout.isatty() else PAPER_WIDTH)
ERR: Final = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else PAPER_WIDTH)
LISTED: Final = 50
"""Problems printed in full; the others are counted."""


def _plain(value: Any) -> Any:
    """What JSON has no word for: days by ISO 8601, a side by its value, a fraction to twelve places."""
    if isinstance(value, Fraction):
        return text_of(round(value * 10**12), 12)
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else str(value)


def as_json(value: Any) -> None:
    """Print a value as JSON on standard output."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, default=_plain) + "\n")


def table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[str] = ()
) -> None:
    """Print rows under their columns; those named in `right` are aligned right."""
    shown = Table(title=escape(title), title_justify="left", header_style="bold")
    for column in columns:
        shown.add_column(
            column, justify="right" if column in right else "left", no_wrap=column in right, overflow="fold"
        )
    for row in rows:
        shown.add_row(*map(escape, row))
    OUT.print(shown)


def problems(found: Sequence[Problem]) -> None:
    """Print problems one under the other: where, code, what, why, next step."""
    for one in found[:LISTED]:
        where = f"{one.where}: " if str(one.where) else ""
        ERR.print(f"[bold]{escape(where)}{one.code}[/bold]", markup=True)
        ERR.print(f"  {one.what} {one.why}", markup=False)
        ERR.print(f"  → {one.next_step} ({one.owner})", markup=False)
    if len(found) > LISTED:
        ERR.print(f"… and {len(found) - LISTED} more; --json lists all of them.")


def problem_json(one: Problem) -> dict[str, Any]:
    """A problem as plain values."""
    return {
        "code": one.code,
        "what": one.what,
        "why": one.why,
        "next_step": one.next_step,
        "owner": one.owner,
        "file": one.where.file,
        "line": one.where.line,
        "field": one.where.field,
        "subject": one.where.subject,
    }


def day(text: str, option: str) -> date | None:
    """The day a person typed for an option; nothing typed is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date YYYY-MM-DD", param_hint=option) from None


def counting() -> Progress:
    """A progress display that counts things."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=ERR,
    )


def finished(progress: Progress) -> None:
    """Let every count be whole: how many there are is known when the work is done.

    Where it was known before (bytes of files), what nobody could read is read, too.
    """
    for task in progress.tasks:
        whole = max(task.total or 0, task.completed)
        progress.update(task.id, total=whole, completed=whole)


def reading() -> Progress:
    """A progress display that counts bytes of files."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
        console=ERR,
    )
