"""explain: why a document looks as it does, why a balance is what it is, why a cost changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

import typer

from tieout.cli import causes, chain, show
from tieout.cli.main import DONE, AsJson, CompanyName, app
from tieout.cli.registers import print_items, print_registers
from tieout.core.ids import SHORT
from tieout.core.money import decimal_text, minor_of_value
from tieout.core.period import Span, span
from tieout.runtime.acts import clock
from tieout.runtime.balance import Evidence, ExplainedBalance, explain_balance
from tieout.runtime.cogs import explain_cogs
from tieout.runtime.company import open_company
from tieout.runtime.explain import ExplainedDocument, explain_document
from tieout.runtime.figures import figures
from tieout.runtime.inventory import explain_inventory
from tieout.runtime.margin import Wanted, explain_gross_margin
from tieout.runtime.method import ExplainedMethod, explain_method
from tieout.runtime.subledgers import register_as_json

verbs = typer.Typer(
    help="Why a document looks as it does, why a balance is what it is, why a cost changed."
)
app.add_typer(verbs, name="explain")
Top = Annotated[int, typer.Option(min=0, help="How many pieces of evidence are shown of each figure.")]


@verbs.command()
def document(
    name: Annotated[list[str], typer.Argument(help="Its id, number, or 'Invoice 145' in QuickBooks.")],
    company: CompanyName,
    top: Top = 3,
    json: AsJson = False,
) -> None:
    """Explain a document: its lines from its entries, their rules, and every text that was fitted."""
    found = explain_document(open_company(company), " ".join(name))
    if json:
        show.as_json(figures(found))
    else:
        _print_document(found, top)
    raise typer.Exit(DONE)


def _print_document(found: ExplainedDocument, top: int) -> None:
    one = found.crossing.document
    held = chain.standing(found.crossing)
    named = f"{one.type} {one.number}".rstrip()
    show.OUT.print(f"{named} of {one.day}: {held}  [{one.id}]", markup=False)
    for words in _form(found):
        show.OUT.print(f"  {words}", markup=False, soft_wrap=True)
    for line in found.lines:
        show.OUT.print(f"  {chain.line_text(line.line, one.currency)}", markup=False, soft_wrap=True)
        if len(line.shares) > 1:
            largest = sorted(line.shares, key=lambda share: -abs(share.minor))
            for share in largest[:top]:
                amount = decimal_text(share.minor, found.home_currency)
                show.OUT.print(f"      {amount:>14} by entry {share.entry}", markup=False)
            _rest(len(line.shares) - top)
    reasons = {entry.rule: entry.because for event in found.events for entry in event.entries}
    rules = sorted({entry.rule for entry in found.entries})
    for rule in rules:
        show.OUT.print(f"  rule «{rule}»: {reasons.get(rule, '')}", markup=False, soft_wrap=True)
    for text in found.texts:
        show.OUT.print(
            f"  {text.field} was fitted: «{text.full}» → «{text.sent}»", markup=False, soft_wrap=True
        )
    for event in found.events[: max(top, 1)]:
        place = f"{event.file}:{event.line}"
        show.OUT.print(f"  event {event.kind} {event.external_id} of {event.source}, {place}", markup=False)
    _rest(len(found.events) - max(top, 1))


def _form(found: ExplainedDocument) -> Iterator[str]:
    """Number, rate and note: what a person looks for in QuickBooks' window."""
    one, sent, held = found.crossing.document, found.sent, found.held
    if held and held.number and held.number != one.number:
        ours = (
            f"; ours, {one.number}, stands in its note" if one.number and not (sent and sent.number) else ""
        )
        yield f"number in QuickBooks: {held.number}{ours}"
    if one.rate:
        by = f", by {found.rate_source}" if found.rate_source else ""
        yield f"rate: 1 {one.currency} = {one.rate} {found.home_currency}{by}"
    if sent and sent.note:
        yield f"note as sent: {' / '.join(sent.note.splitlines())}"
    elif one.memo:
        yield f"memo: {one.memo}"
    if sent and held and held.note != sent.note and held.note:
        yield f"note in QuickBooks: {' / '.join(held.note.splitlines())}"


def _rest(count: int) -> None:
    if count > 0:
        show.OUT.print(f"      … and {count} more; --json has all of them")


Item = Annotated[str, typer.Option("--item", help="The item whose cost is explained.")]
From = Annotated[
    str, typer.Option("--from", help="The period before: 2026-02, 2026-Q1, 2026 or FIRST..LAST.")
]
To = Annotated[str, typer.Option("--to", help="The period explained, written the same way.")]


def _span(text: str, option: str) -> Span:
    """The period a person typed for an option."""
    try:
        return span(text)
    except ValueError as wrong:
        raise typer.BadParameter(str(wrong), param_hint=option) from None


@verbs.command()
def cogs(
    item: Item,
    before: From,
    after: To,
    company: CompanyName,
    top: Top = 3,
    json: AsJson = False,
) -> None:
    """Explain why cost of goods sold of an item changed, in money per cause, down to the receipts."""
    found = explain_cogs(open_company(company), item, _span(before, "--from"), _span(after, "--to"))
    if json:
        show.as_json(figures(found))
    else:
        causes.print_cost(found, top)
    raise typer.Exit(DONE)


