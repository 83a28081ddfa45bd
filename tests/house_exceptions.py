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
    "src/tieout/delivery/step.py": "seconds of waiting",
    "src/tieout/runtime/callback.py": "seconds of waiting",
    "src/tieout/runtime/facts.py": "seconds of waiting",
    "src/tieout/demo/giftcards.py": "chances of the invented company; its amounts are exact",
    "src/tieout/demo/orders.py": "chances of the invented company; its amounts are exact",
    "src/tieout/demo/refunds.py": "chances of the invented company; its amounts are exact",
    "src/tieout/demo/wholesale.py": "chances of the invented company; its amounts are exact",
    "src/quickbooks_emulator/online/control.py": "seconds of waiting",
    "src/quickbooks_emulator/online/faults.py": "chances and seconds of injected faults",
    "src/quickbooks_emulator/online/store.py": "seconds of waiting",
    "src/quickbooks_emulator/online/strike.py": "seconds of waiting",
    "src/quickbooks_emulator/online/throttle.py": "seconds of waiting",
    "src/quickbooks_emulator/online/webhooksender.py": "seconds of waiting",
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
    "src/tieout/core/catalogue.py": "one table: every problem's words in one place, read side by side",
    "src/tieout/storage/tables.py": "one file of metadata: every table in one place, a list without logic",
}

LOOKED_AT: Final[dict[str, str]] = {
    "src/tieout/cli/verbs/init.py::init": "a line per option; what it does is a few statements",
}
"""Functions between 40 and 70 lines that a second pair of eyes found right as they are."""

TWIN_ELSEWHERE: Final[dict[str, str]] = {
    "src/tieout/storage/answers.py": "tests/storage/test_outbox.py",
    "src/tieout/storage/stock.py": "tests/runtime/test_stock.py",
    "src/tieout/runtime/dispatch.py": "tests/acceptance/test_on_server.py",
    "src/tieout/core/event/cash.py": "tests/core/event/test_kinds.py",
    "src/tieout/core/event/envelope.py": "tests/core/event/test_kinds.py",
    "src/tieout/core/event/fields.py": "tests/core/event/test_values.py",
    "src/tieout/core/event/floor.py": "tests/core/event/test_kinds.py",
    "src/tieout/core/event/master.py": "tests/core/event/test_kinds.py",
    "src/tieout/core/event/production.py": "tests/core/event/test_kinds.py",
    "src/tieout/core/event/purchase.py": "tests/core/event/test_kinds.py",
    "src/tieout/core/event/sale.py": "tests/core/event/test_kinds.py",
    "src/tieout/core/event/stock.py": "tests/core/event/test_kinds.py",
    "src/tieout/core/event/__init__.py": "tests/core/event/test_kinds.py",
    "src/tieout/runtime/bookkeeper.py": "tests/acceptance/test_demo.py",
    "src/tieout/connectors/memory/target.py": "tests/connectors/test_contract.py",
    "src/tieout/connectors/quickbooks_online/decode.py": "tests/connectors/test_decode.py",
    "src/tieout/connectors/quickbooks_online/echo.py": "tests/connectors/test_decode.py",
    "src/tieout/connectors/quickbooks_online/encode.py": "tests/connectors/test_encode.py",
    "src/tieout/connectors/quickbooks_online/faults.py": "tests/connectors/test_decode.py",
    "src/tieout/connectors/quickbooks_online/header.py": "tests/connectors/test_encode.py",
    "src/tieout/connectors/quickbooks_online/journal.py": "tests/connectors/test_encode.py",
    "src/tieout/connectors/quickbooks_online/jsontext.py": "tests/connectors/test_encode.py",
    "src/tieout/connectors/quickbooks_online/lookup.py": "tests/connectors/test_contract.py",
    "src/tieout/connectors/quickbooks_online/mark.py": "tests/connectors/test_encode.py",
    "src/tieout/connectors/quickbooks_online/names.py": "tests/connectors/test_encode.py",
    "src/tieout/connectors/quickbooks_online/payment.py": "tests/connectors/test_encode.py",
    "src/tieout/connectors/quickbooks_online/purchase.py": "tests/connectors/test_encode.py",
    "src/tieout/connectors/quickbooks_online/readback.py": "tests/connectors/test_decode.py",
    "src/tieout/connectors/quickbooks_online/references.py": "tests/connectors/test_encode.py",
    "src/tieout/connectors/quickbooks_online/sale.py": "tests/connectors/test_encode.py",
    "src/tieout/connectors/quickbooks_online/tax.py": "tests/acceptance/test_taxes.py",
    "src/tieout/connectors/quickbooks_online/target.py": "tests/connectors/test_contract.py",
    "src/tieout/cycle/changed_needs.py": "tests/acceptance/test_changed_between.py",
    "src/tieout/cycle/reversal.py": "tests/acceptance/test_reversed.py",
    "src/tieout/cycle/billing.py": "tests/cycle/test_unmatched.py",
    "src/tieout/cycle/reversed_sale.py": "tests/acceptance/test_reversed_sale.py",
    "src/tieout/runtime/remake.py": "tests/acceptance/test_swept.py",
    "src/tieout/runtime/reversal.py": "tests/acceptance/test_reversed.py",
    "src/tieout/delivery/step.py": "tests/delivery/test_deliver.py",
    "src/tieout/runtime/settings.py": "tests/cli/verbs/test_settings.py",
    "src/tieout/cli/verbs/listen.py": "tests/runtime/test_listen.py",
    "src/tieout/cli/verbs/sweep.py": "tests/acceptance/test_swept.py",
    "src/tieout/core/drift.py": "tests/connectors/quickbooks_online/test_changes.py",
    "src/tieout/runtime/sweep.py": "tests/acceptance/test_swept.py",
    "src/tieout/storage/sweeps.py": "tests/acceptance/test_swept.py",
    "src/tieout/runtime/stopped.py": "tests/acceptance/test_stopped.py",
    "src/tieout/runtime/duties.py": "tests/runtime/test_access.py",
    "src/tieout/costing/revised_purchase.py": "tests/cycle/test_revised_goods.py",
    "src/tieout/costing/revised_run.py": "tests/cycle/test_revised_goods.py",
    "src/tieout/costing/revised_shipment.py": "tests/cycle/test_revised_goods.py",
    "src/tieout/costing/revised_stock.py": "tests/cycle/test_revised_goods.py",
    "src/tieout/costing/revision.py": "tests/cycle/test_revised_goods.py",
    "src/tieout/storage/dependants.py": "tests/storage/test_outbox.py",
    "src/tieout/storage/memory_outbox.py": "tests/storage/test_outbox.py",
    "src/tieout/storage/migrations/r0001.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0002.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0003.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0004.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0005.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0008.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0009.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0010.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0011.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0012.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0013.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0014.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0015.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0016.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0017.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0018.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0019.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0020.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/core/match.py": "tests/costing/test_matching.py",
    "src/tieout/storage/migrations/r0006.py": "tests/storage/migrations/test_migrations.py",
    "src/tieout/storage/migrations/r0007.py": "tests/storage/migrations/test_migrations.py",
}
"""Modules whose tests stand in a file of another name."""

