"""The settings: everything a company can be, and every answer the facts leave open.

Each field of `Settings` is a setting, its comment the meaning; `docs/reference/emulator.md` lists
them all with the fact they rest on.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Settings:
    """A company and the open answers; defaults are the most likely truth."""

    # the company
    country: str = "US"
    home_currency: str = "USD"
    multi_currency: bool = False
    edition: str = "plus"  # simple_start | essentials | plus | advanced
    company_name: str = "Emulated Company"
    fiscal_year_start: str = "January"
    utc_offset: str = "-08:00"
    user_name: str = "Emulated User"
    opening_date: str = ""
    clock_start: str = ""  # a moment with offset; empty = the machine's clock
    # its preferences at the start
    custom_txn_numbers: bool = False
    warn_duplicate_docnum: bool = True
    vendor_custom_txn_numbers: bool = True
    warn_duplicate_journal_number: bool = False
    allow_discount: bool = True
    allow_shipping: bool = False
    track_classes: bool = True
    track_departments: bool = True
    custom_fields: str = ""  # names on sales forms, with commas
    order_custom_fields: str = ""  # names on purchase orders
    allow_deposit: bool = False
    allow_gratuity: bool = False
    using_sales_tax: bool = True
    ast: bool = True
    book_close_date: str = ""
    closing_password: bool = False
    # open answers: requestid
    requestid: str = "honoured"  # honoured | ignored
    requestid_scope: str = "company"  # company | app
    requestid_seconds: int = 0  # 0 = never forgotten
    requestid_mismatch: str = "replay"  # replay | 600 | 2600
    requestid_replays_faults: bool = False
    requestid_batch_rule: str = "36+10"  # 36+10 | sum50
    # open answers: batch and throttle
    batch_order: str = "given"  # given | reverse | shuffle:SEED
    batch_names: str = "any"  # any | one
    batch_equal_ids: str = "refuse"  # refuse | run
    subscription: str = "active"  # active | ended
    throttle: str = "on"  # on | off
    requests_per_minute: int = 500
    requests_per_second: int = 10
    batches_per_minute: int = 40
    realm_batches_per_minute: int = 120
    other_requests_per_minute: int = 0  # what other apps take of the company's share
    other_batches_per_minute: int = 0
    concurrent_requests: int = 0  # 0 = no limit
    reads_per_month: int = 0  # 0 = no limit
    latency_milliseconds: int = 0
    latency_spread_milliseconds: int = 0
    latency_seed: int = 0
    throttle_window: str = "rolling"  # rolling | fixed
    retry_after: bool = False
    # open answers: documents
    payment_bumps_linked: bool = True
    bill_bumps_order: bool = True
    zero_payment_links: str = "apply"  # apply | refuse
    zero_payment_close: str = "rate"  # rate | rest
    delete_linked: str = "refuse"  # refuse | unlink
    journal_control_lines: str = "one"  # one | many
    journal_line_limit: int = 0  # 0 = none
    missing_rate: str = "refuse"  # refuse | one
    exchange_gain: str = "post"  # post | none
    foreign_balances: str = "foreign"  # foreign | home
    currency_control: str = "own"  # own | one
    opening_balance_account: str = "equity"  # equity | income
    line_discount: str = "aside"  # aside | net
    group_line_amount: str = "zero"  # zero | sum
    # open answers: stock
    negative_stock_correction: str = "sale"  # sale | receipt
    opening_stock: str = "equity"  # equity | shrinkage
    opening_cost: str = "kept"  # kept | current
    quantity_later: str = "adjusts"  # adjusts | ignored
    returned_cost: str = "last"  # last | purchase_cost | oldest | average
    adjustment_cost: str = "purchase_cost"  # purchase_cost | last
    supplier_return: str = "oldest"  # oldest | credited
    amount_tolerance: str = "0.00"
    zero_quantity: str = "unstated"  # unstated | refuse
    service_item_accounts: str = "liability"  # liability | income
    missing_item: str = "default"  # default | refuse
    closed_period_memo: str = "refuse"  # refuse | allow
    closed_period_scope: str = "posting"  # posting | all
    void_note: str = "prefix"  # prefix | replace
    retired_name: str = "freed"  # freed | held
    rounding_remainder: str = "last_line"  # last_line | largest_line
    foreign_close: str = "rest"  # rest | rate
    total_below_applied: str = "refuse"  # refuse | unlink
    paid_name_change: str = "refuse"  # refuse | unlink
    order_close: str = "total"  # total | first | never
    bill_head_links: str = "ignored"  # ignored | taken
    account_number_in_use: str = "6000"  # 6000 | 6240
    control_party: str = "needed"  # needed | optional
    send_without_email: str = "refuse"  # refuse | accept
    # open answers: tax
    tax_override: str = "honoured"  # honoured | ignored
    tax_discount: str = "after"  # after | before
    ast_tax_code: str = "2"
    tax_payable: str = "agency"  # agency | one
    ast_custom_codes: str = "replaced"  # replaced | kept
    rounding: str = "half_up"  # half_up | half_even
    # open answers: the wire
    wordings: str = "first"  # first | second
    default_form: str = "json"  # json | xml
    # open answers: files
    upload_types: str = "listed"  # listed | any
    download: str = "link"  # link | content
    # open answers: queries and reports
    query_unlisted: str = "refuse"  # refuse | allow
    query_projection: str = "allow"  # allow | refuse
    query_unsupported: str = "validation"  # validation (4001) | parse (4000)
    ledger_debit_credit_columns: bool = True
    report_cells: int = 400_000  # more are cut; 0 = never
    # the app and its connection
    client_id: str = "emulator-client"
    client_secret: str = "emulator-secret"  # noqa: S105 - of an app that exists only here
    redirect_uris: str = ""  # comma-separated; empty = any
    environment: str = "sandbox"  # sandbox | production
    keys_environment: str = "sandbox"  # sandbox | production
    consent: str = "ask"  # ask | automatic | deny
    code_seconds: int = 600
    code_reuse: str = "revoke"  # revoke | refuse
    access_token_seconds: int = 3600
    refresh_token_seconds: int = 8_726_400
    refresh_token_hard_seconds: int = 157_680_000
    consent_without_state: str = "refuse"  # refuse | allow
    refresh_ends_access: bool = False
    forbidden_status: str = "403"  # 403 | 401
    oauth_errors: str = "described"  # described | bare | fault
    id_token: bool = True
    refresh_rotation: str = "interval"  # interval | always | never
    refresh_rotation_hours: int = 24
    refresh_grace_seconds: int = 86_400
    # webhooks
    webhook_url: str = ""  # on this machine; empty = none
    webhook_verifier: str = "emulator-verifier"
    webhook_form: str = "cloudevents"  # cloudevents | older
    webhook_content_type: str = "cloudevents"  # cloudevents | json
    webhook_delay_seconds: int = 5
    webhook_timeout_seconds: int = 3
    webhook_events: int = 0  # most in one request; 0 = no limit
    webhook_order: str = "given"  # given | reverse | shuffle:SEED
    webhook_duplicate_every: int = 0  # every n-th request twice; 0 = none
    webhook_withhold: bool = True
    webhook_own_changes: bool = True
    # durability and identity
    durability: str = "process"  # process (survives kill -9) | power (fsync every commit)
    duplicate_name_detail: str = "worded"  # worded | null

    def with_values(self, values: dict[str, Any]) -> Settings:
        """The same settings with some changed; texts are read by the field's type."""
        known = {field.name: field for field in fields(self)}
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise ValueError(f"unknown settings {unknown}; known are {sorted(known)}")
        read = {name: _read(name, getattr(self, name), value) for name, value in values.items()}
        return replace(self, **read)

    @property
    def tolerance(self) -> Decimal:
        """How far Amount may be from Qty * UnitPrice."""
        return Decimal(self.amount_tolerance)


