"""Account list: the chart with types and balances."""

from __future__ import annotations

import re

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.jsontext import Body

from .balances import in_report_order
from .scope import scope
from .shape import cells, column, header, report

_COLUMNS = (
    ("Account", "String", "account_name"),
    ("Type", "String", "account_type"),
    ("Detail type", "String", "detail_acc_type"),
    ("Description", "String", "account_desc"),
    ("Balance", "Money", "account_bal"),
)


def account_list(books: Books, parameters: dict[str, str]) -> Body:
    """Active accounts in the order of their types."""
    asked = scope(books, parameters)
    rows = []
    for account in in_report_order(books):
        if not account["Active"] or not _admits(parameters, account):
            continue
        live = books.kinds["Account"].live(books, account)
        detail = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", account.get("AccountSubType", ""))
        balance = format(live["CurrentBalance"], "f")
        name = {"value": account["FullyQualifiedName"], "id": account["Id"]}
        texts = cells(account["AccountType"], detail, account.get("Description", ""), balance)
        rows.append({"ColData": [name, *texts], "type": "Data"})
    head = header(books, "AccountList", asked.period, parameters, empty=not rows, standard=False)
    return report(head, [column(*one) for one in _COLUMNS], rows)


def _admits(parameters: dict[str, str], account: Body) -> bool:
    wanted = {one for one in parameters.get("account_type", "").split(",") if one}
    return (
        not wanted or account["AccountType"].replace(" ", "") in wanted or account["AccountType"] in wanted
    )
