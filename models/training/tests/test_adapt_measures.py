"""Scoring texts with a model whose predictions are known, and errors by author."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (models/training/requirements.txt)")
pytest.importorskip("gguf", reason="gguf is not installed (models/training/requirements.txt)")
pytest.importorskip("tokenizers", reason="tokenizers is not installed (models/training/requirements.txt)")

import adapt_measures  # noqa: E402


class Next:
    """Expects the token after the last one with so much more than any other of 20 tokens."""

    def __init__(self, sure):
        self.sure = sure

    def states(self, ids):
        return torch.nn.functional.one_hot((ids + 1) % 20, 20).float()

    def logits(self, states):
        return states * self.sure


DOCS = [("a", [3, 4, 5, 9]), ("b", [7]), ("a", list(range(12)))]


def test_each_token_is_scored_from_the_one_before():
    found, units = adapt_measures.score({"": Next(2.0)}, DOCS)
    # A text of one token has nothing to predict.
    assert units == ["a", "a"]
    first, last = found[""]
    right, wrong = np.log(np.exp(2) + 19) - 2, np.log(np.exp(2) + 19)
    np.testing.assert_allclose(first[0], [right, right, wrong], rtol=1e-5)
    assert list(first[1] > 0) == [False, False, True]
    assert list(first[2]) == [1, 2, 3] and last.shape == (5, 11)


def test_with_a_beginning_the_first_token_counts_too():
    found, units = adapt_measures.score({"": Next(2.0)}, DOCS, [0, 2])
    assert units == ["a", "b", "a"]
    assert list(found[""][0][2]) == [0, 1, 2, 3] and found[""][1].shape == (5, 1)
    assert list(found[""][0][1] > 0) == [False, False, False, True]


def test_models_are_compared_with_the_first():
    found, units = adapt_measures.score({"base": Next(1.0), "other": Next(3.0), "same": Next(1.0)}, DOCS)
    assert np.abs(found["same"][0][3]).max() < 1e-6 and (found["other"][0][3] > 0.1).all()
    assert (found["other"][0][4] == 1).all()
    none = adapt_measures.differences(found["base"], found["same"], units)
    assert none["all"]["ce"] == (0, 0)
    better = adapt_measures.figures(found["other"])["all"]["ce"] - adapt_measures.figures(found["base"])["all"]["ce"]
    assert adapt_measures.differences(found["base"], found["other"], units)["all"]["ce"][0] == pytest.approx(better)


def test_errors_are_those_of_authors_not_of_tokens():
    rng, base, found, units = np.random.default_rng(1), [], [], []
    for author in range(40):
        gain = rng.normal()
        for _ in range(5):
            old = np.zeros((5, 10))
            new = old.copy()
            new[0] = gain
            base, found, units = [*base, old], [*found, new], [*units, author]
    error = adapt_measures.differences(base, found, units)["all"]["ce"][1]
    assert 0.6 / 40**0.5 < error < 1.4 / 40**0.5
