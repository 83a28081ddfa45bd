"""Reports as recorded: the documents behind them are made, and the shape of the answer is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .replay import Replay


def replayed(replay: Replay) -> tuple[Any, Any]:
    """The recorded report asked of a company that has something to show in it."""
    raise NotImplementedError(replay.row.name)
