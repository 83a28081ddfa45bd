"""Health: whether the interface answers and its books can be read; needs no key and says nothing else."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel

from tieout.api.faults import declared
from tieout.runtime.health import readable

ROUTES = APIRouter(tags=["health"])


class Health(BaseModel):
    """`ok` where the books can be read."""

    status: str


@ROUTES.get("/health", responses=declared(503))
def health(request: Request) -> Health:
    """Whether the books can be read."""
    readable(request.app.state.company)
    return Health(status="ok")
