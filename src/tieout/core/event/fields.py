"""Field types of events: how outside text becomes exact values, each with the refusal a person reads."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Final

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from tieout.core.currency import MINOR_PLACES
from tieout.core.scaled import MICRO_PLACES, QUANTUM_PLACES, Amount, Quantity, scaled

_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")
_PLAIN_KEY = re.compile(r"[!-~](?:[ -~]*[!-~])?")
"""Numbers and keys nothing can be wrong with but their size: most of them, so they are told at once."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NO_CHARACTER = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_TURNING = re.compile(r"[\u202d\u202e]")
_UNSEEN = re.compile(r"[\u00ad\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]")
_NUMBER_WITH_COMMA = re.compile(r"[-+]?[0-9][0-9.,']*,[0-9.,']*")
_NUMBER_WITH_EXPONENT = re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+")
_NOT_FINITE = frozenset({"nan", "snan", "inf", "infinity"})
FIRST_YEAR: Final = 1980
LAST_YEAR: Final = 2199


def _number(value: Any, places: int, what: str) -> int:
    if type(value) is str and _PLAIN_NUMBER.fullmatch(value):
        return _count(value, places)
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise PydanticCustomError(
            "not_a_number", '{what} is written as decimal text, like "12.50"', {"what": what}
        )
    if isinstance(value, Decimal) and not value.is_finite():
        raise PydanticCustomError("not_finite", "{what} must be a finite number", {"what": what})
    if isinstance(value, str):
        _check_form(value)
    return _count(value, places)


def _count(value: str | int | Decimal, places: int) -> int:
    try:
        return scaled(value, places)
    except ValueError as refusal:
        raise PydanticCustomError("not_exact", "{why}", {"why": str(refusal)}) from None


def _check_form(text: str) -> None:
    """Refuse the ways of writing a number that have an answer of their own."""
    start = {"text": repr(text[:40])}
    if text.lstrip("+-").lower() in _NOT_FINITE:
        raise PydanticCustomError("not_finite", "{text} is not a finite number", start)
    if _NUMBER_WITH_COMMA.fullmatch(text):
        raise PydanticCustomError(
            "number_with_comma",
            "{text} has a comma; write it with a decimal point and no thousands separators",
            start,
        )
    if _NUMBER_WITH_EXPONENT.fullmatch(text):
        raise PydanticCustomError(
            "number_with_exponent", "{text} has an exponent; write all its digits", start
        )


def _amount(value: Any) -> Amount:
    return value if isinstance(value, Amount) else Amount(_number(value, QUANTUM_PLACES, "an amount"))


def _amount_not_negative(value: Any) -> Amount:
    amount = _amount(value)
    if amount < 0:
        raise PydanticCustomError("negative_amount", "the amount must not be below zero")
    return amount


def _amount_positive(value: Any) -> Amount:
    amount = _amount(value)
    if amount <= 0:
        raise PydanticCustomError("amount_not_positive", "the amount must be above zero")
    return amount


def _quantity(value: Any) -> Quantity:
    if isinstance(value, Quantity):
        return value
    return Quantity(_number(value, MICRO_PLACES, "a quantity"))


def _quantity_positive(value: Any) -> Quantity:
    quantity = _quantity(value)
    if quantity <= 0:
        raise PydanticCustomError("quantity_not_positive", "the quantity must be above zero")
    return quantity


def _quantity_not_negative(value: Any) -> Quantity:
    quantity = _quantity(value)
    if quantity < 0:
        raise PydanticCustomError("negative_quantity", "the quantity must not be below zero")
    return quantity


def _decimal(value: Any, places: int, what: str) -> Decimal:
    count = _number(value, places, what)
    if count < 0:
        raise PydanticCustomError("negative_rate", "{what} must not be below zero", {"what": what})
    return Decimal(value)


def _price(value: Any) -> Decimal:
    return _decimal(value, QUANTUM_PLACES, "a price")


def _rate(value: Any) -> Decimal:
    rate = _decimal(value, 12, "a rate")
    if not rate:
        raise PydanticCustomError("zero_rate", "a rate must be above zero")
    return rate


def _share(value: Any) -> Decimal:
    share = _decimal(value, 12, "a share")
    if share > 1:
        raise PydanticCustomError("share_above_one", "a share lies between 0 and 1")
    return share


def _date(value: Any) -> date:
    return _day(value) if type(value) is str else _in_range(value)


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    """Dates repeat: a file has few days and many events."""
    return _in_range(text)


def _in_range(value: Any) -> date:
    if type(value) is date:
        day = value
    else:
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            raise PydanticCustomError("not_a_date", "a date is written YYYY-MM-DD")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError(
                "no_such_date", "{date} is not a day of the calendar", {"date": value}
            ) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError(
            "date_out_of_range",
            "the date must lie between {first} and {last}",
            {"first": FIRST_YEAR, "last": LAST_YEAR},
        )
    return day


