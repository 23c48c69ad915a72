"""Texts behind a beginning that is read once: its keys and values stand in front of those of every text.

A beginning need not be tokens. It may be rows as of the embedding, or keys and values of its own, trained.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F

import adapt_model


@dataclass
class Beginning:
    """keys, values: `[1, 3, P, 64]` per layer, keys rotated for places 0 to P - 1; last: what the head reads at its
    end, `[1, 1, 576]`."""

    keys: list
    values: list
    last: torch.Tensor

    @property
    def places(self):
        return self.keys[0].shape[2]


def rows_of(model, ids):
    """The rows of the embedding of some tokens, f32 `[len, 576]`."""
    return F.embedding(torch.as_tensor(ids), model.embedding).float()


def read(model, rows):
    """The `Beginning` that rows `[P, 576]` make. Gradients go through it to the rows."""
    keys, values = [], []

    def kept(n, k, v):
        keys.append(k)
        values.append(v)
        return k, v

    states = model.states_of(rows[None], torch.arange(len(rows))[None], None, kept)
    return Beginning(keys, values, states[:, -1:])


def followed(model, beginning, rows):
    """The `Beginning` that goes on with rows `[N, 576]`, read behind it."""
    keys, values = [], []

    def kept(n, k, v):
        keys.append(torch.cat([beginning.keys[n], k], 2))
        values.append(torch.cat([beginning.values[n], v], 2))
        return keys[-1], values[-1]

    states = model.states_of(rows[None], *places(beginning, len(rows)), kept)
    return Beginning(keys, values, states[:, -1:])


def places(beginning, tokens):
    """Positions `[1, T]` and mask `[1, 1, T, P + T]` of texts behind a beginning."""
    before = torch.ones(tokens, beginning.places, dtype=torch.bool)
    mask = torch.cat([before, torch.ones(tokens, tokens, dtype=torch.bool).tril()], 1)
    return beginning.places + torch.arange(tokens)[None], mask[None, None]


def states(model, beginning, ids):
    """What the head reads after each token of texts `[B, T]` behind a beginning, `[B, T, 576]`."""

    def before(n, k, v):
        wide = (len(ids), -1, -1, -1)
        return torch.cat([beginning.keys[n].expand(wide), k], 2), torch.cat([beginning.values[n].expand(wide), v], 2)

    return model.states_of(rows_of(model, ids), *places(beginning, ids.shape[1]), before)


class Behind:
    """A model whose texts stand behind a beginning: for adapt_measures.score, whose ids begin with `replaced` tokens in
    whose place it stands."""

    def __init__(self, model, beginning, replaced):
        self.model, self.beginning, self.replaced = model, beginning, replaced

    def states(self, ids):
        parts = [self.beginning.last.expand(len(ids), 1, -1)]
        parts.insert(0, torch.zeros(len(ids), self.replaced - 1, adapt_model.D, dtype=parts[0].dtype))
        text = ids[:, self.replaced :]
        if text.shape[1]:
            parts.append(states(self.model, self.beginning, text))
        return torch.cat(parts, 1)

    def logits(self, states):
        return self.model.logits(states)
