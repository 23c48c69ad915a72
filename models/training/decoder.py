"""The decoder that drafts, in PyTorch: the reference for the Rust implementation, and the module that is trained.

Shapes: B places in texts, k lanes, J steps, T context tokens (padded), D = 576. Parameters are named as the tensors of
the shipped file without their prefix "decoder.". One call computes J steps: J = 1 with a cache to write drafts,
J = 7 without one to train or to score given tokens; both give the same numbers. Places of one window share its keys
and values: W windows of B / W places each, in order. All rows (place, lane, step) of a window are then the rows of one
attention, and a mask keeps them apart; that is several times faster than copying the window's cache for each row.
"""

import json
import re

import numpy as np
import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import load_file
from torch import nn

import blocks

D, HEADS, KV_HEADS, HEAD_DIM, D_FF = 576, 9, 3, 64, 1536
GROUP = HEADS // KV_HEADS
THETA, EPS = 100000.0, 1e-5
# Lanes are mixed by softmax(cumulative log-probability / MIX_TEMPERATURE).
MIX_TEMPERATURE = 3.0
NO_TOKEN = -1


class RMSNorm(nn.Module):
    """x / sqrt(mean(x^2) + EPS), times a weight."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(D))

    def forward(self, x):
        return F.rms_norm(x, (D,), self.weight, EPS)


def linear(rows, cols):
    return nn.Linear(cols, rows, bias=False)


def rounded(x):
    """x with each row rounded to whole steps of a 127th of its greatest magnitude, as kernels that multiply 8-bit
    integers read it. The gradient passes through."""
    step = x.detach().abs().amax(-1, keepdim=True).clamp(min=1e-12) / 127
    return x + ((x.detach() / step).round() * step - x.detach())


def rotate(x, positions):
    """Rotary embedding of `[N, heads, J, 64]` at positions `[N, J]`; value j is paired with j + 32."""
    frequencies = THETA ** (-torch.arange(0, HEAD_DIM, 2, dtype=torch.float32) / HEAD_DIM)
    angles = positions[:, None, :, None].float() * frequencies
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    a, b = x[..., : HEAD_DIM // 2], x[..., HEAD_DIM // 2 :]
    return torch.cat([a * cos - b * sin, b * cos + a * sin], dim=-1)


class Layer(nn.Module):
    """One decoder layer: attention to the encoder's cache and the draft's own in one softmax, then SwiGLU."""

    def __init__(self):
        super().__init__()
        self.attn_norm, self.ffn_norm = RMSNorm(), RMSNorm()
        self.attn_q, self.attn_output = linear(D, D), linear(D, D)
        self.attn_k, self.attn_v = linear(KV_HEADS * HEAD_DIM, D), linear(KV_HEADS * HEAD_DIM, D)
        self.ffn_gate, self.ffn_up, self.ffn_down = linear(D_FF, D), linear(D_FF, D), linear(D, D_FF)
        # Whether the matrices read their inputs rounded to 8 bits.
        self.rounds = False

    def read(self, x):
        """What a matrix reads of x."""
        return rounded(x) if self.rounds else x

    def forward(self, x, positions, context, mask, past=None):
        """x `[N, R, D]`; positions `[N, R]`; context: keys and values `[N, 3, T, 64]` of the source layer, keys after
        rotation, or None; past: own keys and values of earlier calls `[N, 3, P, 64]`, or None; mask: what `group_mask`
        gives, over T + P + R keys. Returns x and the new past, `[N, 3, P + R, 64]`."""
        n, rows, _ = x.shape
        h = self.read(self.attn_norm(x))

        def split(y, heads):
            return y.view(n, rows, heads, HEAD_DIM).transpose(1, 2)

        q = rotate(split(self.attn_q(h), HEADS), positions)
        own = rotate(split(self.attn_k(h), KV_HEADS), positions), split(self.attn_v(h), KV_HEADS)
        if past is not None:
            own = tuple(torch.cat(pair, dim=2) for pair in zip(past, own, strict=True))
        keys, values = own if context is None else (torch.cat(p, dim=2) for p in zip(context, own, strict=True))
        # Query heads 3g, 3g + 1 and 3g + 2 read key/value head g: they become 3 R rows of one head. 1 / sqrt(64).
        q = q.reshape(n, KV_HEADS, GROUP * rows, HEAD_DIM)
        if q.requires_grad:
            # The same in plain steps: forward and backward take half the time of the fused kernel's on a CPU.
            seen = torch.softmax(q * HEAD_DIM**-0.5 @ keys.transpose(-1, -2) + mask, dim=-1)
            mixed = seen @ values
        else:
            mixed = F.scaled_dot_product_attention(q, keys, values, attn_mask=mask, scale=HEAD_DIM**-0.5)
        mixed = mixed.view(n, HEADS, rows, HEAD_DIM).transpose(1, 2).reshape(n, rows, D)
        x = x + self.attn_output(self.read(mixed))
        h = self.read(self.ffn_norm(x))
        return x + self.ffn_down(self.read(F.silu(self.ffn_gate(h)) * self.ffn_up(h))), own


def own_mask(rows, steps, before=0):
    """Which own keys each of `rows` x `steps` queries sees, bool. In one call of several steps keys are ordered (row,
    step); after `before` calls of one step each, (step, row)."""
    if before:
        if steps != 1:
            raise ValueError(f"{steps} steps after {before} earlier ones: only one at a time")
        return torch.eye(rows, dtype=torch.bool).repeat(1, before + 1)
    return torch.kron(torch.eye(rows), torch.ones(steps, steps).tril()).bool()


def group_mask(visible, own, dtype):
    """The additive mask `[N, 1, 3 R, T + own]` of `Layer`: visible `[N, R, T]` bool, own `[R, own]` bool."""
    seen = torch.cat([visible, own.expand(len(visible), -1, -1)], dim=2)
    return torch.zeros(seen.shape, dtype=dtype).masked_fill(~seen, float("-inf")).repeat(1, GROUP, 1)[:, None]


class Decoder(nn.Module):
    """Trunk layers once for all lanes, a fork, the remaining layers per lane, and the head over `vocab`."""

    def __init__(self, source_layers, trunk_layers, vocab, embedding):
        """source_layers: encoder layers that the layers were born from; trunk_layers: how many of them are shared;
        vocab: ascending token ids of the head; embedding: the encoder's `[49152, 576]`, not a parameter here."""
        super().__init__()
        self.source_layers, self.trunk_layers = list(source_layers), trunk_layers
        self.mix_temperature = MIX_TEMPERATURE
        self.layers = nn.ModuleList(Layer() for _ in self.source_layers)
        self.bridges = nn.ModuleList(nn.Linear(D, D) for _ in self.source_layers)
        self.fork = nn.ModuleDict({"in": linear(D, 3 * D), "out": linear(D, D), "lane": linear(D, D)})
        self.norm = RMSNorm()
        self.register_buffer("vocab", torch.as_tensor(vocab, dtype=torch.int64), persistent=False)
        self.register_buffer("embedding", embedding.detach(), persistent=False)
        self.register_buffer("head", embedding.detach()[self.vocab], persistent=False)

    def round_activations(self, rounds):
        """Whether the layers' matrices read their inputs rounded to 8 bits from now on."""
        for layer in self.layers:
            layer.rounds = rounds
        return self

    def forward(self, last, before, scores, start, context, visible, past=None, step=0):
        """Logits `[B, k, J, len(vocab)]`; all else as `states`."""
        x, weights, new = self.states(last, before, scores, start, context, visible, past, step)
        return x @ self.head.T, weights, new

    def states(self, last, before, scores, start, context, visible, past=None, step=0):
        """What the head reads `[B, k, J, D]`, the mixing weights `[B, k, J]`, the cache to pass as `past` next time.

        last, before: `[B, k, J]` ids of each lane's last and last-but-one token, NO_TOKEN where the draft has none;
        scores: `[B, k, J]` each lane's cumulative log-probability up to and with `last`; start: `[B]` number of context
        tokens, which is the position of a draft's first token; context: (keys, values) `[W, 3, T, 64]` of each source
        layer; visible: `[B, T]` bool; step: how many steps `past` holds. With a `past`, J is 1.
        """
        b, k, steps = last.shape
        windows = len(context[0][0])
        e = self.embedding[last]
        previous = self.embedding[before.clamp(min=0)] * (before != NO_TOKEN)[..., None]
        weights = torch.softmax(scores.float() / self.mix_temperature, dim=1)
        mixed = (weights.to(e.dtype)[..., None] * e).sum(1)
        positions = start[:, None] + step + torch.arange(steps)
        new = []

        def run(x, first, end, lanes):
            """Layers `first` to `end` on `[B * lanes * J, D]` rows, grouped by window."""
            rows = b // windows * lanes
            at, seen = (
                value[:, None].expand(b, lanes, *value.shape[1:]).reshape(windows, rows, -1)
                for value in (positions, visible)
            )
            seen = seen[:, :, None].expand(-1, -1, steps, -1).reshape(windows, rows * steps, -1)
            mask = group_mask(seen, own_mask(rows, steps, step), x.dtype)
            x, at = x.reshape(windows, rows * steps, D), at.reshape(windows, rows * steps)
            for n in range(first, end):
                x, kept = self.layers[n](x, at, context[n], mask, None if past is None else past[n])
                new.append(kept)
                x = x + self.bridges[n](x)
            return x

        x = run(mixed, 0, self.trunk_layers, 1).view(b, steps, D)
        # Into the fork go directions only. With EPS under the root, a missing token's vector stays near zero (3e-4).
        x, mixed = x[:, None].expand(b, k, steps, D), mixed[:, None]
        seen = torch.cat([unit(x), unit(e), unit(previous + 1e-6)], dim=-1)
        x = x + self.fork["out"](F.silu(self.fork["in"](seen))) + self.fork["lane"](e - mixed)
        x = run(x, self.trunk_layers, len(self.layers), k)
        return self.norm(x).view(b, k, steps, D), weights, new


def unit(x):
    """x / sqrt(mean(x^2) + EPS), no weight."""
    return F.rms_norm(x, (D,), eps=EPS)


def load(path, embedding):
    """The decoder of a trained (f16) or a shipped (blocks) file, in f32, and the file's metadata."""
    with safe_open(path, "pt") as file:
        metadata = file.metadata()
    tensors = {re.sub(r"^decoder\.", "", name): value for name, value in load_file(path).items()}
    # The preview finds the likeliest tokens sooner; it does not change them.
    tensors = {name: value for name, value in tensors.items() if not name.startswith("preview.")}
    source = json.loads("[" + metadata["source_layers"].strip("[]") + "]")
    vocab = torch.from_numpy(tensors.pop("vocab").numpy().astype(np.int64))
    decoder = Decoder(source, int(metadata["trunk_layers"]), vocab, embedding)
    shapes = {name: parameter.shape for name, parameter in decoder.named_parameters()}
    for name, value in tensors.items():
        if value.dtype == torch.uint8:
            tensors[name] = torch.from_numpy(blocks.decode(value.numpy(), shapes[name][1]))
    decoder.load_state_dict({name: value.float() for name, value in tensors.items()})
    return decoder.eval(), metadata
