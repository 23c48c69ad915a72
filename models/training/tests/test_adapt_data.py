"""What is left out of the corpora, and why."""

import pytest

pytest.importorskip("gguf", reason="gguf is not installed (models/training/requirements.txt)")
pytest.importorskip("tokenizers", reason="tokenizers is not installed (models/training/requirements.txt)")

import adapt_data  # noqa: E402
import prepare  # noqa: E402

KNOWN = ["Could you send me the minutes of the meeting we had on Tuesday, please?"]


def numbered(count):
    text = "is one of very many lines that have nothing at all to do with anything, I should say"
    return [f"Line {n} {text}, {n * n}." for n in range(count)]


def test_each_reason_is_counted_and_held_out_blocks_are_those_of_prepare():
    lines = numbered(20000)
    lines[3] = "Hello! I said: could you send me the minutes of the meeting, did I not?"
    lines[4] = KNOWN[0]
    lines[5] = lines[6]
    lines[7] = "x" * 300
    lines[8] = "This page is UNCLASSIFIED."
    train, held, left_out = adapt_data.Sieve(KNOWN).parts("a.txt", lines, {"longest": 200, "without": "UNCLASSIFIED"})
    assert left_out == {"beginning": 1, "eight words": 1, "repeated": 1, "long": 1, "without": 1}
    of_file = prepare.name_hash("a.txt")
    assert held == [line for n, line in enumerate(lines) if prepare.is_held_out(of_file, n) and n > 8]
    assert len(train) + len(held) + 5 == len(lines) and 50 <= len(held) <= 600


def test_lines_near_a_word_are_left_out():
    lines = numbered(1000)
    lines[500] = "From: somebody at ENRON"
    train, held, left_out = adapt_data.Sieve([]).parts("a.txt", lines, {"not_near": "enron"})
    assert left_out == {"near": 2 * adapt_data.NEAR + 1}
    assert lines[349] in train + held and lines[350] not in train + held


def test_part_takes_whole_blocks_for_training_and_leaves_held_out_ones():
    lines = numbered(5000)
    train, held, _ = adapt_data.Sieve([]).parts("a.txt", lines, {"part": 0.2})
    assert 0.1 * len(lines) < len(train) < 0.3 * len(lines)
    assert len(held) == sum(prepare.is_held_out(prepare.name_hash("a.txt"), n) for n in range(len(lines)))


def test_a_corpus_that_is_not_listed_is_an_error():
    corpora = {"chat": {"share": 1}, "chat-long": {"share": 2}}
    assert adapt_data.settings_of("chat-long_MIT.txt.xz", corpora)["share"] == 2
    with pytest.raises(SystemExit, match="does not list mail"):
        adapt_data.settings_of("mail.txt", corpora)


def test_what_stood_in_an_earlier_message_is_left_out_but_short_ones_stay():
    first, other = numbered(1)[0], "Could we talk about the budget of the museum before the end of this week?"
    quoted = f"{first} I agree."
    assert adapt_data.fresh([first, "ok, thanks", other, quoted, "ok, thanks"]) == [
        first,
        "ok, thanks",
        other,
        "ok, thanks",
    ]
