"""Lines that share eight words in a row with an evaluation text."""

import leaks

KNOWN = ["I wanted to say - don't forget: the flight gets in at 6 on Friday.", "Seven words are not enough for it"]


def test_a_run_is_found_inside_and_whatever_its_punctuation():
    found = leaks.Leaks(KNOWN)
    assert found.shares("He wrote WANTED to say dont forget the flight gets. Then nothing.")
    assert found.shares("> forget , the flight gets in at 6 on Friday , he said")


def test_seven_words_are_no_run():
    found = leaks.Leaks(KNOWN)
    assert not found.shares("to say don't forget the flight gets delayed")
    assert not found.shares("Seven words are not enough for me")
    assert leaks.Leaks(KNOWN, length=7).shares("Seven words are not enough for it")


def test_words_are_letters_and_digits():
    assert leaks.words("It's -- 5:30 p.m., O.K.?") == ["its", "530", "pm", "ok"]