NO_TWIN: Final[dict[str, str]] = {
    "src/tieout/ports.py": "protocols only; their adapters have the tests",
    "src/tieout/core/draft.py": "a value without rules of its own",
    "src/tieout/core/open_item.py": "values and a protocol",
    "src/tieout/core/outside.py": "a value without rules of its own",
    "src/tieout/core/difference.py": "a value without rules of its own",
    "src/tieout/core/home_cent.py": "a value without rules of its own",
    "src/tieout/core/lot.py": "values without rules of their own",
    "src/tieout/delivery/settings.py": "a value without rules of its own",
}

NO_TWIN_YET: Final[frozenset[str]] = frozenset(
    {
        "src/tieout/cli/show.py",
        "src/tieout/core/catalogue.py",
        "src/tieout/core/event/rank.py",
        "src/tieout/cycle/load.py",
        "src/tieout/flow.py",
        "src/tieout/runtime/acts.py",
        "src/tieout/runtime/cases.py",
        "src/tieout/runtime/company.py",
        "src/tieout/runtime/demo.py",
        "src/tieout/runtime/mapping.py",
        "src/tieout/runtime/master.py",
        "src/tieout/runtime/quickbooks.py",
        "src/tieout/runtime/status.py",
        "src/tieout/runtime/tieout.py",
    }
)
"""Modules that wait for their tests. Nothing may be added."""

SILENCED: Final[dict[str, str]] = {}

NOT_IMPORTED: Final[dict[str, str]] = {
    "src/quickbooks_emulator/online/direct.py": "an entrance of its own, for simulations in one process",
    "src/tieout/reconcile/debt.py": "waits for the verb that shows the reconciliation debt",
    "src/tieout/delivery/quota.py": "shipped for simulations; runtime shares the one in the registry",
    "src/tieout/storage/memory_outbox.py": "shipped for tests and dry runs; runtime wires the durable one",
}
"""Modules nothing imports, though they are not dead."""
