"""The reference page names every setting, fault kind and control."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from quickbooks_emulator.online.control import Control
from quickbooks_emulator.online.faults import KINDS
from quickbooks_emulator.online.settings import CHOICES, Settings
from tests.quickbooks_emulator.client import Client

PAGE = (Path(__file__).parents[2] / "docs/reference/emulator.md").read_text(encoding="utf-8")


def test_every_setting_is_documented() -> None:
    missing = [field.name for field in fields(Settings) if f"`{field.name}`" not in PAGE]
    assert missing == []
    rows = {line.split("`")[1]: line for line in PAGE.splitlines() if line.startswith("| `")}
    for name, choices in CHOICES.items():
        for choice in choices:
            assert f"`{choice}`" in rows[name], (name, choice)


def test_every_fault_and_control_is_documented(qbo: Client) -> None:
    assert [kind for kind in KINDS if f"`{kind}`" not in PAGE] == []
    control: Control = qbo.app.control
    names = {*control._reads, *control._writes}
    assert [name for name in names if f" {name}`" not in PAGE] == []
