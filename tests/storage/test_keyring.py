"""Keyring: keys in and out of text, their ids, and which one is used."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.storage.keyring import KEY_BYTES, Key, Keyring, KeyUnfitError

MATERIAL = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)


@given(MATERIAL)
def test_a_key_comes_back_from_its_text_in_either_alphabet(material: bytes) -> None:
    key = Key(material)
    assert Key.of_text(key.text) == key
    assert Key.of_text(f" {base64.b64encode(material).decode()}\n") == key
    assert Key.of_text(key.text).id == key.id


@given(MATERIAL)
def test_neither_id_nor_representation_tells_the_key(material: bytes) -> None:
    key = Key(material)
    assert key.text not in repr(key)
    assert key.text not in repr(Keyring((key,)))
    assert repr(material) not in repr(key)
    assert key.id not in key.text


@pytest.mark.parametrize("text", ["", "short", "ä" * 43, "A" * 44, base64.b64encode(b"x" * 31).decode()])
def test_what_is_no_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(KeyUnfitError) as refused:
        Key.of_text(text)
    assert not text or text not in str(refused.value)


def test_the_last_key_seals_and_unused_ones_may_go() -> None:
    old, middle, new = Key.new(), Key.new(), Key.new()
    ring = Keyring((old, middle, new))
    assert ring.current == new
    assert ring.key(middle.id) == middle
    assert ring.key("00000000") is None
    assert ring.only([middle.id]).keys == (middle, new)
    assert ring.only([]).keys == (new,)


def test_a_ring_has_a_key() -> None:
    with pytest.raises(KeyUnfitError):
        Keyring(())
