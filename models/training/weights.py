"""Trained weights: f32 masters, the bf16 copy that is computed with, and what may stand between the two.

The copy is made anew before each step and its gradients are handed back to the masters. Whatever rounds on the way
(bf16, 4-bit blocks) is passed by the gradient as if it were not there (straight-through).
"""

import copy

import torch
from torch import nn

import blocks
import grids


class Weights:
    """The masters of a decoder.

    rank: 0 trains whole matrices; else the layers' matrices stay what they are and a product of rank `rank` is added.
    grids: what `grids.of_encoder` gives, for matrices that are to lie on the encoder's grid when they are quantised.
    """

    def __init__(self, decoder, rank=0, seed=1, grids=None):
        self.decoder, self.grids = decoder, grids or {}
        self.work = copy.deepcopy(decoder).to(torch.bfloat16).requires_grad_(True)
        self.masters, self.low_rank = {}, {}
        generator = torch.Generator().manual_seed(seed)
        for name, value in decoder.named_parameters():
            value = value.detach().float().clone()
            if rank and name.startswith("layers.") and value.ndim == 2:
                rows, cols = value.shape
                self.masters[f"{name}.a"] = nn.Parameter(torch.zeros(rows, rank))
                b = torch.randn(rank, cols, generator=generator) * cols**-0.5
                self.masters[f"{name}.b"] = nn.Parameter(b)
                self.low_rank[name] = value
            else:
                self.masters[name] = nn.Parameter(value)

    def parameters(self):
        return list(self.masters.values())

    def value(self, name, quantised=False):
        """A weight in f32 as it stands."""
        if name in self.low_rank:
            value = self.low_rank[name] + self.masters[f"{name}.a"] @ self.masters[f"{name}.b"]
        else:
            value = self.masters[name]
        if not quantised or value.ndim != 2:
            return value
        grid = self.grids.get(name)
        return plain_quantised(value) if grid is None else grids.snapped(value, grid)

    @torch.no_grad()
    def publish(self, quantised=False):
        """Brings the working copy up to date."""
        for name, parameter in self.work.named_parameters():
            parameter.copy_(self.value(name, quantised))
            parameter.grad = None

    @torch.no_grad()
    def collect(self):
        """Gradients of the working copy, as gradients of the masters."""
        for name, parameter in self.work.named_parameters():
            gradient = parameter.grad.float()
            if name in self.low_rank:
                a, b = self.masters[f"{name}.a"], self.masters[f"{name}.b"]
                a.grad, b.grad = gradient @ b.T, a.T @ gradient
            else:
                self.masters[name].grad = gradient

    def state(self):
        return {name: value.detach() for name, value in self.masters.items()}

    @torch.no_grad()
    def load_state(self, state):
        if state.keys() != self.masters.keys():
            raise SystemExit(f"checkpoint has {len(state)} weights, {len(self.masters)} are expected")
        for name, value in state.items():
            self.masters[name].copy_(value)

    def exported(self, quantised=False):
        """As `exported`. With `quantised`, matrices lie on the grid of their 4-bit blocks, which `quantise.py` then
        finds again, since the plain choice is one of its candidates."""
        return exported(self.decoder, lambda name: self.value(name, quantised).detach())


def exported(decoder, value=None):
    """f16 tensors of a decoder by their names in the file; `value` gives another weight for a name."""
    named = dict(decoder.named_parameters())
    tensors = {f"decoder.{n}": (value(n) if value else p.detach()).half().contiguous() for n, p in named.items()}
    tensors["decoder.vocab"] = decoder.vocab.int()
    return tensors


def plain_quantised(matrix):
    """A matrix after Q4_1 blocks that span their least to their greatest weight, see blocks.py."""
    w = matrix.reshape(-1, blocks.BLOCK)
    low, high = w.aminmax(dim=1, keepdim=True)
    m, d = low.half().float(), ((high - low) / 15).half().float()
    q = ((w - m) / d.clamp(min=1e-12)).round_().clamp_(0, 15)
    return q.mul_(d).add_(m).view_as(matrix)