CHOICES = {
    "requestid": ("honoured", "ignored"),
    "zero_quantity": ("unstated", "refuse"),
    "requestid_scope": ("company", "app"),
    "requestid_mismatch": ("replay", "600", "2600"),
    "requestid_batch_rule": ("36+10", "sum50"),
    "batch_names": ("any", "one"),
    "batch_equal_ids": ("refuse", "run"),
    "subscription": ("active", "ended"),
    "throttle": ("on", "off"),
    "throttle_window": ("rolling", "fixed"),
    "zero_payment_links": ("apply", "refuse"),
    "delete_linked": ("refuse", "unlink"),
    "zero_payment_close": ("rate", "rest"),
    "paid_name_change": ("refuse", "unlink"),
    "order_close": ("total", "first", "never"),
    "bill_head_links": ("ignored", "taken"),
    "supplier_return": ("oldest", "credited"),
    "tax_discount": ("after", "before"),
    "forbidden_status": ("403", "401"),
    "oauth_errors": ("described", "bare", "fault"),
    "journal_control_lines": ("one", "many"),
    "edition": ("simple_start", "essentials", "plus", "advanced"),
    "rounding": ("half_up", "half_even"),
    "ast_custom_codes": ("replaced", "kept"),
    "missing_rate": ("refuse", "one"),
    "exchange_gain": ("post", "none"),
    "foreign_balances": ("foreign", "home"),
    "currency_control": ("own", "one"),
    "tax_payable": ("agency", "one"),
    "opening_balance_account": ("equity", "income"),
    "group_line_amount": ("zero", "sum"),
    "negative_stock_correction": ("sale", "receipt"),
    "returned_cost": ("last", "purchase_cost", "oldest", "average"),
    "adjustment_cost": ("purchase_cost", "last"),
    "missing_item": ("default", "refuse"),
    "closed_period_memo": ("refuse", "allow"),
    "closed_period_scope": ("posting", "all"),
    "void_note": ("prefix", "replace"),
    "retired_name": ("freed", "held"),
    "rounding_remainder": ("last_line", "largest_line"),
    "foreign_close": ("rest", "rate"),
    "total_below_applied": ("refuse", "unlink"),
    "account_number_in_use": ("6000", "6240"),
    "control_party": ("needed", "optional"),
    "send_without_email": ("refuse", "accept"),
    "opening_stock": ("equity", "shrinkage"),
    "opening_cost": ("kept", "current"),
    "line_discount": ("aside", "net"),
    "quantity_later": ("adjusts", "ignored"),
    "consent_without_state": ("refuse", "allow"),
    "tax_override": ("honoured", "ignored"),
    "wordings": ("first", "second"),
    "default_form": ("json", "xml"),
    "upload_types": ("listed", "any"),
    "download": ("link", "content"),
    "query_unlisted": ("refuse", "allow"),
    "query_projection": ("allow", "refuse"),
    "query_unsupported": ("validation", "parse"),
    "environment": ("sandbox", "production"),
    "keys_environment": ("sandbox", "production"),
    "consent": ("ask", "automatic", "deny"),
    "code_reuse": ("revoke", "refuse"),
    "refresh_rotation": ("interval", "always", "never"),
    "webhook_form": ("cloudevents", "older"),
    "webhook_content_type": ("cloudevents", "json"),
    "durability": ("process", "power"),
    "duplicate_name_detail": ("worded", "null"),
}


