"""Entries: a draft under the rule in effect becomes balanced lines on account keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from tieout.core.account import PINNED, AccountKey, account_key
from tieout.core.draft import Draft
from tieout.core.entry import Entry, Line, Side
from tieout.core.errors import ProgrammerError
from tieout.core.ids import EventId, entry_id
from tieout.core.lot import Part
from tieout.core.match import Tolerances
from tieout.core.money import quanta_per_minor
from tieout.core.open_item import Moved
from tieout.core.period import Periods
from tieout.posting import prior_period
from tieout.posting.cents import ROUNDING, Exact, Pins, cent_lines
from tieout.posting.foreign import Summaries, own_lines, summary_lines
from tieout.posting.holding import OF_ONE_CURRENCY, RELEASED, holding
from tieout.posting.home import Conversion, SummedKey
from tieout.posting.rulebook import INVENTORY, PLACE, Rule, Rulebook, RuleLine


class NoRule(Exception):
    """No rule in effect says how to post an event."""

    def __init__(self, on: str, when: str, day: date) -> None:
        super().__init__(f"no posting rule for {on} {when} on {day}".replace("  ", " "))
        self.on = on


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingPolicy:
    """What finance has set: granularity of each channel, closed periods, foreign documents."""

    granularity: Mapping[str, str] = field(default_factory=dict)
    periods: Periods = field(default_factory=Periods)
    own_currencies: bool = False
    tolerances: Tolerances = field(default_factory=Tolerances)

    def is_daily(self, channel: str) -> bool:
        """Whether the channel's sales are summed by day (accounting.md 1, granularity)."""
        return self.granularity.get(channel) == "daily"


def entry_of(
    draft: Draft,
    event: EventId,
    rulebook: Rulebook,
    pins: Pins,
    policy: PostingPolicy,
    summaries: Summaries,
) -> Entry | None:
    """The entry of a draft; None when nothing moves by a cent and it is no sale.

    Raises:
        NoRule: no rule in effect covers the event.
        ProgrammerError: the draft has a part that the rule does not place.
    """
    rule = rulebook.rule(draft.on, draft.when, draft.day)
    if rule is None:
        raise NoRule(draft.on, draft.when, draft.day)
    day = draft.stays_on or policy.periods.posting_date(draft.day)
    group = group_key(rule, draft, day, policy)
    if group and draft.rate:
        group = f"{group}:{draft.currency}:{draft.rate}:{summaries.cycle}"
    lines = _lines(
        _placed(rule, draft), draft, pins, summaries.minors(day, group) if group and draft.rate else None
    )
    lines = lines or _given_away(rule, draft, group)
    if not lines:
        return None
    cost = draft.parts if draft.cost else ()
    prior = prior_period.stated(cost, lines, draft.day, day, pins.home_currency)
    return Entry(
        id=entry_id(event, rule.name, draft.part),
        event=event,
        rule=rule.name,
        day=day,
        currency=draft.currency,
        rate=draft.rate,
        lines=lines,
        document=_document_type(rule, draft),
        group=group,
        number=draft.number,
        party=draft.party,
        due=draft.due,
        memo=f"{draft.memo}{prior.words(pins.home_currency)}",
        links=draft.links,
        prior=prior,
    )


def _lines(
    placed: list[Exact], draft: Draft, pins: Pins, before: Mapping[SummedKey, int] | None
) -> tuple[Line, ...]:
    """The lines of placed parts: of a cost, of a document at home, of one in a currency of its own."""
    if draft.cost:
        return cent_lines(placed, pins)
    if not draft.rate:
        return _document_lines(placed, pins)
    conversion = Conversion(draft.currency, pins.home_currency, Decimal(draft.rate))
    if before is None:
        return own_lines(placed, conversion, pins)
    return summary_lines(placed, conversion, before)


def moved_of(draft: Draft, rulebook: Rulebook) -> tuple[Moved, ...]:
    """What a draft moves of open items in foreign money, in their own currency; nothing at home.

    Of a document in a currency of its own only money held: the receivable's minor units say it there.
    """
    if not (draft.rate or draft.converted_from):
        return ()
    rule = rulebook.rule(draft.on, draft.when, draft.day)
    moved: dict[tuple[str, str], int] = {}
    for account, value, part, _ in _placed(rule, draft) if rule else ():
        if not part.reference or account.role not in RELEASED | {"accounts_receivable"}:
            continue
        if draft.rate and account.role not in RELEASED:
            continue
        amount = value * quanta_per_minor(draft.currency) if draft.rate else part.original
        key = (str(account), part.reference)
        moved[key] = moved.get(key, 0) + amount
    return tuple(Moved(*key, amount) for key, amount in moved.items() if amount)


