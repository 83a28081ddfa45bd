"""The pages of the accounting flows: their rules as a controller signs them, and their scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from tests.reference.tree import ROOT
from tieout.posting.rulebook import FLOWS, Rule, load_rulebook

SCENARIOS: Final = ROOT / "tests" / "scenarios"

TITLES: Final = {
    "order_to_cash": "Order to cash",
    "procure_to_pay": "Procure to pay",
    "production": "Production",
    "stock": "Stock",
    "cash": "Cash",
}


def page(flow: str) -> str:
    """One flow: what each event posts, from when and why; then its scenarios, as tested."""
    rules = [rule for rule in load_rulebook().rules if rule.flow == flow]
    sources = f"`src/tieout/posting/rules/{flow}.toml` and `tests/scenarios/{flow}/`"
    parts = [
        f"# {TITLES[flow]}\n",
        f"Written by `make docs` from {sources}; do not edit.\n",
        "## Rules\n",
        *(_rule(rule) for rule in rules),
    ]
    scenarios = list(_scenarios(flow))
    if scenarios:
        parts += ["## Scenarios\n", "Each is run by the tests against the real engine.\n", *scenarios]
    return "\n".join(parts)


def _rule(rule: Rule) -> str:
    when = f", {rule.when}" if rule.when else ""
    group = "a document of its own" if rule.group == "event" else f"summed by {rule.group}"
    lines = "\n".join(f"{line.side.value}  {line.role:26}{line.amount}" for line in rule.lines)
    return (
        f"### {rule.name}\n\n"
        f"On `{rule.on}`{when}, from {rule.start}: {rule.document}, {group}. {rule.because}\n\n"
        f"```\n{lines}\n```\n"
    )


def _scenarios(flow: str) -> Iterator[str]:
    for path in sorted((SCENARIOS / flow).glob("*.md")):
        yield path.read_text(encoding="utf-8").replace("\n# ", "\n### ").replace("# ", "### ", 1)


PAGES: Final[dict[str, Callable[[], str]]] = {f"flows/{flow}.md": partial(page, flow) for flow in FLOWS}
