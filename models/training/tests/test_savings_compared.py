"""Differences of keystroke savings are of all characters, their errors of authors."""

import pytest

import savings_compared


def test_savings_are_of_all_characters():
    base = {"ann": (100, 60, 70), "ben": (300, 210, 240)}
    other = {"ann": (100, 58, 70), "ben": (300, 192, 240)}
    figures = savings_compared.compared(base, other)
    assert (figures["saved"], figures["change"], figures["authors"]) == (37.5, 5.0, [2, 0, 2])
    assert figures["interval"] == [2.0, 6.0]
    assert savings_compared.compared(base, other, 2)["change"] == 0
    assert savings_compared.compared(base, base)["error"] == 0


def test_other_messages_are_refused():
    with pytest.raises(SystemExit, match="other messages"):
        savings_compared.compared({"ann": (100, 60, 70)}, {"ann": (101, 60, 70)})
