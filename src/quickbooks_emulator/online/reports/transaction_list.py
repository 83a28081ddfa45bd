"""Transaction list: one row per transaction, posting or not; by customer, by supplier, or with splits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from quickbooks_emulator.online.amount import amount, cents
from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.accounttype import credit_normal
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.ledger import Entry, Posting

from .entryrow import Row, data_rows, heads, ordered, row_of, split_of, totals, wanted_columns
from .scope import Scope, scope
from .shape import header, report, section

_DEFAULT = "tx_date txn_type doc_num is_no_post name memo account_name other_account subt_nat_amount"
_SPLITS = "tx_date txn_type doc_num is_no_post name memo account_name subt_nat_amount"
FILTERS = "customer vendor employee item class department"
_SETTLING = ("Payment", "BillPayment")


def _list(name: str, party: str = "") -> Callable[[Books, dict[str, str]], Body]:
    def made(books: Books, parameters: dict[str, str]) -> Body:
        asked = scope(books, parameters, filters=FILTERS)
        keys = wanted_columns(parameters, _DEFAULT)
        rows = [row for row in _rows(asked) if _admits(parameters, row)]
        if party:
            rows = [row for row in rows if books.store.get(party, row.name[0])]
            shown = _by_name(ordered(rows, parameters), keys)
        else:
            shown = data_rows(ordered(rows, parameters), keys)
        head = header(books, name, asked.period, parameters, empty=not rows, standard=False)
        head.pop("ReportBasis")
        return report(head | asked.shown(), heads(keys), shown)

    return made


def with_splits(books: Books, parameters: dict[str, str]) -> Body:
    """Every transaction with all of its postings below it."""
    asked = scope(books, parameters, filters=FILTERS)
    keys = wanted_columns(parameters, _SPLITS)
    sections = []
    for row in _rows(asked):
        if not _admits(parameters, row) or not row.posting:
            continue
        entries = _entries(books, row)
        rows = [row_of(books, entry, one) for entry in entries for one in entry.postings if one.cents]
        below = data_rows(rows, keys)
        blank = totals(f"Total for {row.number or row.id}", keys, [])
        sections.append(section(f"{row.entity} {row.number or row.id}", below, blank, "", len(keys)))
    head = header(books, "TransactionListWithSplits", asked.period, parameters, empty=not sections)
    return report(head | asked.shown(), heads(keys), sections)


def _entries(books: Books, row: Row) -> list[Entry]:
    keys = [(row.entity, row.id, ""), (row.entity, row.id, "cost")]
    return [books.ledger.entries[key] for key in keys if key in books.ledger.entries]


def _rows(asked: Scope) -> Iterator[Row]:
    """By date, then as they were made."""
    books, period = asked.books, asked.period
    found = [
        (body["TxnDate"], int(body["Id"]), name, body)
        for name, kind in books.kinds.items()
        if kind.transaction
        for body in books.store.each(name)
        if period.start <= body["TxnDate"] <= period.end
    ]
    for _, _, name, body in sorted(found, key=lambda one: one[:3]):
        entry = books.ledger.entries.get((name, body["Id"], ""))
        if entry is None:
            if not asked.filters:
                yield _silent(books, name, body)
        elif any(asked.admits(posting) for posting in entry.postings):
            yield _posted(books, name, body, entry)


def _posted(books: Books, name: str, body: Body, entry: Entry) -> Row:
    posting = _main(name, entry)
    row = row_of(books, entry, posting)
    row.memo = str(body.get("PrivateNote", ""))
    row.split = split_of(books, entry, posting.account)
    account = books.store.objects["Account"][posting.account]
    own = sum(one.cents for one in entry.postings if one.account == posting.account)
    row.amount = -own if credit_normal(account["AccountType"]) else own
    return row


def _main(name: str, entry: Entry) -> Posting:
    """The posting a transaction is listed under: its first, or the bank's where it settles."""
    if name in _SETTLING and len(entry.postings) > 1:
        return entry.postings[1]
    return entry.postings[0]


def _silent(books: Books, name: str, body: Body) -> Row:
    """A transaction that posts nothing."""
    party = body.get("CustomerRef") or body.get("VendorRef") or body.get("EmployeeRef") or {}
    who = (str(party.get("value", "")), str(party.get("name", "")))
    value = cents(amount(body.get("TotalAmt")))
    number = str(body.get("DocNumber", ""))
    memo = str(body.get("PrivateNote", ""))
    posting = books.kinds[name].posting
    return Row(books, name, body["Id"], body["TxnDate"], number, who, memo, amount=value, posting=posting)


def _admits(parameters: dict[str, str], row: Row) -> bool:
    """transaction_type and source_account, where they were given."""
    types = {one.lower() for one in parameters.get("transaction_type", "").split(",") if one}
    accounts = {one for one in parameters.get("source_account", "").split(",") if one}
    return (not types or row.entity.lower() in types) and (not accounts or row.account in accounts)


def _by_name(rows: list[Row], keys: list[str]) -> list[Body]:
    names: dict[str, list[Row]] = {}
    for row in rows:
        names.setdefault(row.name[1], []).append(row)
    return [
        section(name, data_rows(below, keys), totals(f"Total for {name}", keys, below), "", len(keys))
        for name, below in sorted(names.items(), key=lambda pair: pair[0].casefold())
    ]


transaction_list = _list("TransactionList")
by_customer = _list("TransactionListByCustomer", "Customer")
by_vendor = _list("TransactionListByVendor", "Vendor")