def _placed(rule: Rule, draft: Draft) -> list[Exact]:
    """Every part on the account its rule lines name; a part no line names is a bug of ours."""
    by_name: dict[str, list[Part]] = {}
    for part in draft.parts:
        if part.value or part.exact:
            by_name.setdefault(part.name, []).append(part)
    placed = [
        Exact(
            _account(line, part, draft),
            sign * part.value,
            _held(line, part, draft, sign),
            sign * part.exact,
        )
        for line in rule.lines
        for part in by_name.get(line.amount, ())
        for sign in (1 if line.side is Side.DR else -1,)
    ]
    unplaced = set(by_name) - {line.amount for line in rule.lines}
    if unplaced:
        raise ProgrammerError(f"rule {rule.name!r} does not place {', '.join(sorted(unplaced))}")
    return placed


def _held(line: RuleLine, part: Part, draft: Draft, sign: int) -> Part:
    """The part as its line moves it: money held has a reference of its own, per customer and currency."""
    if part.original:
        part = part._replace(original=sign * part.original)
    if line.role not in RELEASED:
        return part
    currency = draft.converted_from or (draft.currency if draft.rate else "")
    if line.role in OF_ONE_CURRENCY:
        return part
    party = (part.party or draft.party) if line.role == "customer_deposits" else ""
    return part._replace(reference=holding(part.origin or part.reference, party, currency))


def _account(line: RuleLine, part: Part, draft: Draft) -> AccountKey:
    if line.role in {PLACE, INVENTORY}:
        if part.account is None:
            raise ProgrammerError(f"{part.name} of {draft.on} stands nowhere")
        return part.account
    if part.account is not None and part.account.role == line.role:
        return part.account
    gateway, channel = part.gateway or draft.gateway, part.channel or draft.channel
    return _qualified(line.role, draft.currency, gateway, channel, part.category, part.reason, part.agency)


@lru_cache(maxsize=4096)
def _qualified(
    role: str, currency: str, gateway: str, channel: str, category: str, reason: str, agency: str
) -> AccountKey:
    """The role's key; a company has few of them, and each line of each entry asks."""
    return account_key(
        role,
        currency=currency,
        gateway=gateway,
        channel=channel,
        category=category,
        reason=reason,
        agency=agency,
    )


def _document_lines(placed: list[Exact], pins: Pins) -> tuple[Line, ...]:
    """Lines already in minor units, but for pinned accounts: those move by their exact value.

    What a pinned line's cents then differ from the document's own goes to rounding (accounting.md 2).
    """
    lines, missing = [], 0
    for account, stated, part, exact in placed:
        minor = stated
        if account.role in PINNED:
            minor = pins.add(account, exact or stated * pins.quanta_per_minor)
            missing += stated - minor
        if minor:
            lines.append(_document_line(account, minor, part))
    if missing:
        lines.append(_document_line(ROUNDING, missing, Part("rounding", missing)))
    return tuple(lines)


def _document_line(account: AccountKey, minor: int, part: Part) -> Line:
    return Line(
        Side.DR if minor > 0 else Side.CR,
        account,
        abs(minor),
        abs(minor),
        party=part.party,
        item=part.item,
        quantity=part.quantity,
        text=part.text,
        reference=part.reference,
    )


def _given_away(rule: Rule, draft: Draft, group: str) -> tuple[Line, ...]:
    """The revenue lines of a sale at no price, each of nothing: the customer gets its form all the same.

    A summary of a day shows no sale by itself, and so none of these.
    """
    if group or not draft.billed:
        return ()
    return tuple(
        _document_line(_account(line, part, draft), 0, part)
        for line in rule.lines
        if line.amount == "gross"
        for part in draft.parts
        if part.name == "gross"
    )


def _document_type(rule: Rule, draft: Draft) -> str:
    """A receipt holds one deposit account: a sale of several gateways is a journal."""
    tendered = [part.gateway for part in draft.parts if part.name == "tendered" and part.value]
    return "JournalEntry" if len(set(tendered)) > 1 else rule.document


def group_key(rule: Rule, draft: Draft, day: date, policy: PostingPolicy) -> str:
    """The key of the document an entry joins; empty = a document of its own (accounting.md 6).

    What belongs to a closed day stands apart from what the open day brought, so that finance can hold or
    adjust the one without the other.
    """
    if draft.links or rule.group == "event":
        return ""
    key = f"{rule.name}:{day}" if day == draft.day else f"{rule.name}:{day}:late"
    if rule.group == "day and reason":
        reason = next((part.reason for part in draft.parts if part.reason), "")
        return f"{key}:{reason}"
    if rule.group == "sales day":
        if not policy.is_daily(draft.channel) or _document_type(rule, draft) != rule.document:
            return ""
        agencies = "+".join(sorted({part.agency for part in draft.parts if part.agency and part.value}))
        return f"{key}:{draft.channel}:{draft.currency}:{draft.gateway}:{agencies}"
    return key
