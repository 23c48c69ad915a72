"""The search chooses by keystrokes, goes on where it stopped, and errors are those of messages."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (models/training/requirements.txt)")
pytest.importorskip("gguf", reason="gguf is not installed (models/training/requirements.txt)")
pytest.importorskip("tokenizers", reason="tokenizers is not installed (models/training/requirements.txt)")

import beginnings  # noqa: E402
import soft_beginning  # noqa: E402


def scores(nats, keys, messages=40):
    return [[nats + n % 3, 10, keys + n % 2, 50] for n in range(messages)]


def test_figures_are_of_all_tokens_and_paired():
    base, found = scores(30, 30), scores(28, 25)
    figures = beginnings.figures(found, base)
    assert figures["ce_change"] == [-0.2, 0.0] and figures["saved_change"] == [10.0, 0.0]
    assert figures["saved"] == pytest.approx(49.0) and figures["tokens"] == 400
    uneven = [[30 - (n % 4), 10, 30, 50] for n in range(40)]
    assert beginnings.figures(uneven, base)["ce_change"][1] > 0.01


def test_the_best_is_that_which_saves_most_whatever_its_nats():
    base = scores(30, 30)
    found = {"a": scores(20, 31), "b": scores(32, 20), "c": scores(29, 29)}
    assert beginnings.best(found, base, list(found), 2, "saved") == ["b", "c"]
    assert beginnings.best(found, base, list(found), 1, "ce") == ["a"]


def test_a_stopped_search_goes_on(tmp_path):
    own, others = {f"own{n}": "" for n in range(12)}, {f"other{n}": "" for n in range(5)}
    asked = []

    def scorer(kind, name, part):
        asked.append((name, part))
        if len(asked) == 20:
            raise KeyboardInterrupt
        keys = 30 if name == "none" else 30 - int(name.strip("ownther")) if name.startswith("own") else 25
        return scores(30, keys)

    path = tmp_path / "scores.jsonl"
    with pytest.raises(KeyboardInterrupt):
        beginnings.Search(path, scorer).chosen("mail", own, others)
    assert len(path.read_text().splitlines()) == 19
    chosen = beginnings.Search(path, scorer).chosen("mail", own, others)
    assert chosen[:3] == ["own11", "own10", "own9"] and chosen[3].startswith("other")
    assert len(set(asked)) == len(asked) - 1
    # Not every candidate is looked at twice.
    assert 5 < sum(part == "choose" for _, part in asked) < 16


def test_messages_are_always_the_same_and_cut():
    held_out = {"byu-chitchat_x": ["a" * n for n in range(1, 200)], "self-dialogue_x": [], "sms-ham_x": ["b" * 99]}
    held_out["synthetic-persona-chat_x"] = ["short"]
    first = beginnings.messages("chat", held_out, [], lambda text: [ord(c) for c in text])
    assert first == beginnings.messages("chat", held_out, [], lambda text: [ord(c) for c in text])
    assert len(first) == 110 + 1 and all(6 <= len(ids) <= 40 for ids, _ in first)
    assert all((after is None) == (len(ids) < 40) for ids, after in first if len(ids) != 40)
    assert ([98] * 40, 98) in first


def test_the_end_of_a_text_is_a_token_of_its_own():
    def encode(text):
        return [ord(c) for c in text]

    line = [10, 10]
    assert beginnings.ids_of("a", encode) == [97, *line]
    assert beginnings.ids_of("a<|endoftext|>\n\nb<|endoftext|>", encode) == [97, 0, *line, 98, 0, *line]


def test_candidates_are_short_and_end_without_a_break():
    listed = tomllib.loads(Path(beginnings.__file__).with_suffix(".toml").read_text())
    assert set(listed) == set(beginnings.KINDS)
    for kind, texts in listed.items():
        assert 26 <= len(texts) <= 60 and len(set(texts.values())) == len(texts), kind
        assert all(text.strip() == text and len(text.split()) <= 60 for text in texts.values())


class Windows:
    corpora = [{"name": name, "chance": 1.0} for name in ("clinton-foia-emails_x", "byu-chitchat_x", "peps_x")]

    def run(self, corpus, rng, room):
        at = self.corpora.index(corpus)
        return np.full(int(rng.integers(1, 90)), 100 + at)


@pytest.mark.parametrize("kind, token", [("mail", 100), ("chat", 101), ("document", 102)])
def test_texts_are_of_their_kind_and_batches_always_the_same(kind, token):
    texts = soft_beginning.Texts(Windows(), kind, 1)
    ids, real = texts.batch(3)
    again, _ = soft_beginning.Texts(Windows(), kind, 1).batch(3)
    assert torch.equal(ids, again) and texts.batch(0)[0].shape != texts.batch(1)[0].shape
    assert ids.shape == real.shape and ids.shape[1] <= soft_beginning.TOKENS
    assert set(ids[real].tolist()) == {token} and (real.sum(1) >= 4).all() and not ids[~real].any()
    drawn = [texts.batch(n) for n in range(40)]
    assert all(ids.numel() <= soft_beginning.BATCH_TOKENS for ids, _ in drawn)
    assert sum(int(real.sum()) for _, real in drawn) > 0.9 * sum(real.numel() for _, real in drawn)


def test_the_end_of_a_text_is_taken_or_it_is_repeated():
    assert soft_beginning.fitted([1, 2, 3, 4, 5], 3) == [3, 4, 5]
    assert soft_beginning.fitted([1, 2, 3], 7) == [3, 1, 2, 3, 1, 2, 3]
