"""The store: what is kept, taken back, told, and remembered across a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from quickbooks_emulator.online import store as module
from quickbooks_emulator.online.store import Reply, Store, Touch

REPLY = Reply("print", 200, '"Term":{}', 5)


def body(identity: str, name: str = "n") -> dict[str, str]:
    return {"Id": identity, "Name": name}


@pytest.mark.parametrize("with_file", [True, False])
def test_an_answer_is_remembered_before_and_after_the_commit(tmp_path: Path, with_file: bool) -> None:
    store = Store(tmp_path / "s.db" if with_file else None)
    store.keep_reply("r", "1", REPLY)
    assert store.reply("r", "1") == REPLY
    store.commit()
    assert store.reply("r", "1") == REPLY
    assert store.reply("r", "2") is None
    store.close()


def test_what_was_touched_is_told_once_and_in_order() -> None:
    store = Store()
    first = body("1")
    store.put("Term", first)
    store.put("Term", body("2"))
    store.settle()
    second = body("1", "m")
    store.put("Term", second)
    store.settle()
    store.put("Term", body("3"))
    store.rollback()
    store.remove("Term", "2", "now")
    assert store.touched() == [
        Touch("Term", "1", None, first),
        Touch("Term", "2", None, body("2")),
        Touch("Term", "1", first, second),
        Touch("Term", "2", body("2"), None),
    ]
    assert store.touched() == []


def test_facts_come_and_go(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.db")
    store.set_fact("a", "1")
    store.set_fact("b", "2")
    store.commit()
    store.drop_fact("a")
    store.commit()
    store.close()
    store = Store(tmp_path / "s.db")
    assert store.facts == {"b": "2"}
    store.close()


def test_written_objects_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_TEXTS", 3)
    store = Store()
    for number in range(5):
        store.put("Term", body(str(number)))
        assert store.text("Term", str(number)) == f'{{"Id":"{number}","Name":"n"}}'
    store.commit()
    assert store._texts == {}
    assert store.text("Term", "0") == '{"Id":"0","Name":"n"}'
