"""Fits the gate of a person's own n-grams and writes its weights as Rust.

The gate says at each token how much a person's own n-grams are believed beside the model. `foreword gate` has recorded
its features, the log-probability of the token in both opinions, and whether the history is somebody else's; a third of
the records has such a history, so that the gate learns to doubt. What is maximised is the likelihood of the mixture.

    python personal_gate.py ROWS.tsv [ROWS.tsv ...] --out ../../crates/profile/src/gate/weights.rs
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

HIDDEN = 16
STEPS = 1500
BATCH = 8192
LEARNING_RATE = 0.01
# Authors, by number, whose records judge the gate and don't fit it: one of so many.
HELD_OUT = 5


@dataclass
class Rows:
    """Records of one table: features [n, f], log-probabilities [n], whether the history is wrong [n], authors [n]."""

    names: list[str]
    features: torch.Tensor
    model: torch.Tensor
    own: torch.Tensor
    wrong: torch.Tensor
    author: torch.Tensor

    def where(self, mask: torch.Tensor) -> Rows:
        parts = (self.features, self.model, self.own, self.wrong, self.author)
        return Rows(self.names, *(part[mask] for part in parts))


def read(paths: list[Path]) -> Rows:
    """Reads tables; authors of different tables are different people."""
    names: list[str] = []
    tables = []
    for number, path in enumerate(paths):
        with path.open(encoding="utf-8") as file:
            names = file.readline().rstrip("\n").split("\t")[:-4]
            table = np.loadtxt(file, delimiter="\t", dtype=np.float64, ndmin=2)
        table[:, -1] += 1000 * number
        tables.append(table)
    table = torch.from_numpy(np.concatenate(tables))
    count = len(names)
    features, model, own = table[:, :count].float(), table[:, count], table[:, count + 1]
    return Rows(names, features, model, own, table[:, count + 2] > 0, table[:, count + 3].long())


class Gate(torch.nn.Module):
    """features [n, f] -> logits of the share of the person's n-grams [n]."""

    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self.mean = rows.features.mean(0)
        self.deviation = rows.features.std(0).clamp(min=1e-3)
        self.hidden = torch.nn.Linear(rows.features.shape[1], HIDDEN)
        self.out = torch.nn.Linear(HIDDEN, 1)
        torch.nn.init.zeros_(self.out.weight)
        torch.nn.init.constant_(self.out.bias, -2.0)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        return self.out(torch.tanh(self.hidden((features - self.mean) / self.deviation)))[:, 0]


def mixed(gate: Gate, rows: Rows) -> torch.Tensor:
    """Log-probability of each token in both opinions together."""
    logit = gate(rows.features).double()
    own = torch.nn.functional.logsigmoid(logit) + rows.own
    model = torch.nn.functional.logsigmoid(-logit) + rows.model
    return torch.logaddexp(own, model)


def fit(rows: Rows, seed: int) -> Gate:
    torch.manual_seed(seed)
    gate = Gate(rows)
    optimiser = torch.optim.AdamW(gate.parameters(), lr=LEARNING_RATE, weight_decay=1e-3)
    generator = torch.Generator().manual_seed(seed)
    for step in range(STEPS):
        for group in optimiser.param_groups:
            group["lr"] = LEARNING_RATE * min(1.0, (STEPS - step) / (0.4 * STEPS))
        batch = torch.randint(0, len(rows.model), (BATCH,), generator=generator)
        loss = -mixed(gate, rows.where(batch)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return gate


@torch.no_grad()
def gains(gate: Gate, rows: Rows) -> dict[str, float]:
    """Nats per token gained, in the mean over authors, and what the share is."""
    found = {}
    for name, wrong in (("own", False), ("wrong", True)):
        some = rows.where(rows.wrong == wrong)
        gain = mixed(gate, some) - some.model
        per_author = torch.stack([gain[some.author == author].mean() for author in some.author.unique()])
        found[f"{name}_gain"] = per_author.mean().item()
        found[f"{name}_worst"] = per_author.min().item()
        found[f"{name}_share"] = torch.sigmoid(gate(some.features)).mean().item()
    return found


def rust(gate: Gate) -> str:
    def numbers(values: torch.Tensor) -> str:
        return ", ".join(f"{value:.6}" if value != round(value) else f"{value:.1f}" for value in values.tolist())

    weights = gate.hidden.weight.detach()
    rows = "\n".join(f"    [{numbers(row)}]," for row in weights)
    count = weights.shape[1]
    return f"""//! Weights of the gate, written by `models/training/personal_gate.py`.

pub(super) const MEAN: [f32; {count}] = [{numbers(gate.mean)}];
pub(super) const DEVIATION: [f32; {count}] = [{numbers(gate.deviation)}];
pub(super) const HIDDEN: [[f32; {count}]; {HIDDEN}] = [
{rows}
];
pub(super) const HIDDEN_BIAS: [f32; {HIDDEN}] = [{numbers(gate.hidden.bias.detach())}];
pub(super) const OUT: [f32; {HIDDEN}] = [{numbers(gate.out.weight.detach()[0])}];
pub(super) const OUT_BIAS: f32 = {gate.out.bias.item():.6};
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    rows = read(arguments.rows)
    judges = rows.author % HELD_OUT == 0
    report = {
        "tokens": len(rows.model),
        "wrong": rows.wrong.double().mean().item(),
        "model_nats": -rows.model.mean().item(),
        "held_out": gains(fit(rows.where(~judges), arguments.seed), rows.where(judges)),
    }
    gate = fit(rows, arguments.seed)
    report["all"] = gains(gate, rows)
    arguments.out.write_text(rust(gate), encoding="utf-8")
    json.dump(report, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
