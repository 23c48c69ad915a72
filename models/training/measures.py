"""How near a decoder's lanes come to the full model's, on shards of held-out windows."""

import torch

import batches
import losses
import shards

STEPS = shards.LANE - 1


@torch.no_grad()
def lanes(decoder, batch):
    """KL and agreement `[B, k, 7]` (f64, f64) of a batch; the heads are computed in f32."""
    x, _, _ = decoder.states(*batch.inputs())
    head = decoder.head.float()
    kl, agree = [], []
    for part, target in zip(
        x.flatten(0, 2).float().split(losses.ROWS), batch.target.flatten(0, 2).float().split(losses.ROWS), strict=True
    ):
        distance, same = losses.divergences(target @ head.T, part @ head.T)
        kl.append(distance.double())
        agree.append(same.double())
    shape = batch.last.shape
    return torch.cat(kl).view(shape), torch.cat(agree).view(shape)


def place_weights(starts, size):
    """Weights that make `write_lanes.choose_starts`, which prefers the first half, stand for places anywhere."""
    return torch.where(starts > size // 2, 3.0, 1.0).double()


class Sums:
    """Weighted sums of `[B, k, 7]` measures, over all places and over those with so many context tokens."""

    RANGES = ((1, 10), (10, 30), (30, 80), (80, 160))

    def __init__(self):
        self.kl, self.agree, self.starts, self.weights = [], [], [], []

    def add(self, kl, agree, starts, size):
        self.kl.append(kl)
        self.agree.append(agree)
        self.starts.append(starts)
        self.weights.append(place_weights(starts, size))

    def means(self):
        """KL and agreement `[k, 7]`, and by range of context tokens (KL, agreement, places)."""
        kl, agree, starts, weights = map(torch.cat, (self.kl, self.agree, self.starts, self.weights))
        share = (weights / weights.sum())[:, None, None]
        by_range = {}
        for low, high in self.RANGES:
            some = (starts >= low) & (starts < high)
            if some.any():
                by_range[f"{low}-{high - 1}"] = (kl[some].mean().item(), agree[some].mean().item(), int(some.sum()))
        return (kl * share).sum(0), (agree * share).sum(0), by_range


def held_out(decoder, folder, context, k, single=False, windows=None, step=8):
    """`Sums.means` over all held-out windows or the first so many.

    single: the first k lanes each alone in a place, as independent rows, instead of mixed."""
    sums, left = Sums(), windows or 1 << 30
    for number in shards.existing(folder):
        shard = shards.Shard(folder, number)
        for at in range(0, min(len(shard), left), step):
            part = range(at, min(at + step, len(shard)))
            batch = batches.make(shard, part, context(shard, part), batches.first_lanes(shard, part, k, single))
            kl, agree = lanes(decoder, batch)
            starts = shard.starts[part.start : part.stop].flatten()
            sums.add(kl.view(-1, k, STEPS), agree.view(-1, k, STEPS), starts, shard.tokens.shape[1])
        left -= len(shard)
        if left <= 0:
            break
    return sums.means()


def brief(decoder, folder, context, windows=64):
    """One and three lanes, as one line of a log."""
    out = {}
    for k in (1, 3):
        kl, agree, _ = held_out(decoder, folder, context, k, windows=windows)
        out[f"held-out k{k}"] = f"{kl.mean():.4f}/{agree.mean():.4f}"
    return out
