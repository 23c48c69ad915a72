"""Texts on which the adaptation is measured, and how well a model predicts them.

A text is (unit, ids): the author, whose texts are drawn together when errors are estimated, and its tokens without the
beginning `<|endoftext|>` and blank line.
"""

import json
import random
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import prepare
import texts

WINDOW = 192
LONGEST = WINDOW - 2
BLOCK_TOKENS = 160
ROWS = 2048
# Held-out lines: (corpus, how many texts, whether each line is a text). Others are lines in a row up to 160 tokens.
HELD_OUT = {
    "clinton": [("clinton-foia", 50, True)],
    "chat": [("byu-chitchat", 12, False), ("self-dialogue", 12, False), ("synthetic-persona", 6, False)],
    "sms": [("sms-ham", 80, True)],
    "meetings": [("qmsum", 12, False)],
    "masc": [("masc", 15, False)],
    "handbook": [("sourcegraph", 12, False), ("18f-handbook", 6, False)],
    "general": [("openstax", 8, False), ("peps", 8, False), ("standard-ebooks", 8, False), ("digitalgov", 8, False)],
}
FIELDS = ("ce", "rank", "place", "kl", "same")
FIRST = 20


def messages(archive, per_author=15, fewest_words=5):
    """Drawn messages of each author of a tar, as lists of texts."""
    rng = random.Random(7)
    for text in texts.read_texts(archive):
        lines = [line.strip() for line in text.split("\n") if len(line.split()) >= fewest_words]
        yield rng.sample(lines, min(per_author, len(lines)))


def open_sets(eval_dev, data, tokenizer):
    """{name: texts}: `quick` is 3 messages of each Enron author, `big` up to 12 others, `brief` the first of `quick`;
    `comm` is comm_case_dev.txt; the rest are held-out lines of DATA, see HELD_OUT."""

    def encode(text):
        return tokenizer.encode(text, add_special_tokens=False).ids

    sets, line_break = {"quick": [], "big": [], "brief": []}, encode("\n")
    for author, drawn in enumerate(messages(next(Path(eval_dev).glob("enron-*.tar.xz")))):
        encoded = [(author, encode(message)[:LONGEST]) for message in drawn]
        sets["brief"] += encoded[:1]
        sets["quick"] += encoded[:3]
        sets["big"] += encoded[3:]
    comm = prepare.lines(Path(eval_dev, "comm_case_dev.txt"))
    sets["comm"] = [(n, encode(line.strip())) for n, line in enumerate(comm)]
    held_out = json.loads(Path(data, "held_out.json").read_text())
    for name, sources in HELD_OUT.items():
        found = []
        for prefix, count, single in sources:
            lines = next(lines for corpus, lines in held_out.items() if corpus.startswith(prefix))
            lines = [encode(line) for line in lines]
            found += singles(lines, count) if single else runs(lines, count, line_break)
        sets[name] = list(enumerate(found))
    return sets


def singles(lines, count):
    order = np.random.default_rng(5).permutation(len(lines))
    return [lines[n][:LONGEST] for n in order if len(lines[n]) > 6][:count]


def runs(lines, count, line_break):
    found, ids = [], []
    for line in lines:
        ids = ids + line + line_break
        if len(ids) >= BLOCK_TOKENS:
            found.append(ids[:BLOCK_TOKENS])
            ids = []
    return found[:count]


@torch.no_grad()
def score(models, docs, beginning=()):
    """({name of a model: per text an array `[5, tokens]` of FIELDS}, the texts' units). models: {name: model}; the
    others are compared with the first.

    beginning: ids read before the text. Without it a text's first token cannot be predicted and is not counted.
    ce: cross-entropy in nats; rank of the true token from 0; its place in the text from 0; kl: KL (first model || this)
    in nats; same: 1 where both have the same likeliest token.
    """
    before = len(beginning)
    ids = [[*beginning, *text] for _, text in docs]
    kept = [n for n, row in enumerate(ids) if len(row) > max(1, before)]
    order, out = sorted(kept, key=lambda n: len(ids[n])), {name: {} for name in models}
    while order:
        longest = min(len(order), max(1, ROWS // len(ids[order[-1]])))
        some, order = order[-longest:], order[:-longest]
        batch = torch.zeros(len(some), len(ids[some[-1]]), dtype=torch.long)
        for row, n in enumerate(some):
            batch[row, : len(ids[n])] = torch.tensor(ids[n])
        states = {name: model.states(batch[:, :-1]) for name, model in models.items()}
        for row, n in enumerate(some):
            first, end = max(before, 1), len(ids[n])
            targets, base = batch[row, first:end, None], None
            for name, model in models.items():
                log_probs = model.logits(states[name][row, first - 1 : end - 1]).log_softmax(-1)
                base = log_probs if base is None else base
                true = log_probs.gather(1, targets)
                values = (
                    -true[:, 0],
                    (log_probs > true).sum(1).float(),
                    torch.arange(first - before, end - before).float(),
                    kl(base, log_probs) if base is not log_probs else torch.zeros(len(true)),
                    (base.argmax(-1) == log_probs.argmax(-1)).float(),
                )
                out[name][n] = torch.stack(values).numpy()
    return {name: [found[n] for n in kept] for name, found in out.items()}, [docs[n][0] for n in kept]


def kl(base, other):
    return F.kl_div(other, base, reduction="none", log_target=True).sum(-1)


def figures(found):
    """Means over all tokens and over the first 20 of each text, of what `score` found for one model."""
    values = np.concatenate(found, 1).astype(np.float64)

    def means(v):
        return {
            "ce": v[0].mean(),
            "top1": (v[1] < 1).mean(),
            "top3": (v[1] < 3).mean(),
            "kl": v[3].mean(),
            "same": v[4].mean(),
            "tokens": int(v.shape[1]),
        }

    return {"all": means(values), "first20": means(values[:, values[2] < FIRST])}


def differences(base, found, units, draws=1000):
    """New less old of ce, top1 and top3 as (mean, standard error), over all tokens and the first 20. Errors are those
    of a bootstrap that draws units (authors) with all their texts."""
    numbers, rng, out = {unit: n for n, unit in enumerate(dict.fromkeys(units))}, np.random.default_rng(0), {}
    for part, places in (("all", np.inf), ("first20", FIRST)):
        sums = np.zeros((len(numbers), 4))
        for unit, old, new in zip(units, base, found, strict=True):
            kept = old[2] < places
            old, new = old[:, kept].astype(np.float64), new[:, kept].astype(np.float64)
            gains = [(new[1] < k).sum() - (old[1] < k).sum() for k in (1, 3)]
            sums[numbers[unit]] += [old.shape[1], (new[0] - old[0]).sum(), *gains]
        mean = sums[:, 1:].sum(0) / sums[:, 0].sum()
        drawn = sums[rng.integers(0, len(sums), (draws, len(sums)))].sum(1)
        error = (drawn[:, 1:] / drawn[:, :1]).std(0)
        out[part] = {name: (mean[i], error[i]) for i, name in enumerate(("ce", "top1", "top3"))}
    return out


def brief(model, sets, names, beginning):
    """Cross-entropy and top-1 of some sets, as one line of a log."""
    out = {}
    for name in names:
        found = figures(score({"": model}, sets[name], beginning)[0][""])["all"]
        out[name] = f"{found['ce']:.4f}/{found['top1']:.4f}"
    return out
