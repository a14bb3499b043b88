"""Sealed texts open only with their key and in their place."""

import pytest

from shared.privacy import Cipher, Unreadable, mailbox_of


def test_what_was_sealed_opens_in_its_place(cipher):
    assert cipher.open(cipher.seal("Zażółć", "residents/1/name"), "residents/1/name") == "Zażółć"


def test_a_sealed_text_moved_elsewhere_does_not_open(cipher):
    sealed = cipher.seal("Zażółć", "residents/1/name")
    with pytest.raises(Unreadable):
        cipher.open(sealed, "residents/2/name")


def test_after_its_key_is_destroyed_a_text_is_gone(cipher):
    sealed = cipher.seal("Zażółć", "residents/1/name")
    with pytest.raises(Unreadable):
        Cipher({"k2": bytes(range(32))}, "k2").open(sealed, "residents/1/name")


def test_old_texts_open_after_a_new_key_came(tmp_path):
    file = tmp_path / "keys"
    file.write_text(f"k1 {'00' * 32}\n")
    sealed = Cipher.from_file(file).seal("Zażółć", "x")
    file.write_text(f"k1 {'00' * 32}\nk2 {'11' * 32}\n")

    assert Cipher.from_file(file).open(sealed, "x") == "Zażółć"


def test_the_same_text_never_looks_the_same_twice(cipher):
    assert cipher.seal("Zażółć", "x") != cipher.seal("Zażółć", "x")


def test_an_address_is_known_in_capitals_and_with_a_plus():
    assert mailbox_of(" Jan+bo@Example.ORG") == mailbox_of("jan@example.org")
    assert mailbox_of("jan@example.org") != mailbox_of("jana@example.org")
