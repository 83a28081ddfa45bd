"""Stored events: an accepted record becomes the event it was accepted as, without judging it anew.

A record is kept only after `event_of` has taken it (every field checked, every number exact), and
kept as it was taken: append-only, its hash beside it. So reading it back needs no second judgement;
it gives exactly the event `event_of` gives, which a property test shows for every kind. `tieout verify`
does judge every record again.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from tieout.core.errors import ProgrammerError
from tieout.core.event import KINDS, Event
from tieout.core.scaled import MICRO_PLACES, QUANTUM_PLACES, Amount, Quantity

Convert = Callable[[Any], Any]

_ABSENT: Final = object()


def stored_event(plain: Mapping[str, Any]) -> Event:
    """The event of a plain object read from a record; its numbers are text or whole.

    Raises:
        KeyError: the kind is not on the closed list, or a field is missing: no record of ours.
    """
    made: Event = _maker(KINDS[plain["kind"]])(plain)
    return made


_MAKERS: Final[dict[type[Any], Convert]] = {}


def _maker(kind: type[Any]) -> Convert:
    """A function that makes a value of the class from a plain object of its fields; built on first use."""
    known = _MAKERS.get(kind)
    if known is None:
        known = _MAKERS[kind] = _built(kind)
    return known


def _built(kind: type[Any]) -> Convert:
    hints = get_type_hints(kind, include_extras=True)
    fields = [_field(kind, field, _convert(hints[field.name])) for field in dataclasses.fields(kind)]
    new: Callable[..., Any] = kind.__new__

    def make(plain: Mapping[str, Any]) -> Any:
        made = new(kind)
        get = plain.get
        for name, put, convert, default, factory in fields:
            value = get(name, _ABSENT)
            if value is _ABSENT:
                if factory is not None:
                    put(made, factory())
                elif default is _ABSENT:
                    raise KeyError(name)
                else:
                    put(made, default)
            elif convert is None:
                put(made, value)
            else:
                put(made, convert(value))
        return made

    return make


def _field(
    kind: type[Any], field: dataclasses.Field[Any], convert: Convert | None
) -> tuple[str, Callable[[Any, Any], None], Convert | None, Any, Callable[[], Any] | None]:
    """Name, how it is put into its slot, what is made of its text, and what stands where it is absent."""
    put = getattr(kind, field.name).__set__
    factory = None if field.default_factory is dataclasses.MISSING else field.default_factory
    default = _ABSENT if field.default is dataclasses.MISSING else field.default
    return field.name, put, convert, default, factory


def _convert(hint: Any) -> Convert | None:
    """What makes a value of the type from plain JSON; None = the plain value is the value."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _convert(get_args(hint)[0])
    if origin in {Union, types.UnionType}:
        (inner,) = (_convert(one) for one in get_args(hint) if one is not type(None))
        return None if inner is None else _or_none(inner)
    if origin is list:
        return _each(_convert(get_args(hint)[0]))
    if origin is dict:
        return _by_name(_convert(get_args(hint)[1]))
    if origin is Literal or hint in {str, int, bool}:
        return None
    if hint in _SCALARS:
        return _SCALARS[hint]
    if dataclasses.is_dataclass(hint):
        return _maker(hint)  # type: ignore[arg-type]
    raise ProgrammerError(f"an event has a field of type {hint}, which is not read back")


def _or_none(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)


def _each(convert: Convert | None) -> Convert | None:
    return None if convert is None else lambda values: [convert(value) for value in values]


def _by_name(convert: Convert | None) -> Convert | None:
    if convert is None:
        return None
    return lambda values: {name: convert(value) for name, value in values.items()}


def _amount(value: str | int) -> Amount:
    return Amount(_count(value, QUANTUM_PLACES))


def _quantity(value: str | int) -> Quantity:
    return Quantity(_count(value, MICRO_PLACES))


def _count(value: str | int, places: int) -> int:
    """As `core.scaled.scaled`, of a value it has taken before."""
    if isinstance(value, int):
        return value * int(10**places)
    whole, _, fraction = value.partition(".")
    return int(whole + fraction[:places].ljust(places, "0"))


_day = lru_cache(maxsize=4096)(date.fromisoformat)

_SCALARS: Final[dict[Any, Convert]] = {
    Amount: _amount,
    Quantity: _quantity,
    Decimal: Decimal,
    date: _day,
}