def _read(name: str, present: object, value: Any) -> Any:
    """A given value as the setting's own type; refuses what the setting cannot be."""
    if isinstance(present, bool):
        return _read_switch(name, value)
    if isinstance(present, int):
        return int(value)
    text = str(value)
    if text not in CHOICES.get(name, (text,)):
        raise ValueError(f"setting {name} is one of {CHOICES[name]}, not {text!r}")
    if name == "webhook_url":
        _check_loopback(text)
    if name == "clock_start" and text and datetime.fromisoformat(text).tzinfo is None:
        raise ValueError(f"setting clock_start needs an offset from UTC, unlike {text!r}")
    return text


def _check_loopback(url: str) -> None:
    """Webhooks go to this machine only, so that a test never reaches anybody else."""
    parts = urlsplit(url)
    if url and (parts.scheme != "http" or parts.hostname not in ("127.0.0.1", "localhost", "::1")):
        raise ValueError(f"setting webhook_url is an http address on this machine, not {url!r}")


def _read_switch(name: str, value: Any) -> bool:
    text = str(value).lower()
    if text in ("true", "on", "yes", "1"):
        return True
    if text in ("false", "off", "no", "0"):
        return False
    raise ValueError(f"setting {name} is true or false, not {value!r}")


def read_document(path: Path) -> dict[str, Any]:
    """A settings or faults file: TOML by its ending, else JSON."""
    text = path.read_text(encoding="utf-8")
    values = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    if not isinstance(values, dict):
        raise TypeError(f"{path} must hold one table")
    return values
