"""Fits the copy head: which of a person's own words comes next.

An entry of the copy memory is a word that was used in two messages or more. Its key is the mean of what the model's
states before its uses are projected to; the state before the next word is projected to a query. A word's score is

    beta * cos(query, key) + of_count * ln(1 + uses) - of_age * ln(1 + messages since the last use)

and a softmax over all entries gives their probabilities. A gate says how much they are believed beside the model and
the person's own n-grams. After DHAP (Ma et al., 2021, https://arxiv.org/abs/2108.09355), whose decoder copies from a
person's history; here the words are copied, not the positions.

`foreword gate --states` has recorded the words. A third of the messages is judged with somebody else's memory.

    python copy_head.py WORDS.jsonl STATES.f16 --weights ../../crates/profile/src/copy/weights.rs \\
        --projections ../../crates/profile/src/copy/projections.bin
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

D_MODEL = 576
D_KEY = 64
HIDDEN = 16
MOST_ENTRIES = 2000
FIRST_MESSAGE = 8
STEPS = 1500
MESSAGES_A_STEP = 8
LEARNING_RATE = 0.003
WRONG = 1 / 3
HELD_OUT = 5


@dataclass
class Author:
    """An author's words in order: states [n, d_model], log-probabilities [n], features [n, f], messages [n]."""

    states: torch.Tensor
    mixed: torch.Tensor
    features: torch.Tensor
    words: list[str]
    message: np.ndarray

    def memory(self, first: int, end: int) -> dict[str, list[int]]:
        """Entries of the messages from `first` to `end`: each word used in two of them or more, with its uses."""
        uses = defaultdict(list)
        for place in range(*np.searchsorted(self.message, (first, end))):
            uses[self.words[place]].append(place)
        entries = {word: at for word, at in uses.items() if self.message[at[0]] != self.message[at[-1]]}
        most = sorted(entries, key=lambda word: (-len(entries[word]), word))[:MOST_ENTRIES]
        return {word: entries[word] for word in most}


def read(lines: Path, states: Path) -> list[Author]:
    all_states = np.memmap(states, dtype="<f2", mode="r").reshape(-1, D_MODEL)
    authors: dict[str, list[tuple[int, dict]]] = defaultdict(list)
    with lines.open(encoding="utf-8") as file:
        for line in file:
            message = json.loads(line)
            authors[message["author"]] += [(message["message"], word) for word in message["words"]]
    found = []
    for words in authors.values():
        if len(words) < 200:
            continue
        found.append(
            Author(
                torch.from_numpy(all_states[[word["state"] for _, word in words]].astype(np.float32)),
                torch.tensor([word["mixed"] for _, word in words], dtype=torch.float64),
                torch.tensor([word["features"] for _, word in words], dtype=torch.float32),
                [word["word"] for _, word in words],
                np.array([message for message, _ in words]),
            )
        )
    return found


