"""Windows of several texts: always the same, and no text sees or predicts another."""

import numpy as np
import pytest

from adapt_windows import PADDING, Windows

BEGINNING = [0, 1]
BREAKS = {"\n": np.array([2])}
# Lines of 6 tokens; a token says which line it stands in, and a line that follows a space has 1000 more.
LINES, LENGTH = 40, 6


def windows(seed=1, **changed):
    plain = 10 + np.arange(LINES * LENGTH)
    tokens = np.concatenate([plain, plain + 1000, np.arange(3000, 3400)]).astype(np.uint16)
    lines = np.concatenate([np.arange(0, 2 * LINES * LENGTH, LENGTH), [2 * LINES * LENGTH, len(tokens)]])
    corpora = [
        {"kind": "mail", "first": 0, "end": LINES, "spaced": 0, "share": 1, "chance": 1},
        {"kind": "sentences", "first": 0, "end": LINES, "spaced": LINES, "share": 3, "chance": 3},
        {"kind": "mail", "first": 2 * LINES, "end": 2 * LINES + 1, "spaced": 0, "share": 1, "chance": 1},
    ]
    mixture = {"window": 48, "beginning": 0.5, "middle": 0.5, "middle_unpredicted": 4, "shortest": 3}
    mixture["kind"] = {
        "mail": {"alone": 1.0, "lines": 1.0, "join": ["\n"]},
        "sentences": {"alone": 0.3, "lines": 3.0, "join": [" ", "\n"]},
    }
    word_start = np.zeros(65536, bool)
    word_start[3000:3400:5] = True
    return Windows(tokens, lines, corpora, {**mixture, **changed}, BEGINNING, word_start, BREAKS, seed)


def test_a_window_is_always_the_same():
    one, other = windows(), windows()
    for i in (7, 0, 7):
        assert all(np.array_equal(a, b) for a, b in zip(vars(one.window(i)).values(), vars(other.window(i)).values()))
    assert not np.array_equal(one.window(0).ids, one.window(1).ids)
    assert not np.array_equal(one.window(0).ids, windows(seed=2).window(0).ids)


def test_texts_are_whole_and_know_their_places():
    drawn, begun = windows(), 0
    for i in range(60):
        w = drawn.window(i)
        texts = [n for n in range(w.segments.max() + 1)]
        begun += sum(list(w.ids[w.segments == n][:2]) == BEGINNING for n in texts) / len(texts)
        for n in texts:
            part = w.segments == n
            assert (w.positions[part] == np.arange(part.sum())).all()
            ids, targets = w.ids[part], w.targets[part]
            first = np.nonzero(targets)[0][0]
            assert targets[first:].all() and len(ids) - first >= 3
            if list(ids[:2]) == BEGINNING:
                assert first == 2
            elif ids[0] >= 3000 and first != 1:
                assert first == 4 and ids[0] % 5 == 0
            else:
                assert first == 1
        padding = w.segments == PADDING
        assert not w.targets[padding].any() and padding.sum() < 8
    assert 0.35 < begun / 60 < 0.65


def test_a_line_after_a_space_is_the_one_tokenised_with_it():
    drawn = windows()
    for i in range(40):
        w = drawn.window(i)
        for n in range(w.segments.max() + 1):
            ids = w.ids[w.segments == n]
            inside = [(a, b) for a, b in zip(ids[2:], ids[3:]) if 2 < b < 3000 and (b - 10) % 1000 % LENGTH == 0]
            # Its first token has 1000 more unless a line break stands before it.
            assert all((b >= 1000) == (a != 2) for a, b in inside)


def test_the_mask_and_the_targets_of_a_batch():
    drawn = windows()
    ids, positions, mask, following, targets = drawn.batch(4, 3)
    assert ids.shape == positions.shape == following.shape == targets.shape == (3, 48) and mask.shape == (3, 1, 48, 48)
    for row, i in enumerate((4, 5, 6)):
        w = drawn.window(i)
        for at in range(48):
            seen = np.nonzero(mask[row, 0, at])[0]
            assert seen[-1] == at and (w.segments[seen] == w.segments[at]).all()
            if w.segments[at] != PADDING:
                assert len(seen) == w.positions[at] + 1
            if targets[row, at]:
                assert w.segments[at + 1] == w.segments[at] and following[row, at] == w.ids[at + 1]


@pytest.mark.parametrize("beginning", [0.0, 1.0])
def test_shares_are_of_predicted_tokens(beginning):
    drawn = windows(beginning=beginning)
    found = drawn.settle()
    assert np.abs(found - [0.2, 0.6, 0.2]).max() < 0.03
    assert drawn.corpora[2]["chance"] < drawn.corpora[0]["chance"]


def with_histories(strangers):
    """Two authors, of 4 and 3 messages, in a mixture in which every window is a history."""
    base = windows(window=30, histories={"share": 1.0, "strangers": strangers})
    of_authors = [{"share": 1, "authors": [10, 14, 17]}]
    breaks = {**BREAKS, "\n\n": np.array([3])}
    return Windows(
        base.tokens, base.lines, base.corpora, base.mixture, BEGINNING, base.word_start, breaks, 1, of_authors
    )


def test_a_history_is_messages_of_one_person_in_their_order():
    drawn, authors = with_histories(0.0), set()
    for i in range(40):
        w = drawn.window(i)
        ids = w.ids[w.segments == 0]
        assert list(ids[:2]) == BEGINNING and not w.targets[w.segments == 0][:2].any()
        parts = ids[2:].reshape(-1, LENGTH + 1) if (len(ids) - 2) % (LENGTH + 1) == 0 else ids[2:23].reshape(-1, 7)
        lines = (parts[:, 0] - 10) // LENGTH
        assert (np.diff(lines) == 1).all() and (parts[:, -1] == 3).all()
        authors.add(int(lines[0] >= 14))
        assert {int(line >= 14) for line in lines} == {int(lines[0] >= 14)}
        separators = (ids == 3) & (np.arange(len(ids)) > 1)
        assert (w.targets[w.segments == 0] == (np.arange(len(ids)) > 1) & ~separators).all()
    assert authors == {0, 1}


def test_somebody_else_may_write_the_last_text():
    drawn, others = with_histories(1.0), 0
    for i in range(40):
        w = drawn.window(i)
        ids = w.ids[w.segments == 0]
        last = ids[np.nonzero(ids == 3)[0][-1] + 1 :]
        others += any(not 10 <= (token % 1000 - 10) // LENGTH < 17 for token in last)
    assert others > 20
