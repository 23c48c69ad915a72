"""Mixtures of an ablation, and how a run's log is read."""

import json

import pytest

import adapt_ablate

CORPORA = [
    {"name": "clinton-foia-emails_x", "kind": "mail", "share": 22},
    {"name": "byu-chitchat_x", "kind": "turns", "share": 16},
    {"name": "gum_x", "kind": "paragraphs", "share": 3},
]


def test_shares_are_replaced_or_left_out():
    assert adapt_ablate.shares(CORPORA, {}) == [22, 16, 3]
    assert adapt_ablate.shares(CORPORA, {"shares": {"clinton": 11}}) == [11, 16, 3]
    assert adapt_ablate.shares(CORPORA, {"without": ["turns"]}) == [22, 0, 3]
    assert adapt_ablate.shares(CORPORA, {"only": ["clinton-foia-emails", "gum"]}) == [22, 0, 3]


def test_a_mixture_that_means_nothing_is_refused():
    with pytest.raises(SystemExit, match="nobody"):
        adapt_ablate.shares(CORPORA, {"shares": {"nobody": 3}})
    with pytest.raises(SystemExit, match="share"):
        adapt_ablate.shares(CORPORA, {"share": {}})


def test_a_run_is_finished_when_it_was_measured_at_its_end(tmp_path):
    assert adapt_ablate.entries(tmp_path) == (None, None)
    first = {"step": 0, "tokens": 0, "quick": "4.4170/0.2670", "gradient": "0.1/0.2"}
    lines = [first, {"step": 5, "loss": 4.0}, {"step": 60, "comm": "4.1/0.3"}]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert adapt_ablate.entries(tmp_path) == (first, None)
    with open(tmp_path / "log.jsonl", "a") as file:
        file.write(json.dumps({"step": 60, "tokens": 9, "quick": "4.1/0.3"}) + "\n")
    before, after = adapt_ablate.entries(tmp_path)
    assert before == first and adapt_ablate.sets_of(after) == {"quick": [4.1, 0.3]}


def test_a_run_not_measured_before_is_measured_after():
    pytest.importorskip("torch", reason="torch is not installed (models/training/requirements.txt)")
    pytest.importorskip("gguf", reason="gguf is not installed (models/training/requirements.txt)")
    from types import SimpleNamespace

    import adapt

    def noted(*more):
        notes, needed = [], ["--gguf", "a", "--data", "b", "--eval-dev", "c", "--out", "d"]
        run = SimpleNamespace(args=adapt.arguments([*needed, *more]), note=notes.append)
        run.evaluate = lambda names, rounded: {"sets": names, "rounded": rounded}
        adapt.Run.measure(run, ("quick",), True)
        return notes

    assert noted("--unmeasured") == [{"sets": ("quick",), "rounded": True}]
    assert noted("--blind") == []
