"""Caller: who makes a call, by their key; the company is reached through them and in no other way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.runtime.actor import clock
from tieout.runtime.api_keys import acting_by_key
from tieout.runtime.company import Company

P = ParamSpec("P")
R = TypeVar("R")
BEARER = HTTPBearer(
    auto_error=False, scheme_name="key", description="An API key of `tieout keys issue`, as Bearer."
)


class Caller:
    """One call: whatever it does is done as the key's user within the key's scope."""

    def __init__(self, company: Company, key: str) -> None:
        """`key` is what the call brings, "" = nothing."""
        self._company, self._key = company, key

    def do(self, act: Callable[Concatenate[Company, P], R], *args: P.args, **named: P.kwargs) -> R:
        """Do an act of the company as the caller.

        Raises:
            TerminalError: the key is not good, or its scope may not do this.
        """
        if not self._key:
            raise TerminalError(problem("api_key_unknown"))
        with acting_by_key(self._company, self._key, clock()):
            return act(self._company, *args, **named)


def _caller(
    request: Request, brought: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]
) -> Caller:
    company: Any = request.app.state.company
    return Caller(company, brought.credentials if brought else "")


TheCaller = Annotated[Caller, Depends(_caller)]