@verbs.command()
def inventory(
    item: Item,
    before: From,
    after: To,
    company: CompanyName,
    top: Top = 3,
    json: AsJson = False,
) -> None:
    """Explain why stock of an item is worth more or less at the end of a period than of another."""
    found = explain_inventory(open_company(company), item, _span(before, "--from"), _span(after, "--to"))
    if json:
        show.as_json(figures(found))
    else:
        causes.print_cost(found, top)
    raise typer.Exit(DONE)


@verbs.command()
def method(
    company: CompanyName,
    item: Annotated[str, typer.Option("--item", help="Of this item only, stated or not.")] = "",
    json: AsJson = False,
) -> None:
    """Explain where the source's costs differ from ours, and what other costing methods would give."""
    found = explain_method(open_company(company), item)
    if json:
        show.as_json(found.as_json())
    else:
        _print_method(found)
    raise typer.Exit(DONE)


def _print_method(found: ExplainedMethod) -> None:
    def text(value: int) -> str:
        return decimal_text(minor_of_value(value, found.currency), found.currency)

    for name in dict.fromkeys(one.item for one in found.figures):
        of_item = [one for one in found.figures if one.item == name]
        show.OUT.print(f"{name}, costed {of_item[0].costed}, in {found.currency}", markup=False)
        for one in of_item:
            show.OUT.print(f"  {one.what}: {text(one.ours.now)}", markup=False)
            if one.source is not None:
                differs = f", {text(one.difference)} more than ours" if one.difference else ""
                words = f"    the source: {text(one.source)}{differs}: {one.why}"
                show.OUT.print(words, markup=False, soft_wrap=True)
            others = ", ".join(f"{words} {text(figure.now)}" for words, figure in one.otherwise)
            show.OUT.print(f"    otherwise: {others}", markup=False, soft_wrap=True)


@verbs.command()
def margin(
    before: From,
    after: To,
    company: CompanyName,
    item: Annotated[str, typer.Option("--item", help="Of this item only.")] = "",
    channel: Annotated[str, typer.Option("--channel", help="Of this channel only.")] = "",
    customer: Annotated[str, typer.Option("--customer", help="Of this customer only.")] = "",
    top: Top = 3,
    json: AsJson = False,
) -> None:
    """Explain why gross margin changed: volume, selling price, discounts, refunds, causes of cost."""
    wanted = Wanted(item=item, channel=channel, customer=customer)
    spans = _span(before, "--from"), _span(after, "--to")
    found = explain_gross_margin(open_company(company), wanted, *spans)
    if json:
        show.as_json(figures(found))
    else:
        causes.print_margin(found, top)
    raise typer.Exit(DONE)


@verbs.command()
def balance(
    account: Annotated[
        str, typer.Argument(help="A QuickBooks account by id, number or name, or an account role.")
    ],
    company: CompanyName,
    on: Annotated[str, typer.Option(help="At the end of this day, YYYY-MM-DD; default: all of it.")] = "",
    daily: Annotated[bool, typer.Option("--daily", help="Show the movement of every day.")] = False,
    top: Top = 3,
    json: AsJson = False,
) -> None:
    """Explain a balance: opening, what each rule did, what is held, and what stands open of it."""
    found = explain_balance(open_company(company), account, show.day(on, "--on"))
    day = show.day(on, "--on") or clock().date()
    if json:
        registers = [register_as_json(one, found.currency, day) for one in found.registers]
        show.as_json({**figures(replace(found, registers=())), "registers": registers})
    else:
        _print_balance(found, top, daily=daily)
        print_registers(found.registers, found.currency)
        for one in found.registers:
            if one.items:
                print_items(one, found.currency, day)
    raise typer.Exit(DONE)


def _print_balance(found: ExplainedBalance, top: int, *, daily: bool) -> None:
    def text(minor: int) -> str:
        return decimal_text(minor, found.currency)

    rows = [("opening balance", "", text(found.opening), "", "")]
    for reason in found.reasons:
        count = str(len(reason.evidence))
        rows.append((reason.rule, reason.kind, text(reason.minor), count, _ids(reason.evidence, top)))
    when = f" at the end of {found.on}" if found.on else ""
    rows.append((f"balance{when}", "", text(found.balance), "", ""))
    if found.held:
        total = text(sum(one.minor for one in found.held))
        rows.append(("not sealed yet", "", total, str(len(found.held)), _ids(found.held, top)))
    show.table(
        f"{found.account} ({', '.join(found.keys)})",
        ["rule", "event", found.currency, "entries", f"largest {top}" if top else "evidence"],
        rows,
        right=[found.currency, "entries"],
    )
    for pin in found.pins:
        same = "equals" if pin.posted == pin.subledger else "DIFFERS FROM"
        show.OUT.print(f"{pin.account}: posted {text(pin.posted)} {same} subledger {text(pin.subledger)}")
    if daily:
        days = [(day, text(minor)) for day, minor in found.days]
        show.table("By day", ["day", found.currency], days, right=[found.currency])


def _ids(evidence: tuple[Evidence, ...], top: int) -> str:
    return "\n".join(f"{one.kind} {one.external_id} [{one.entry[:SHORT]}]" for one in evidence[:top])
