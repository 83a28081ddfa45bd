"""Main: the verbs of `tieout`, their options, and what each exit code says.

Exit codes: 0 done; 1 done, and something needs a person (bad rows, open exceptions, not tied out);
2 wrong usage; 3 a problem stopped the verb; 4 not finished now, run again later.
"""

from __future__ import annotations

import sys
import traceback
from datetime import date
from typing import Annotated, Final

import typer

from tieout.cli import show, verbs
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError, TransientError
from tieout.core.problem import Problem, Where

DONE: Final = 0
ATTENTION: Final = 1
STOPPED: Final = 3
LATER: Final = 4

app = typer.Typer(
    name="tieout",
    help="The controlled boundary between operational systems and QuickBooks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def tieout() -> None:
    """The controlled boundary between operational systems and QuickBooks."""


CompanyName = Annotated[str, typer.Option("--company", help="The company's name.", envvar="TIEOUT_COMPANY")]
GroupCompany = Annotated[str, typer.Option("--company", envvar="TIEOUT_COMPANY")]
"""As `CompanyName`, of a group of verbs: left out before a verb of the group, which names its own."""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


def named(company: str) -> str:
    """The company of a group of verbs that is asked for its list.

    Raises:
        BadParameter: none is named.
    """
    if not company:
        raise typer.BadParameter("name the company", param_hint="--company")
    return company


def day_of(text: str, option: str) -> date:
    """The day an option names.

    Raises:
        BadParameter: it is no date.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date YYYY-MM-DD", param_hint=option) from None


def untouchable(fault: OSError) -> Problem:
    """The problem of a file or folder that a verb could not read or write."""
    where = Where(file=str(fault.filename or ""))
    return problem("file_untouchable", where, why=f"{fault.strerror or fault}.")


def own_fault(fault: Exception) -> Problem:
    """The problem of what should not happen: a fault of the program."""
    return problem("own_fault", why=f"{type(fault).__name__}: {fault}.")


def main() -> None:
    """Run the command line; a problem is printed with its next step.

    Below a fault of the program its traceback is printed, for whoever mends it.
    """
    verbs.register(sys.argv[1] if len(sys.argv) > 1 else "")
    try:
        app()
    except TerminalError as stopped:
        show.problems([stopped.problem])
        sys.exit(STOPPED)
    except OSError as fault:
        show.problems([untouchable(fault)])
        sys.exit(STOPPED)
    except TransientError as unfinished:
        if unfinished.problem:
            show.problems([unfinished.problem])
        else:
            show.ERR.print(f"Not finished: {unfinished}", markup=False)
        show.ERR.print("Nothing is lost: run the verb again, it goes on where it stopped.")
        sys.exit(LATER)
    except Exception as fault:  # noqa: BLE001 - the last line: a person reads a problem, whatever it was
        show.problems([own_fault(fault)])
        show.ERR.print("".join(traceback.format_exception(fault)), markup=False)
        sys.exit(STOPPED)
