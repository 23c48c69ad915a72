"""From shards to what the decoder is fed."""

import random
from dataclasses import dataclass

import torch

import decoder as dec
import shards


@dataclass
class Batch:
    """B = W S places, k lanes, J = 7 steps; see Decoder.states. target `[B, k, J, D]`: what the full model's head
    read."""

    last: torch.Tensor
    before: torch.Tensor
    scores: torch.Tensor
    start: torch.Tensor
    visible: torch.Tensor
    context: list
    target: torch.Tensor

    def inputs(self):
        return self.last, self.before, self.scores, self.start, self.context, self.visible

    def rows(self):
        return self.last.numel()


def make(shard, windows, context, pick):
    """windows: range of windows of the shard; pick: `[W, S, places, k]`, which lanes make up each place of a start."""
    part = slice(windows.start, windows.stop)
    w, s, places, k = pick.shape

    def chosen(value):
        index = pick.reshape(w, s, places * k)
        value = value[part]
        index = index.view(*index.shape, *[1] * (value.ndim - 3)).expand(-1, -1, -1, *value.shape[3:])
        return value.gather(2, index).reshape(w * s * places, k, *value.shape[3:])

    lanes = chosen(shard.lanes)
    before = torch.cat([torch.full_like(lanes[..., :1], dec.NO_TOKEN), lanes[..., :-2]], -1)
    start = shard.starts[part][:, :, None].expand(w, s, places).reshape(-1)
    return Batch(
        last=lanes[..., :-1],
        before=before,
        scores=chosen(shard.scores).cumsum(-1)[..., :-1],
        start=start,
        visible=torch.arange(shard.tokens.shape[1]) < start[:, None],
        context=context,
        target=chosen(shard.states),
    )


def first_lanes(shard, windows, k, single=False):
    """The first k lanes of each start, together in one place, or (`single`) each alone in a place."""
    pick = torch.arange(k).expand(len(windows), shard.lanes.shape[1], 1, k)
    return pick.transpose(2, 3) if single else pick


def drawn_lanes(shard, windows, k, places, rng):
    """`places` times k different lanes of each start."""
    w, (_, s, have, _) = len(windows), shard.lanes.shape
    k = min(k, have)
    each = [rng.sample(range(have), have) for _ in range(w * s)]
    rows = [[lane for place in range(places) for lane in order_of(order, place, k)] for order in each]
    return torch.tensor(rows).view(w, s, places, k)


def order_of(order, place, k):
    return [order[(place * k + i) % len(order)] for i in range(k)]


class Source:
    """Which windows come next, of shards that may still be growing in number.

    A pass takes the shards there are that were used least, in an order drawn for it; `state` goes into checkpoints.
    """

    def __init__(self, folder, seed, step_windows, only=None):
        """only: "FIRST:END", the shards to use; else all that there are when a new one is chosen."""
        self.folder, self.seed, self.step_windows = folder, seed, step_windows
        first, end = (int(v) for v in only.split(":")) if only else (0, 1 << 30)
        self.allowed = range(first, end)
        self.state = {"used": {}, "number": None, "at": 0}
        self.shard = None

    def next(self):
        """A shard and a range of its windows."""
        state = self.state
        if state["number"] is None or state["at"] >= len(self.open(state["number"])):
            numbers = self.numbers()
            if not numbers:
                raise SystemExit(f"{self.folder} holds no shards of {self.allowed}")
            used = state["used"]
            least = min(used.get(n, 0) for n in numbers)
            drawn = random.Random(f"{self.seed} {least} {sum(used.values())}")
            state["number"] = drawn.choice([n for n in numbers if used.get(n, 0) == least])
            used[state["number"]] = least + 1
            state["at"] = 0
        shard = self.open(state["number"])
        windows = range(state["at"], min(state["at"] + self.step_windows, len(shard)))
        state["at"] = windows.stop
        return shard, windows

    def numbers(self):
        return [n for n in shards.existing(self.folder) if n in self.allowed]

    def open(self, number):
        if self.shard is None or self.shard.number != number:
            self.shard = shards.Shard(self.folder, number)
        return self.shard

    def passes(self):
        """How often the shards were gone through, on average."""
        numbers = self.numbers()
        return sum(self.state["used"].values()) / max(1, len(numbers))
