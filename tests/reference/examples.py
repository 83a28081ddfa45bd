"""The smallest valid event of each kind: its required fields and nothing else."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any, Final, get_args, get_type_hints

from tieout.core.event import KINDS

VALUES: Final[dict[str, Any]] = {
    "days": 7,
    "agency": "CA-CDTFA",
    "amount": "25.00",
    "approved_by": "controller",
    "bill": "B-77",
    "bom": "2026-03-B",
    "card": "GC-9",
    "channel": "wholesale",
    "chargeback": "CB-3",
    "code": "CA-STATE",
    "counted": "12",
    "credit": "SC-5",
    "currency": "USD",
    "customer": "C-100",
    "date": "2026-03-02",
    "decided_by": "warehouse lead",
    "decision": "approved",
    "from_location": "MAIN",
    "gateway": "stripe",
    "gross": "25.00",
    "id": "1001",
    "invoice": "INV-1",
    "item": "SAUCE-12",
    "line": "1",
    "location": "MAIN",
    "milestone": "design accepted",
    "name": "Harbour Foods",
    "net": "25.00",
    "number": "INV-1",
    "order": "SO-1",
    "output_quantity": "1",
    "party": "C-100",
    "per_unit": "-0.25",
    "price_list": "retail",
    "prices": {"SAUCE-12": "4.50"},
    "quantity": "6",
    "rate": "1.0825",
    "rate_source": "ECB",
    "reason": "damaged",
    "receipt": "GR-1",
    "receipt_line": "1",
    "receipts": ["GR-1"],
    "reference": "ch_1",
    "refunded": "INV-1",
    "refunds": "invoice",
    "register": "grni",
    "requested_by": "shop",
    "reservation": "RES-1",
    "roles": ["customer"],
    "run": "RUN-1",
    "service_from": "2026-03-01",
    "service_to": "2026-03-31",
    "share": "1",
    "shipment": "SH-1",
    "source": "erp",
    "stock_units": "12",
    "subscription": "SUB-1",
    "supplier": "S-200",
    "to_location": "SHOP",
    "total": "25.00",
    "transfer": "TR-1",
    "type": "charge",
    "unit": "case",
    "unit_cost": "4.25",
    "unit_price": "4.25",
    "value": "25.00",
}
"""A value for each required field, by name. A field of values of its own is built from its type."""


ONE_OF: Final[dict[str, dict[str, Any]]] = {
    "landed_cost_billed": {"receipts": ["GR-1"]},
    "materials_issued": {"consumed": [{"item": "SAUCE-12", "quantity": "6"}]},
}
"""Of kinds that must state one of several fields, the usual one."""


def example(kind: str) -> dict[str, Any]:
    """The smallest valid event of a kind, as the plain object of a file line.

    Raises:
        KeyError: a required field has no value in `VALUES` yet.
    """
    return {"kind": kind, **_required(KINDS[kind]), **ONE_OF.get(kind, {})}


def _required(owner: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(owner)
    plain: dict[str, Any] = {}
    for field in dataclasses.fields(owner):
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            part = _part(hints[field.name])
            plain[field.name] = [_required(part)] if part else VALUES[field.name]
    return plain


@cache
def _part(hint: Any) -> type[Any] | None:
    inside = get_args(hint)[:1]
    return next(
        (part for part in inside if isinstance(part, type) and dataclasses.is_dataclass(part)), None
    )
