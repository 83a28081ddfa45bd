"""Report: the tie-out as JSON, with exact decimal text; other programs read these keys."""

from __future__ import annotations

from datetime import date
from typing import Any

from tieout.core.difference import Difference
from tieout.core.money import decimal_text, minor_of_value
from tieout.core.scaled import Quantity
from tieout.reconcile.aged import age_days
from tieout.reconcile.balances import DayBalance
from tieout.reconcile.registers.moved import REGISTERS
from tieout.reconcile.subledgers import InFlight, OpenItem, Subledger
from tieout.reconcile.verdict import AccountRow, TieOut


def as_json(result: TieOut) -> dict[str, Any]:
    """The verdict, a row per account, every difference and every held line."""
    currency = result.currency
    return {
        "tied": result.tied,
        "line": result.line(),
        "baseline": result.window.baseline.isoformat(),
        "through": result.window.through.isoformat(),
        "currency": currency,
        "unexplained": decimal_text(result.unexplained, currency),
        "accounts": [row_as_json(row, currency) for row in result.rows],
        "differences": [
            difference_as_json(one, currency) for row in result.rows for one in row.differences
        ],
        "held": [difference_as_json(one, currency) for one in result.held],
        "taken_over": [
            {
                "document": one.document,
                "role": str(one.account),
                "amount": decimal_text(one.minor, currency),
            }
            for one in result.confirmed
        ],
    }


def row_as_json(row: AccountRow, currency: str) -> dict[str, Any]:
    """One account; amounts are debit above zero, `difference` is QuickBooks minus expected."""
    first = row.first
    return {
        "role": row.account.role,
        "number": row.account.number,
        "name": row.account.name,
        "expected": decimal_text(row.expected, currency),
        "quickbooks": decimal_text(row.quickbooks, currency),
        "difference": decimal_text(row.difference, currency),
        "explained": decimal_text(row.explained, currency),
        "unexplained": decimal_text(row.unexplained, currency),
        "held": decimal_text(row.held, currency),
        "class": row.account.account_class,
        "account": row.account.outside_id,
        "tied": row.tied,
        "first_day": first.day.isoformat() if first else None,
        "first_document": (first.document or first.quickbooks or None) if first else None,
    }


def difference_as_json(one: Difference, currency: str) -> dict[str, Any]:
    """One difference with its reason and the documents of both sides."""
    return {
        "account": one.account,
        "day": one.day.isoformat(),
        "reason": one.reason,
        "amount": decimal_text(one.minor, currency),
        "document": one.document,
        "quickbooks": one.quickbooks,
        "text": one.text,
    }


def day_as_json(one: DayBalance, currency: str) -> dict[str, str]:
    """One account's balances at the end of one day, for the drift over time."""
    return {
        "day": one.day.isoformat(),
        "expected": decimal_text(one.expected, currency),
        "quickbooks": decimal_text(one.quickbooks, currency),
        "difference": decimal_text(one.difference, currency),
    }


def register_as_json(one: Subledger, currency: str, day: date) -> dict[str, Any]:
    """A register, what is in flight, what differs, and its open items with their age on a day."""
    first = one.first
    return {
        "register": one.name,
        "account": one.account,
        "part": one.part,
        "party": one.party,
        "computed_from": [REGISTERS[role][1] for role in one.roles],
        "total": decimal_text(one.total, currency),
        "posted": decimal_text(one.posted, currency),
        "in_flight": decimal_text(one.moving, currency),
        "rounding": decimal_text(one.rounding, currency),
        "difference": decimal_text(one.difference, currency),
        "first_day": first.day.isoformat() if first else None,
        "first_document": (first.document or None) if first else None,
        "differences": [difference_as_json(each, currency) for each in one.differences],
        "flying": [flying_as_json(each, currency) for each in one.in_flight],
        "items": [item_as_json(each, currency, day) for each in one.items],
    }


def flying_as_json(one: InFlight, currency: str) -> dict[str, Any]:
    """What one fact adds to a control account not yet, or on another day."""
    return {
        "reason": one.reason,
        "fact": str(one.fact),
        "amount": decimal_text(one.minor, currency),
        "day": one.day,
        "document": one.document,
        "why": one.why,
    }


def item_as_json(one: OpenItem, currency: str, day: date) -> dict[str, Any]:
    """One open item: what it is, whose, since when, how many units, what is open of it at home.

    `original` is what is open of it in `original_currency`, where that is a foreign one; empty = at home.
    `order` is that of units shipped and not invoiced.
    """
    return {
        "name": one.name,
        "party": one.party,
        "item": one.item,
        "order": one.order,
        "since": one.since,
        "age_days": age_days(one, day),
        "quantity": str(Quantity(one.quantity)) if one.quantity else "",
        "amount": decimal_text(minor_of_value(one.value, currency), currency),
        "original": original_text(one),
        "original_currency": one.currency,
    }


def original_text(one: OpenItem) -> str:
    """What is open of an item in its foreign currency; empty at home."""
    return decimal_text(minor_of_value(one.original, one.currency), one.currency) if one.currency else ""
