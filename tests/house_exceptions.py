"""Where a house rule is bent, each place with its reason. These lists only get shorter.

An entry that is no longer needed fails the test of its rule, so nothing lingers here. A folder ends in
"/" and stands for all below it; entries of folders that do not exist yet are allowed.
"""

from __future__ import annotations

from typing import Final

FLOAT: Final[dict[str, str]] = {
    "src/tieout/insight/": "statistics about the books, never an amount in them",
    "src/tieout/delivery/deliver.py": "seconds of waiting",
    "src/tieout/delivery/retry.py": "seconds of waiting",
    "src/tieout/demo/giftcards.py": "chances of the invented company; its amounts are exact",
    "src/tieout/demo/orders.py": "chances of the invented company; its amounts are exact",
    "src/tieout/demo/refunds.py": "chances of the invented company; its amounts are exact",
    "src/tieout/demo/wholesale.py": "chances of the invented company; its amounts are exact",
    "src/quickbooks_emulator/online/control.py": "seconds of waiting",
    "src/quickbooks_emulator/online/faults.py": "chances and seconds of injected faults",
    "src/quickbooks_emulator/online/server.py": "seconds of waiting",
    "src/quickbooks_emulator/online/store.py": "seconds of waiting",
    "src/quickbooks_emulator/online/throttle.py": "seconds of waiting",
}

CLOCK: Final[dict[str, str]] = {
    "src/tieout/cli/": "a command starts now",
    "src/tieout/runtime/": "wiring hands the clock to everything else",
    "src/tieout/connectors/memory/": "the default clock of a fake; tests pass their own",
    "src/quickbooks_emulator/": "a program of its own, with a clock that can be set",
}

PRINT: Final[dict[str, str]] = {
    "src/tieout/cli/": "the command line speaks",
    "src/quickbooks_emulator/main.py": "the ready line is its interface",
}

LONG_FILES: Final[dict[str, str]] = {
    "src/quickbooks_emulator/online/books.py": "one state machine; splitting it would hide its order",
}

LOOKED_AT: Final[dict[str, str]] = {
    "src/tieout/costing/shelf.py::bear": "one lot's birth, told in order; the parts share their state",
}
"""Functions between 40 and 70 lines that a second pair of eyes found right as they are."""

TWIN_ELSEWHERE: Final[dict[str, str]] = {
    "src/tieout/core/event/cash.py": "tests/core/event/test_kinds.py",
    "src/tieout/core/event/envelope.py": "tests/core/event/test_kinds.py",
    "src/tieout/core/event/fields.py": "tests/core/event/test_values.py",
    "src/tieout/core/event/master.py": "tests/core/event/test_kinds.py",
    "src/tieout/core/event/production.py": "tests/core/event/test_kinds.py",
    "src/tieout/core/event/purchase.py": "tests/core/event/test_kinds.py",
    "src/tieout/core/event/sale.py": "tests/core/event/test_kinds.py",
    "src/tieout/core/event/stock.py": "tests/core/event/test_kinds.py",
    "src/tieout/core/event/__init__.py": "tests/core/event/test_kinds.py",
}
"""Modules whose tests stand in a file of another name."""

NO_TWIN: Final[dict[str, str]] = {
    "src/tieout/ports.py": "protocols only; their adapters have the tests",
    "src/tieout/core/capabilities.py": "a value without rules of its own",
    "src/tieout/core/draft.py": "a value without rules of its own",
    "src/tieout/core/open_item.py": "values and a protocol",
    "src/tieout/core/difference.py": "a value without rules of its own",
    "src/tieout/core/lot.py": "values without rules of their own",
    "src/tieout/core/record.py": "a value without rules of its own",
}

NO_TWIN_YET: Final[frozenset[str]] = frozenset(
    {
        "src/tieout/costing/adjustment.py",
        "src/tieout/costing/cost.py",
        "src/tieout/costing/late.py",
        "src/tieout/costing/production.py",
        "src/tieout/costing/purchase.py",
        "src/tieout/costing/returns.py",
        "src/tieout/costing/shelf.py",
        "src/tieout/costing/shipment.py",
        "src/tieout/costing/taking.py",
        "src/tieout/posting/amounts.py",
        "src/tieout/posting/cents.py",
        "src/tieout/posting/entries.py",
        "src/tieout/posting/exchange.py",
        "src/tieout/posting/money.py",
        "src/tieout/posting/purchase.py",
        "src/tieout/posting/rulebook.py",
        "src/tieout/posting/sale.py",
        "src/tieout/posting/sealing.py",
        "src/tieout/storage/cases.py",
        "src/tieout/storage/database.py",
        "src/tieout/storage/documents.py",
        "src/tieout/storage/entries.py",
        "src/tieout/storage/events.py",
        "src/tieout/storage/lots.py",
        "src/tieout/storage/migrations/__init__.py",
        "src/tieout/storage/migrations/r0001.py",
        "src/tieout/storage/outbox.py",
        "src/tieout/storage/settings.py",
        "src/tieout/storage/tables.py",
    }
)
"""Modules that wait for their tests. Nothing may be added."""

SILENCED: Final[dict[str, str]] = {
    "src/tieout/storage/lots.py": "waits for its reason",
}

NOT_IMPORTED: Final[dict[str, str]] = {}
"""Modules nothing imports, though they are not dead."""
