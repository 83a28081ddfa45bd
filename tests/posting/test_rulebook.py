"""The rulebook: every refusal in words, every shipped rule proven to balance."""

from __future__ import annotations

from datetime import date

import pytest

from tieout.core.entry import Side
from tieout.posting.rulebook import RuleError, RuleLine, load_rulebook, prove_balance, read_rulebook

GOOD = """
[[block]]
name = "true up"
lines = ["Dr place late_cost", "Dr place covered", "Cr place covering"]

[[rule]]
name = "received"
on = "goods_received"
from = 2026-01-01
document = "JournalEntry"
lines = ["Dr inventory received", "Dr place standard_variance", "Cr grni accrued"]
include = ["true up"]
because = "Goods arrive before the bill."
"""


def refused(text: str) -> str:
    with pytest.raises(RuleError) as found:
        read_rulebook({"stock": text})
    return str(found.value)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('on = "goods_received"', 'on = "goods_taken"', "'goods_taken' is not a known event; known are "),
        ("Cr grni accrued", "Cr grnl accrued", "'grnl' is not a known account role; known are "),
        ("Cr grni accrued", "Cr grni accured", "'accured' is not a known amount; known are "),
        ("JournalEntry", "Journal", "'Journal' is not a known document type; known are "),
        (
            'include = ["true up"]',
            'include = ["trueup"]',
            "'trueup' is not a known block",
        ),
        ("Cr grni accrued", "Cr grni", "'Cr grni' is not of the form «Dr|Cr role amount»"),
        ("Cr grni accrued", "cr grni accrued", "'cr grni accrued' is not of the form «Dr|Cr role amount»"),
        ('because = "Goods arrive before the bill."', "", "because is missing"),
        (
            "from = 2026-01-01",
            'from = 2026-01-01\ngroup = "week"',
            "'week' is not a known group",
        ),
        ("from = 2026-01-01", "from = 2026-01-01\nif = 1", "'if' is not a known key; known are "),
        (
            '"Cr grni accrued"',
            '"Cr grni issued"',
            "does not balance: issued, receipt is not on both",
        ),
    ],
)
def test_what_is_wrong_is_said_with_what_is_known(before: str, after: str, words: str) -> None:
    message = refused(GOOD.replace(before, after, 1))
    assert message.startswith("stock.toml, rule 'received'")
    assert words in message


def test_text_that_is_no_toml_and_rules_that_stand_twice_are_refused() -> None:
    assert refused("[[rule").startswith("stock.toml is not TOML")
    rule = GOOD[GOOD.index("[[rule]]") :]
    assert "another rule has the same event, when and from" in refused(GOOD + rule)


def test_every_shipped_rule_balances_and_says_why() -> None:
    rules = load_rulebook().rules
    assert len(rules) >= 30
    for rule in rules:
        prove_balance(rule.name, rule.lines)
        assert rule.because.endswith(".")


def test_one_side_alone_never_balances() -> None:
    with pytest.raises(RuleError, match="receipt, standard_variance is not on both sides alike"):
        prove_balance("x", [RuleLine(Side.DR, "inventory", "received")])


def test_the_latest_rule_that_has_begun_counts() -> None:
    later = GOOD.replace("2026-01-01", "2026-06-01").replace('"received"', '"received anew"')
    book = read_rulebook({"stock": GOOD, "cash": later})
    days = [date(2026, 5, 31), date(2026, 6, 1)]
    found = [book.rule("goods_received", "", day) for day in days]
    assert [rule.name if rule else "" for rule in found] == ["received", "received anew"]
    assert book.rule("goods_received", "", date(2025, 12, 31)) is None