def _currency(value: Any) -> str:
    if not isinstance(value, str) or value not in MINOR_PLACES:
        raise PydanticCustomError(
            "unknown_currency",
            "{code} is not a currency code in use (ISO 4217, like USD)",
            {"code": str(value)[:20]},
        )
    return value


def _text(value: Any, limit: int = 4000) -> str:
    if type(value) is str and len(value) <= limit and value.isascii() and value.isprintable():
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("not_text", "this field is text in quotes")
    if len(value) > limit:
        raise PydanticCustomError(
            "text_too_long",
            "the text has {length} characters, at most {limit} are taken",
            {"length": len(value), "limit": limit},
        )
    _check_signs(value)
    return value


def _check_signs(value: str) -> None:
    """Refuse characters that no one meant and no screen shows as they are."""
    if found := _CONTROL.search(value):
        sign = {"sign": f"U+{ord(found[0]):04X}"}
        raise PydanticCustomError("control_character", "the text holds the control character {sign}", sign)
    if found := _NO_CHARACTER.search(value):
        sign = {"sign": f"U+{ord(found[0]):04X}"}
        raise PydanticCustomError("no_character", "the text holds {sign}, which is no character", sign)
    if found := _TURNING.search(value):
        sign = {"sign": f"U+{ord(found[0]):04X}"}
        raise PydanticCustomError(
            "direction_override", "the text holds {sign}, which shows what follows in reverse", sign
        )


def _key(value: Any, limit: int = 120) -> str:
    text = _text(value, limit)
    if _PLAIN_KEY.fullmatch(text):
        return text
    if not text or text != text.strip() or "\n" in text or "\t" in text:
        raise PydanticCustomError(
            "not_a_key", "a key is not empty and has no spaces around it, tabs or line ends"
        )
    if found := _UNSEEN.search(text):
        sign = {"sign": f"U+{ord(found[0]):04X}"}
        raise PydanticCustomError("unseen_character", "the key holds {sign}, which cannot be seen", sign)
    return text


def _name(value: Any) -> str:
    return _key(value, 500)


def _title(value: Any) -> str:
    title = _text(value)
    if not title.strip():
        raise PydanticCustomError("empty_text", "the text must not be empty")
    return title


def _words(limit: int, at_least: int = 0) -> WithJsonSchema:
    kind = "Text" if at_least else "Text, may be empty"
    description = f"{kind}, at most {limit} characters."
    return WithJsonSchema(
        {"type": "string", "minLength": at_least, "maxLength": limit, "description": description}
    )


def _as_text(description: str, pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": ["string", "number"], "pattern": pattern, "description": description})


_SIGNED: Final = r"^-?[0-9]{1,18}(\.[0-9]{1,18})?$"
_UNSIGNED: Final = r"^[0-9]{1,18}(\.[0-9]{1,18})?$"

SignedAmount = Annotated[
    Amount,
    PlainValidator(_amount),
    _as_text("Money, up to 8 decimal places; may be negative.", _SIGNED),
]
NotNegativeAmount = Annotated[
    Amount,
    PlainValidator(_amount_not_negative),
    _as_text("Money, up to 8 decimal places.", _UNSIGNED),
]
PositiveAmount = Annotated[
    Amount,
    PlainValidator(_amount_positive),
    _as_text("Money above zero, up to 8 decimal places.", _UNSIGNED),
]
SignedQuantity = Annotated[
    Quantity,
    PlainValidator(_quantity),
    _as_text("Units of measure, up to 6 decimal places; may be negative.", _SIGNED),
]
PositiveQuantity = Annotated[
    Quantity,
    PlainValidator(_quantity_positive),
    _as_text("Units of measure above zero, up to 6 decimal places.", _UNSIGNED),
]
NotNegativeQuantity = Annotated[
    Quantity,
    PlainValidator(_quantity_not_negative),
    _as_text("Units of measure, up to 6 decimal places.", _UNSIGNED),
]
Price = Annotated[
    Decimal, PlainValidator(_price), _as_text("Money per unit, up to 8 decimal places.", _UNSIGNED)
]
Rate = Annotated[
    Decimal,
    PlainValidator(_rate),
    _as_text("Home-currency units per 1 foreign unit, up to 12 places.", _UNSIGNED),
]
Share = Annotated[
    Decimal,
    PlainValidator(_share),
    _as_text("A share between 0 and 1, up to 12 places.", _UNSIGNED),
]
Day = Annotated[
    date,
    PlainValidator(_date),
    WithJsonSchema({"type": "string", "format": "date", "description": "YYYY-MM-DD"}),
]
Currency = Annotated[
    str,
    PlainValidator(_currency),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217 code"}),
]
Key = Annotated[str, PlainValidator(_key), _words(120, at_least=1)]
Name = Annotated[str, PlainValidator(_name), _words(500, at_least=1)]
Text = Annotated[str, PlainValidator(_text), _words(4000)]
Title = Annotated[str, PlainValidator(_title), _words(4000, at_least=1)]
Factor = Annotated[
    Decimal, PlainValidator(_rate), _as_text("A factor above zero, up to 12 places.", _UNSIGNED)
]
Flag = Annotated[bool, Field(strict=True)]
