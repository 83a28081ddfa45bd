"""Report: the tie-out as JSON, with exact decimal text; other programs read these keys."""

from __future__ import annotations

from typing import Any

from tieout.core.difference import Difference
from tieout.core.money import decimal_text
from tieout.reconcile.balances import DayBalance
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
