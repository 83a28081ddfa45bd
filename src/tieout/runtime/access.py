"""Access: who may do what in a company, one table, asked in one place by every surface (design law 10).

Every act of `runtime` that a surface can call is marked with its name in the table; nothing else decides.
A refused act changes nothing but the audit log. Roles guard what is done through tieout; the company's
files themselves are guarded by the operating system.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Concatenate, Final, NamedTuple, ParamSpec, TypeVar, cast

from sqlalchemy import Connection

from tieout.core.case import Case
from tieout.core.catalogue import problem
from tieout.core.errors import ProgrammerError, TerminalError
from tieout.core.problem import Where
from tieout.core.role import Role
from tieout.runtime import actor
from tieout.runtime.company import Company
from tieout.storage.settings import audit
from tieout.storage.users import roles_of, users_of

APART: Final = "duties_not_apart"
"""The one refusal that depends on what was done before, not on the table; it is kept like the others."""

P = ParamSpec("P")
R = TypeVar("R")


class Permission(NamedTuple):
    """An act in words that follow "may not", and the roles that may."""

    words: str
    roles: frozenset[Role]


_EVERYBODY: Final = frozenset(Role)
_FINANCE: Final = frozenset({Role.CONTROLLER, Role.ACCOUNTANT})
_DECIDING: Final = frozenset({Role.CONTROLLER, Role.APPROVER})
_BOOKS: Final = _FINANCE | {Role.APPROVER, Role.AUDITOR}
_ADMINISTRATION: Final = frozenset({Role.ADMINISTRATOR})
_INSPECTION: Final = _FINANCE | {Role.AUDITOR, Role.ADMINISTRATOR}

PERMISSIONS: Final[dict[str, Permission]] = {
    "status": Permission("see where things stand", _EVERYBODY),
    "cases": Permission("see exceptions", _EVERYBODY),
    "cases of others": Permission("see exceptions of others", _EVERYBODY - {Role.OPERATIONS, Role.SERVICE}),
    "load": Permission("load events", _FINANCE | {Role.OPERATIONS, Role.SERVICE}),
    "load decisions": Permission("state what finance decides", _FINANCE | {Role.SERVICE}),
    "run": Permission("post to QuickBooks", _FINANCE | {Role.SERVICE}),
    "cases release": Permission("release exceptions", _FINANCE | {Role.OPERATIONS}),
    "cases retry": Permission("try refused documents again", _FINANCE),
    "cases resolve": Permission("resolve exceptions", _FINANCE | {Role.APPROVER}),
    "cases write-off": Permission("give documents up", _DECIDING),
    "cases accept": Permission("accept what people changed in QuickBooks", _DECIDING),
    "cases restore": Permission("restore what people changed in QuickBooks", _DECIDING),
    "sweep": Permission("look for changes in QuickBooks", _FINANCE | {Role.SERVICE}),
    "attach": Permission("attach evidence", _FINANCE | {Role.SERVICE}),
    "reverse": Permission("take documents back", _DECIDING),
    "opening accept": Permission("accept changed opening balances", _DECIDING),
    "import": Permission("read QuickBooks' lists", _FINANCE),
    "import link": Permission("link parties to QuickBooks' records", _FINANCE),
    "import tax": Permission("link or make a tax code of QuickBooks", _FINANCE),
    "import create": Permission("say that a party is new to QuickBooks", _FINANCE),
    "settings": Permission("see the settings", _INSPECTION),
    "settings set": Permission("change settings", frozenset({Role.CONTROLLER})),
    "mapping": Permission("see the mapping", _BOOKS),
    "mapping set": Permission("change the mapping", frozenset({Role.CONTROLLER})),
    "opening": Permission("see opening balances", _BOOKS),
    "grni": Permission("see what is open of receipts", _BOOKS),
    "grni match": Permission("say which receipt a bill is for", _FINANCE | {Role.APPROVER}),
    "grni correct": Permission("correct the account of a bill", _DECIDING),
    "grni close": Permission("close what is open of receipts", _DECIDING),
    "recognise": Permission("post the cost that a sale lacks", _DECIDING),
    "grni reclassify": Permission("reclassify debits of GRNI", _FINANCE),
    "periods": Permission("see closed periods", _BOOKS),
    "periods close": Permission("close a period", frozenset({Role.CONTROLLER})),
    "periods reopen": Permission("reopen a period", frozenset({Role.CONTROLLER})),
    "reconcile": Permission("see the tie-out", _BOOKS),
    "explain": Permission("see documents and balances explained", _BOOKS),
    "trace": Permission("see the audit chain", _BOOKS),
    "export": Permission("take the books out", _BOOKS),
    "verify": Permission("verify the books", _INSPECTION),
    "doctor": Permission("examine the company", _INSPECTION),
    "keys": Permission("see which keys there are", _INSPECTION),
    "keys rotate": Permission("rotate keys", _ADMINISTRATION),
    "keys issue": Permission("issue or revoke API keys", _ADMINISTRATION),
    "cost": Permission("work facts into stock", _FINANCE | {Role.OPERATIONS, Role.SERVICE}),
    "stock": Permission("see stock", _EVERYBODY - _ADMINISTRATION),
    "stock costs": Permission("see what stock costs", _BOOKS),
    "connect": Permission("connect or disconnect QuickBooks", _ADMINISTRATION),
    "users": Permission("see the users", frozenset({Role.ADMINISTRATOR, Role.CONTROLLER, Role.AUDITOR})),
    "users manage": Permission("manage users", _ADMINISTRATION),
}
"""Finance owns mapping and posting and changes no operational record; operations state facts and see
neither accounts nor balances; auditors read; administrators care for users, keys and the connection and
decide nothing (S000-18, S001-111 to S001-113, S002-11, S002-59 to S002-62, S003-55, S003-56)."""

_ALLOWED: ContextVar[frozenset[str]] = ContextVar("companies whose act is under way", default=frozenset())

_SCOPE: ContextVar[Role | None] = ContextVar("the scope of the key of a request", default=None)


@contextmanager
def within_scope(user: str, scope: Role) -> Iterator[None]:
    """Act as a user with nothing but the one role a key was issued for, as long as they have it."""
    token = _SCOPE.set(scope)
    try:
        with actor.acting_as(user):
            yield
    finally:
        _SCOPE.reset(token)


def held_roles(connection: Connection, who: str) -> frozenset[Role]:
    """The roles somebody acts with: theirs, of which a key lends only its scope."""
    roles, scope = roles_of(connection, who), _SCOPE.get()
    return roles if scope is None else roles & {scope}


def permitted(roles: frozenset[Role], act_name: str) -> bool:
    """Whether somebody with these roles may do an act."""
    return bool(roles & PERMISSIONS[act_name].roles)


def may(company: Company, who: str, act_name: str) -> bool:
    """Whether somebody may do an act in a company."""
    with company.database.read() as connection:
        return permitted(held_roles(connection, who), act_name)


def require(company: Company, who: str, act_name: str) -> None:
    """Refuse an act the table does not give to somebody, and keep that they tried.

    Raises:
        TerminalError: they may not.
    """
    if not may(company, who, act_name):
        with company.database.read() as connection:
            found = _refusal(company, connection, who, act_name)
        refuse(company, who, act_name, company.name, found.what)
        raise TerminalError(found)


def _refusal(company: Company, connection: Connection, who: str, act_name: str) -> Any:
    allowed, roles = PERMISSIONS[act_name], held_roles(connection, who)
    return problem(
        "act_not_permitted",
        Where(subject=act_name),
        who=who,
        act=allowed.words,
        company=company.name,
        held=f"{who} is {listed(roles)}" if roles else f"{who} has no role here",
        roles=listed(allowed.roles),
        ask=asked(connection, act_name, who),
    )


def refuse(company: Company, who: str, act_name: str, subject: str, why: str) -> None:
    """Keep in the audit log that somebody tried what they may not (S001-97, S001-119)."""
    with company.database.write() as connection:
        audit(
            connection,
            who=who,
            act=f"refused: {act_name}",
            subject=subject,
            before="",
            after=why,
            at=actor.clock(),
        )


def listed(roles: frozenset[Role]) -> str:
    """Roles in words, in the order of their list."""
    return ", ".join(role.value for role in Role if role in roles)


def asked(connection: Connection, act_name: str, but: str) -> str:
    """Who else may do an act, else who manages the users."""
    users = {name: roles for name, roles in users_of(connection).items() if name != but}
    able = [name for name, roles in users.items() if permitted(roles, act_name)]
    able = able or [name for name, roles in users.items() if permitted(roles, "users manage")]
    return " or ".join(able[:3]) or "an administrator"


def visible(company: Company, who: str, cases: Sequence[Case]) -> list[Case]:
    """Those of the cases somebody may see: all, or those that operations owns (S002-60, S002-62)."""
    if may(company, who, "cases of others"):
        return list(cases)
    return [case for case in cases if case.problem.owner == Role.OPERATIONS.value]


def act(
    name: str,
) -> Callable[[Callable[Concatenate[Company, P], R]], Callable[Concatenate[Company, P], R]]:
    """Mark a function of a company as an act of the table: it runs only for who may do it.

    The actor is the function's `who` where it has one, else who runs the program. Acts within an act
    belong to it and are not asked for again.
    """
    if name not in PERMISSIONS:
        raise ProgrammerError(f"the table of permissions has no act {name!r}")

    def marked(function: Callable[Concatenate[Company, P], R]) -> Callable[Concatenate[Company, P], R]:
        signature = inspect.signature(function)
        lazy = inspect.isgeneratorfunction(function)

        @functools.wraps(function)
        def guarded(company: Company, /, *args: P.args, **named: P.kwargs) -> R:
            if company.name in _ALLOWED.get():
                return function(company, *args, **named)
            stated = signature.bind(company, *args, **named).arguments.get("who")
            who = str(stated) if stated else actor.who()
            require(company, who, name)
            if lazy:
                return cast("R", _within(company, cast("Iterator[Any]", function(company, *args, **named))))
            token = _ALLOWED.set(_ALLOWED.get() | {company.name})
            try:
                return function(company, *args, **named)
            except TerminalError as stopped:
                if stopped.problem.code == APART:
                    refuse(company, who, name, stopped.problem.where.subject, stopped.problem.what)
                raise
            finally:
                _ALLOWED.reset(token)

        guarded.__dict__["act"] = name
        return cast("Callable[Concatenate[Company, P], R]", guarded)

    return marked


def _within(company: Company, values: Iterator[Any]) -> Iterator[Any]:
    """The values of an act, each made within it."""
    while True:
        token = _ALLOWED.set(_ALLOWED.get() | {company.name})
        try:
            value = next(values, _ALLOWED)
        finally:
            _ALLOWED.reset(token)
        if value is _ALLOWED:
            return
        yield value