class CopyHead(torch.nn.Module):
    def __init__(self, authors: list[Author], with_keys: bool) -> None:
        super().__init__()
        features = torch.cat([author.features for author in authors])
        self.mean, self.deviation = features.mean(0), features.std(0).clamp(min=1e-3)
        states = torch.cat([author.states for author in authors])
        self.center = states.mean(0)
        # Whitened principal components: directions that every state shares tell words apart no better than chance.
        _, scales, directions = torch.pca_lowrank(states[:: max(1, len(states) // 20000)], q=D_KEY, niter=4)
        start = directions / (scales / scales.mean()).clamp(min=0.05)
        self.key, self.query = torch.nn.Parameter(start.clone()), torch.nn.Parameter(start.clone())
        self.with_keys = with_keys
        self.of_key = torch.nn.Parameter(torch.tensor(2.0))
        self.of_count, self.of_age = torch.nn.Parameter(torch.tensor(1.0)), torch.nn.Parameter(torch.tensor(0.3))
        self.hidden = torch.nn.Linear(features.shape[1] + 3, HIDDEN)
        self.out = torch.nn.Linear(HIDDEN, 1)
        torch.nn.init.zeros_(self.out.weight)
        torch.nn.init.constant_(self.out.bias, -2.0)

    def project(self, states: torch.Tensor, matrix: torch.Tensor) -> torch.Tensor:
        return F.normalize((states - self.center) @ matrix, dim=-1)

    def forward(self, author: Author, number: int, owner: Author, first: int, end: int) -> torch.Tensor | None:
        """Log-probabilities of the words of a message with `owner`'s memory of the messages from `first` to `end`."""
        entries = owner.memory(first, end)
        places = torch.arange(*np.searchsorted(author.message, (number, number + 1)))
        if len(entries) < 4 or len(places) == 0:
            return None
        uses = list(entries.values())
        flat = torch.tensor([place for at in uses for place in at])
        of_entry = torch.tensor([entry for entry, at in enumerate(uses) for _ in at])
        counts = torch.tensor([float(len(at)) for at in uses])
        age = torch.tensor([float(end - owner.message[at[-1]]) for at in uses])
        score = self.of_count * torch.log1p(counts) - self.of_age * torch.log1p(age)
        score = score[None, :].expand(len(places), -1)
        if self.with_keys:
            keys = torch.zeros(len(uses), D_KEY).index_add(0, of_entry, self.project(owner.states[flat], self.key))
            queries = self.project(author.states[places], self.query)
            score = score + torch.exp(self.of_key) * queries @ F.normalize(keys, dim=-1).T
        total, most = torch.logsumexp(score, -1), score.max(-1).values
        more = torch.stack([total / 4, most / 8, most - total], 1)
        features = (author.features[places] - self.mean) / self.deviation
        logit = self.out(torch.tanh(self.hidden(torch.cat([features, more], 1))))[:, 0].double()
        index = {word: entry for entry, word in enumerate(entries)}
        entry = torch.tensor([index.get(author.words[place], -1) for place in places.tolist()])
        copied = (score.gather(1, entry.clamp(min=0)[:, None])[:, 0] - total).double()
        copied = torch.where(entry >= 0, copied, torch.tensor(-1e9, dtype=torch.float64))
        generated = author.mixed[places] + F.logsigmoid(-logit)
        return torch.logaddexp(generated, copied + F.logsigmoid(logit)) - author.mixed[places]


def draw(authors: list[Author], rng: np.random.Generator) -> tuple[Author, int, Author, int, int, bool]:
    """A message, and a memory: the author's own, or somebody else's of the same length."""
    number = int(rng.integers(len(authors)))
    author = authors[number]
    messages = int(author.message[-1]) + 1
    message = int(rng.integers(min(FIRST_MESSAGE, messages - 1), messages))
    first = max(0, message - int(rng.integers(5, 300)))
    if rng.random() >= WRONG or len(authors) < 2:
        return author, message, author, first, message, False
    other = authors[(number + 1 + int(rng.integers(len(authors) - 1))) % len(authors)]
    length = min(message - first, int(other.message[-1]) + 1)
    return author, message, other, 0, length, True


def fit(authors: list[Author], with_keys: bool, seed: int) -> CopyHead:
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    head = CopyHead(authors, with_keys)
    matrices = [head.key, head.query]
    others = [parameter for parameter in head.parameters() if not any(parameter is m for m in matrices)]
    groups = [{"params": matrices, "scale": 0.5}, {"params": others, "scale": 3.0}]
    optimiser = torch.optim.AdamW(groups, lr=LEARNING_RATE, weight_decay=1e-4)
    for step in range(STEPS):
        for group in optimiser.param_groups:
            group["lr"] = LEARNING_RATE * group["scale"] * min(1.0, (STEPS - step) / (0.4 * STEPS))
        gains = [head(*draw(authors, rng)[:5]) for _ in range(MESSAGES_A_STEP)]
        gains = [gain for gain in gains if gain is not None]
        if gains:
            loss = -torch.cat(gains).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        if step % 200 == 199:
            print(f"step {step + 1}: {-loss.item():+.4f} nats a word", file=sys.stderr, flush=True)
    return head


@torch.no_grad()
def judge(head: CopyHead, authors: list[Author], seed: int) -> dict[str, float]:
    rng = np.random.default_rng(seed)
    own, wrong = defaultdict(list), defaultdict(list)
    for _ in range(60 * len(authors)):
        author, message, owner, first, end, is_wrong = draw(authors, rng)
        gain = head(author, message, owner, first, end)
        if gain is not None:
            (wrong if is_wrong else own)[id(author)].append(gain)
    found = {}
    for name, of in (("own", own), ("wrong", wrong)):
        per_author = [torch.cat(gains).mean().item() for gains in of.values()]
        found |= {name: float(np.mean(per_author)), f"{name}_worst": float(np.min(per_author))}
    return found


def rust(head: CopyHead) -> str:
    def numbers(values: torch.Tensor) -> str:
        return ", ".join(f"{value:.6}" if value != round(value) else f"{value:.1f}" for value in values.tolist())

    weights = head.hidden.weight.detach()
    rows = "\n".join(f"    [{numbers(row)}]," for row in weights)
    count, known = weights.shape[1], len(head.mean)
    return f"""//! Weights of the copy head, written by `models/training/copy_head.py`.

pub(super) const OF_KEY: f32 = {torch.exp(head.of_key).item():.6};
pub(super) const OF_COUNT: f32 = {head.of_count.item():.6};
pub(super) const OF_AGE: f32 = {head.of_age.item():.6};
pub(super) const MEAN: [f32; {known}] = [{numbers(head.mean)}];
pub(super) const DEVIATION: [f32; {known}] = [{numbers(head.deviation)}];
pub(super) const HIDDEN: [[f32; {count}]; {HIDDEN}] = [
{rows}
];
pub(super) const HIDDEN_BIAS: [f32; {HIDDEN}] = [{numbers(head.hidden.bias.detach())}];
pub(super) const OUT: [f32; {HIDDEN}] = [{numbers(head.out.weight.detach()[0])}];
pub(super) const OUT_BIAS: f32 = {head.out.bias.item():.6};
"""


def projections(head: CopyHead) -> bytes:
    """For the key's matrix and the query's: per row of [d_key, d_model] a 32-bit scale and 8-bit levels; before the
    rows, what the matrix makes of the mean state, [d_key] of 32 bits."""
    out = b""
    for matrix in (head.key.detach(), head.query.detach()):
        rows = matrix.T
        scales = rows.abs().max(1).values.clamp(min=1e-12) / 127
        levels = torch.round(rows / scales[:, None]).to(torch.int8)
        offset = (levels.float() * scales[:, None]) @ head.center
        out += offset.numpy().astype("<f4").tobytes()
        for scale, row in zip(scales.tolist(), levels, strict=True):
            out += np.float32(scale).astype("<f4").tobytes() + row.numpy().tobytes()
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", type=Path)
    parser.add_argument("states", type=Path)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--projections", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    authors = read(arguments.words, arguments.states)
    judges = [author for number, author in enumerate(authors) if number % HELD_OUT == 0]
    others = [author for number, author in enumerate(authors) if number % HELD_OUT != 0]
    report: dict[str, object] = {"authors": len(authors), "words": sum(len(author.words) for author in authors)}
    report["mixed_nats"] = float(np.mean([-author.mixed.mean().item() for author in authors]))
    for name, with_keys in (("without_keys", False), ("with_keys", True)):
        report[name] = judge(fit(others, with_keys, arguments.seed), judges, 7)
    head = fit(authors, True, arguments.seed)
    report["all"] = judge(head, authors, 7)
    arguments.weights.write_text(rust(head), encoding="utf-8")
    arguments.projections.write_bytes(projections(head))
    json.dump(report, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
