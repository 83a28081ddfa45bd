"""Tables: what is kept of a company, one file of metadata; append-only tables refuse change by trigger."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, text

METADATA = MetaData()
_Count = BigInteger().with_variant(Integer, "sqlite")
_Text = Text().with_variant(Text(collation="C"), "postgresql")
"""Texts sort by their bytes on both engines."""


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, _Text, nullable=False, primary_key=key)


def _count(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, _Count, nullable=False, primary_key=key, autoincrement=False)


def _table(name: str, *columns: Column[str] | Column[int] | Column[bytes] | Index) -> Table:
    return Table(name, METADATA, *columns)


LISTED: Final = "kind IN ({})".format(
    ", ".join(
        f"'{kind}'"
        for kind in (
            "purchase_order_placed",
            "materials_issued",
            "production_completed",
            "disassembly_completed",
            "transfer_requested",
            "stock_transferred",
            "transfer_dispatched",
        )
    )
)
"""The kinds whose documents are listed page by page; only a query of these very words uses their index."""


def _serial(name: str = "n") -> Column[int]:
    """A number the engine gives, growing with the table."""
    return Column(name, _Count, primary_key=True, autoincrement=True)


SETTING = _table("setting", _text("name", key=True), _text("value"))
ACCOUNT_MAP = _table(
    "account_map",
    _serial(),
    _text("account"),
    _text("outside_id"),
    _text("name"),
    _text("number"),
    _text("class"),
    _text("type"),
    _text("class_id"),
    _text("class_name"),
    _text("location_id"),
    _text("location_name"),
    _text("at"),
    _text("who"),
)
LOADED_FILE = _table("loaded_file", _serial(), _text("file"), _text("hash"), _text("at"), _count("rows"))
RECORD = _table("record", _serial("seq"), _count("file"), _count("line"), _text("raw"))
EVENT = _table(
    "event",
    _serial("seq"),
    _text("id"),
    _text("source"),
    _text("kind"),
    _text("external_id"),
    _count("revision"),
    _text("day"),
    _count("rank"),
    _count("sequence"),
    _text("hash"),
    _text("subject"),
    Index("event_id", "id", unique=True),
    Index("event_fact", "kind", "external_id", "source", "revision"),
    Index("event_order", "day", "rank", "sequence", "source", "external_id", "seq"),
    Index("event_subject", "subject"),
    Index(
        "event_document", "kind", "day", "subject", sqlite_where=text(LISTED), postgresql_where=text(LISTED)
    ),
    Index(
        "event_master",
        "day",
        "sequence",
        "source",
        "external_id",
        sqlite_where=Column("rank", Integer) == 0,
    ),
)
FACT_NAME = _table("fact_name", _text("name", key=True), _count("event", key=True))
ARRIVAL = _table("arrival", _count("event", key=True), _text("day"))
LOT_NUMBER = _table("lot_number", _text("item", key=True), _text("number", key=True), _count("seq"))
QUARANTINE = _table(
    "quarantine", _serial(), _count("event"), _text("at"), Index("quarantine_event", "event")
)
RELEASE = _table("release", _serial(), _count("event"), _text("at"), _text("who"))
CYCLE = _table(
    "cycle", _serial("id"), _count("after"), _count("watermark"), _text("at"), _text("closed_through")
)
CYCLE_MARK = _table("cycle_mark", _count("cycle", key=True), _text("position"), _count("done"))
CYCLE_RELEASE = _table(
    "cycle_release",
    _serial(),
    _count("cycle"),
    _count("event"),
    Index("cycle_release_event", "event", "cycle"),
    Index("cycle_release_cycle", "cycle"),
)
LOT = _table(
    "lot",
    _serial("id"),
    _text("event"),
    _text("item"),
    _text("location"),
    _text("number"),
    _text("account"),
    _text("reference"),
    _count("quantity"),
    _count("value"),
    _text("category"),
    _text("order_line"),
    _text("price"),
    _text("day"),
    _text("layer"),
    Index("lot_reference", "reference", sqlite_where=Column("reference", Text) != ""),
    Index("lot_order_line", "order_line", sqlite_where=Column("order_line", Text) != ""),
)
TAKE = _table(
    "take",
    _serial(),
    _text("event"),
    _count("lot"),
    _count("sink"),
    _count("quantity"),
    _count("value"),
    _text("role"),
    _count("weight"),
    _count("whole"),
    Index("take_lot", "lot"),
    Index("take_sink", "sink"),
)
REVALUATION = _table(
    "revaluation",
    _serial(),
    _text("event"),
    _count("lot"),
    _count("value"),
    _text("why"),
    Index("revaluation_event", "event"),
    Index("revaluation_lot", "lot"),
)
COST = _table(
    "cost",
    _serial(),
    _text("event"),
    _count("step"),
    _text("parts"),
    _text("flags"),
    Index("cost_event", "event"),
)
LOT_HELD = _table(
    "lot_held",
    _count("lot", key=True),
    _text("item"),
    _text("location"),
    _text("order_line"),
    _text("layer"),
    _count("quantity"),
    _count("value"),
    Index("lot_held_place", "item", "location"),
    Index("lot_held_order", "order_line"),
)
LAST_COST = _table(
    "last_cost",
    _text("item", key=True),
    _text("location", key=True),
    _text("kind", key=True),
    _count("value"),
    _count("quantity"),
)
WAITING_SALE = _table(
    "waiting_sale",
    _text("event", key=True),
    _text("order_key"),
    _text("units"),
    _text("day"),
    _count("place"),
)
UNCOSTED_SALE = _table("uncosted_sale", _text("event", key=True), _text("day"), _text("lines"))
SCHEDULE = _table(
    "schedule",
    _text("number", key=True),
    _text("subscription"),
    _text("customer"),
    _text("channel"),
    _text("item"),
    _text("facts"),
    _text("posted"),
    _count("live"),
    Index("schedule_subscription", "subscription"),
    Index("schedule_live", "live", "number"),
)
ORDERED_LINE = _table(
    "ordered_line",
    _text("order_key", key=True),
    _text("line", key=True),
    _text("item"),
    _text("currency"),
    _text("price"),
    _count("quantity"),
    _count("place"),
    _count("received"),
    _count("closed"),
)
ENTRY = _table(
    "entry",
    _serial("seq"),
    _text("id"),
    _text("event"),
    _text("rule"),
    _text("day"),
    _text("currency"),
    _text("rate"),
    _text("document"),
    _text("group_key"),
    _text("number"),
    _text("party"),
    _text("due"),
    _text("memo"),
    _text("links"),
    _text("prior"),
    _text("reverses"),
    Index("entry_id", "id", unique=True),
    Index("entry_event", "event"),
)
ENTRY_LINE = _table(
    "entry_line",
    _serial(),
    _count("entry"),
    _text("side"),
    _text("account"),
    _count("minor"),
    _count("home"),
    _text("party"),
    _text("item"),
    _count("quantity"),
    _text("text"),
    _text("reference"),
    Index("entry_line_entry", "entry"),
)
PINNED = _table("pinned", _text("account", key=True), _count("value"))
OPEN_ITEM = _table(
    "open_item",
    _text("reference", key=True),
    _text("account", key=True),
    _text("party"),
    _count("minor"),
    _count("home"),
)
MATCH_FACT = _table(
    "match_fact",
    _serial(),
    _text("event"),
    _text("kind"),
    _text("reference"),
    _text("number"),
    _text("party"),
    _text("day"),
    _text("posted"),
    _count("units"),
    _count("value"),
    _count("amount"),
    _text("currency"),
    _text("rate"),
    _text("of"),
    Index("match_fact_reference", "reference"),
)
TOLERANCE = _table("tolerance", _count("cycle", key=True), _text("price"), _text("quantity"))
LOT_CARRY = _table(
    "lot_carry",
    _serial(),
    _text("event"),
    _text("reference"),
    _count("lot"),
    _count("kept"),
    _count("carried"),
    _count("gone"),
    _count("left"),
    Index("lot_carry_reference", "reference"),
)
BILLED = _table(
    "billed",
    _serial(),
    _text("number"),
    _text("document"),
    _text("party"),
    _count("original"),
    _text("original_currency"),
    _text("currency"),
    _text("rate"),
    _count("minor"),
    _text("gateway"),
    _text("event"),
    Index("billed_number", "number"),
)
UNSEALED = _table(
    "unsealed", _count("entry", key=True), _text("key"), _text("day"), Index("unsealed_key", "key", "day")
)
DOCUMENT = _table(
    "document",
    _serial("seq"),
    _text("id"),
    _text("type"),
    _text("key"),
    _count("sequence"),
    _text("day"),
    _text("payload"),
    Index("document_id", "id", unique=True),
    Index("document_key", "key", "sequence"),
)
DOCUMENT_ENTRY = _table(
    "document_entry",
    _count("entry", key=True),
    _count("document"),
    Index("document_entry_document", "document"),
)
DOCUMENT_NEED = _table(
    "document_need", _serial(), _text("document"), _text("needs"), Index("document_need_needs", "needs")
)
RESERVED_NAME = _table("reserved_name", _text("name", key=True), _text("document"), _text("display"))
OUTSIDE_NAME = _table(
    "outside_name", _text("type", key=True), _text("id", key=True), _text("name"), _text("currency")
)
OUTSIDE_LIST = _table(
    "outside_list", _serial(), _text("type"), _text("at"), _text("who"), _count("records")
)
OUTSIDE_RECORD = _table(
    "outside_record",
    _serial(),
    _count("list"),
    _text("type"),
    _text("id"),
    _text("name"),
    _count("active"),
    _text("currency"),
    _text("email"),
    _text("raw"),
    Index("outside_record_place", "type", "id"),
)
RECORD_MATCH = _table(
    "record_match",
    _serial(),
    _text("type"),
    _text("key"),
    _text("currency"),
    _text("outside_id"),
    _text("name"),
    _text("at"),
    _text("who"),
    _text("why"),
    Index("record_match_key", "type", "key"),
)
TRANSITION = _table(
    "transition",
    _serial(),
    _text("document"),
    _text("before"),
    _text("after"),
    _text("at"),
    _text("result"),
    _text("previous_hash"),
    _text("hash"),
    Index("transition_document", "document"),
)
CROSSING_STATE = _table(
    "crossing_state",
    _text("document", key=True),
    _text("state"),
    _count("priority"),
    _count("place"),
    _count("lane"),
    _count("value"),
    Index("crossing_state_next", "state", "lane", "priority", "place"),
)
BATCH = _table(
    "batch",
    _serial(),
    _text("id"),
    _text("request_id"),
    Column("body", LargeBinary, nullable=False),
    _text("at"),
    Index("batch_id", "id", unique=True),
)
BATCH_ITEM = _table(
    "batch_item",
    _serial(),
    _text("batch"),
    _text("item"),
    _text("document"),
    Index("batch_item_batch", "batch"),
    Index("batch_item_document", "document"),
)
ATTEMPT = _table("attempt", _serial(), _text("batch"), _text("at"), Index("attempt_batch", "batch"))
ANSWER = _table("answer", _serial(), _text("document"), _text("batch"), _text("at"), _text("raw"))
OUTSIDE = _table(
    "outside",
    _serial(),
    _text("document"),
    _text("outside_id"),
    _text("sync_token"),
    _text("type"),
    Index("outside_document", "document"),
    Index("outside_theirs", "outside_id"),
)
CASE = _table(
    "exception_case",
    _serial(),
    _text("id"),
    _text("stage"),
    _text("subject"),
    _text("code"),
    _text("what"),
    _text("why"),
    _text("next_step"),
    _text("owner"),
    _text("place"),
    _text("opened"),
    _text("due"),
    Index("case_id", "id"),
    Index("case_subject", "stage", "subject"),
)
CASE_ACT = _table(
    "case_act",
    _serial(),
    _text("case"),
    _text("act"),
    _text("who"),
    _text("at"),
    _text("why"),
    Index("case_act_case", "case"),
)
REVERSAL = _table(
    "reversal",
    _serial(),
    _text("document"),
    _count("cycle"),
    _count("linked"),
    _text("closed_through"),
    _text("at"),
    _text("who"),
    _text("why"),
    Index("reversal_document", "document", unique=True),
)
REDATING = _table(
    "redating",
    _serial(),
    _text("document"),
    _text("day"),
    _text("type"),
    _text("at"),
    _text("why"),
    Index("redating_document", "document"),
)
HOME_CENT = _table(
    "home_cent",
    _serial(),
    _text("document"),
    _text("account"),
    _count("minor"),
    _text("at"),
    Index("home_cent_document", "document"),
)
PERIOD_RELEASE = _table(
    "period_release", _serial(), _text("key"), _text("at"), _text("who"), Index("period_release_key", "key")
)
SWEEP = _table(
    "sweep", _serial(), _text("asked_from"), _text("at"), _text("kind"), _count("seen"), _count("notices")
)
DRIFT_ACCEPTED = _table(
    "drift_accepted",
    _serial(),
    _text("fingerprint"),
    _text("subject"),
    _text("at"),
    _text("who"),
    _text("why"),
    Index("drift_accepted_fingerprint", "fingerprint"),
)
READ_BILL = _table(
    "read_bill",
    _serial(),
    _text("type"),
    _text("id"),
    _text("said"),
    _text("at"),
    Index("read_bill_place", "type", "id"),
)
BILL_MATCH = _table(
    "bill_match",
    _serial(),
    _text("type"),
    _text("id"),
    _text("line"),
    _text("receipts"),
    _count("corrects"),
    _text("at"),
    _text("who"),
    _text("why"),
    Index("bill_match_place", "type", "id"),
)
CLOSING = _table("closing", _serial(), _text("through"), _text("at"), _text("who"))
AUDIT = _table(
    "audit",
    _serial(),
    _text("at"),
    _text("who"),
    _text("act"),
    _text("subject"),
    _text("before"),
    _text("after"),
    _text("previous_hash"),
    _text("hash"),
)
SECRET = _table(
    "secret",
    _text("scope", key=True),
    _text("name", key=True),
    _text("key_id"),
    Column("sealed", LargeBinary, nullable=False),
    _text("at"),
)
CREDENTIAL = _table(
    "credential",
    _text("realm", key=True),
    _count("generation"),
    _text("access_until"),
    _text("refresh_until"),
    _text("hard_until"),
    _text("broken"),
    _text("holder"),
    _text("lease_until"),
    _text("at"),
    _text("who"),
)
TOKEN_ATTEMPT = _table(
    "token_attempt",
    _serial(),
    _text("realm"),
    _text("act"),
    _count("generation"),
    _text("at"),
    _text("who"),
    Index("token_attempt_realm", "realm", "generation"),
)
TOKEN_OUTCOME = _table(
    "token_outcome",
    _serial(),
    _count("attempt"),
    _text("result"),
    _text("detail"),
    _text("at"),
    Index("token_outcome_attempt", "attempt"),
)
USER_ROLE = _table(
    "user_role", _serial(), _text("user"), _text("role"), _count("held"), _text("at"), _text("who")
)
API_KEY = _table(
    "api_key",
    _serial(),
    _text("id"),
    _text("user"),
    _text("scope"),
    _text("hash"),
    _text("until"),
    _text("at"),
    _text("who"),
    Index("api_key_id", "id", unique=True),
)
API_KEY_END = _table(
    "api_key_end", _serial(), _text("key"), _text("at"), _text("who"), Index("api_key_end_key", "key")
)

CACHES: Final = frozenset(
    {
        "setting",
        "secret",
        "credential",
        "cycle_mark",
        "lot_number",
        "lot_held",
        "last_cost",
        "waiting_sale",
        "uncosted_sale",
        "schedule",
        "ordered_line",
        "pinned",
        "open_item",
        "unsealed",
        "outside_name",
        "crossing_state",
    }
)
"""Tables that change: leases, caches, derived state, and secrets, of which only the last may be kept;
everything else only grows (design law 3)."""


def append_only() -> list[str]:
    """Every table but the caches: what is written there stays as it was written."""
    return [table.name for table in METADATA.sorted_tables if table.name not in CACHES]


def insert_sql(table: Table, *, replace: bool = False, serial: bool = False) -> str:
    """An INSERT of every column in order; the serial key is left to the engine unless `serial`."""
    names = [column.name for column in table.columns if serial or column.autoincrement is not True]
    columns = ", ".join(f'"{name}"' for name in names)
    sql = f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join('?' * len(names))})"
    return f"{sql} {_instead(table)}" if replace else sql


def _instead(table: Table) -> str:
    keys = ", ".join(f'"{column.name}"' for column in table.columns if column.primary_key)
    others = [column.name for column in table.columns if not column.primary_key]
    news = ", ".join(f'"{name}" = excluded."{name}"' for name in others)
    return f"ON CONFLICT ({keys}) DO UPDATE SET {news}" if news else f"ON CONFLICT ({keys}) DO NOTHING"
