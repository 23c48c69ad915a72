"""Keystrokes of drafts of one token, counted by hand."""

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (models/training/requirements.txt)")

import letters  # noqa: E402

# The letter for a space in a byte-level vocabulary is U+0120.
WORDS = ("the", "then", "to", "cat", "sat", "on")
SPELLINGS = ["<end>", *(f"\u0120{word}" for word in WORDS), ",", "s", "\u00c3\u00a9"]
VOCABULARY = letters.Vocabulary(SPELLINGS, 1)
THE, THEN, TO, CAT, SAT, ON, COMMA, S, ACCENT = range(1, 10)


def taken(order, target, after=None):
    """(keystrokes, letters) where tokens are likely in this order."""
    logits = torch.full((1, len(SPELLINGS)), -5.0)
    for place, token in enumerate(order):
        logits[0, token] = -float(place)
    return letters.keystrokes(VOCABULARY, logits, [target], [after])[0]


def test_bytes_are_those_of_the_text():
    assert VOCABULARY.bytes[THE] == b" the" and VOCABULARY.bytes[ACCENT] == "é".encode() and VOCABULARY.bytes[0] == b""


def test_the_best_costs_one_and_the_two_others_two():
    order = [CAT, SAT, ON, TO, THE]
    assert taken(order, CAT) == (1, 4)
    assert taken(order, SAT) == (2, 4) and taken(order, ON) == (2, 3)


def test_letters_are_typed_until_it_is_among_the_three():
    order = [CAT, SAT, ON, TO, THEN, THE]
    # " t" leaves to, then, the; two letters and the choice of the third.
    assert taken([CAT, SAT, ON, TO, THEN, THE], THE, COMMA) == (4, 4)
    assert taken([CAT, SAT, ON, THE, TO], THE) == (3, 4)
    # " th" has then first.
    assert taken(order, THEN) == (4, 5)


def test_typing_it_all_is_never_beaten_by_more():
    assert taken([CAT, SAT, ON, THEN, TO], COMMA) == (1, 1)


def test_inside_of_a_word_nothing_is_taken():
    assert taken([CAT], CAT, S) == (4, 4) and taken([CAT], CAT, ACCENT) == (4, 4)
    assert taken([CAT], CAT, COMMA) == (1, 4) and taken([CAT], CAT, SAT) == (1, 4)
