"""Weights rounded to a given 4-bit grid so that what a matrix makes of its inputs changes least (GPTQ, Frantar et al.
2023).

Rounded to its nearest level, every weight errs by itself. Inputs are correlated, though, so what one column does wrong
the columns after it can make good: columns are rounded one at a time, and the error of each is handed on to the rest,
by the inverse of H = sum of x x^T over the inputs x of some texts. Scales and minima of the blocks stay.
"""

import numpy as np
import torch

import blocks

DAMPING = 0.01
# Columns whose errors are handed on among themselves first, and to the others in one product.
LAZY = 64


def damped(h, damping=DAMPING):
    """H `[n, n]`, f64, whose diagonal gets a share of its median added, of those columns that carry anything.

    Not of its mean, as is usual: the first token of a text has activations hundreds of times as large in a few columns,
    and a share of those would be all that the other columns have.
    """
    diagonal = h.diagonal()
    carrying = diagonal[diagonal > 0]
    typical = carrying.median().item() if len(carrying) else 1.0
    return h.double() + damping * typical * torch.eye(len(h), dtype=torch.float64)


def inverse_root(h):
    """The upper Cholesky factor of the inverse of H `[n, n]`."""
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(h))
    return torch.linalg.cholesky(inverse, upper=True).float()


@torch.no_grad()
def levels(w, d, m, h, damping=DAMPING):
    """Levels U8 `[rows, cols]` of weights w `[rows, cols]`. d, m: scales and minima `[rows, cols / 32]`; h `[cols,
    cols]`.

    Columns go by how much they carry, most first: while there are many others left to make errors good.
    """
    order = h.diagonal().argsort(descending=True, stable=True)
    root = inverse_root(damped(h, damping)[order][:, order])
    w, block = w.float()[:, order].clone(), order // blocks.BLOCK
    scale, low = (part.float()[:, block] for part in (d, m))
    safe = torch.where(scale > 0, scale, 1)
    out = torch.empty(w.shape, dtype=torch.uint8)
    for first in range(0, w.shape[1], LAZY):
        end = min(first + LAZY, w.shape[1])
        errors = torch.empty(len(w), end - first)
        for j in range(first, end):
            level = ((w[:, j] - low[:, j]) / safe[:, j]).round().clamp(0, 15)
            level = torch.where(scale[:, j] > 0, level, 0)
            out[:, order[j]] = level.to(torch.uint8)
            error = (w[:, j] - (level * scale[:, j] + low[:, j])) / root[j, j]
            errors[:, j - first] = error
            w[:, j + 1 : end] -= error[:, None] * root[j, j + 1 : end]
        w[:, end:] -= errors @ root[first:end, end:]
    return out


@torch.no_grad()
def swept(found, w, d, m, h, sweeps, damping=DAMPING):
    """Levels that err no more than those found: column after column gets the levels that are best as all others are.

    What GPTQ decided first could not know what it would decide later; sweeps can. They lower the error for the same H,
    damped as there.
    """
    h = damped(h, damping).float()
    found, block = found.clone().float(), torch.arange(w.shape[1]) // blocks.BLOCK
    off = w.float() - values(found, d, m)
    for _ in range(sweeps):
        for first in range(0, w.shape[1], LAZY):
            part = slice(first, first + LAZY)
            pull, own, was = off @ h[:, part], h[part, part], off[:, part].clone()
            for j in range(pull.shape[1]):
                scale, level = d[:, block[first + j]], found[:, first + j]
                best = level + (pull[:, j] / own[j, j] / torch.where(scale > 0, scale, 1)).round()
                best = torch.where(scale > 0, best.clamp(0, 15), level)
                step = (best - level) * scale
                pull -= step[:, None] * own[j]
                found[:, first + j] = best
                was[:, j] -= step
            off[:, part] = was
    return found.to(torch.uint8)


def nearest(w, d, m):
    """Levels U8 of the same, each weight by itself."""
    parts = w.float().view(*d.shape, blocks.BLOCK)
    scale, low = d[..., None], m[..., None]
    found = ((parts - low) / torch.where(scale > 0, scale, 1)).round().clamp(0, 15)
    return torch.where(scale > 0, found, 0).view_as(w).to(torch.uint8)


def values(levels, d, m):
    """The weights that levels stand for, f32 `[rows, cols]`."""
    return (levels.view(*d.shape, blocks.BLOCK).float() * d[..., None] + m[..., None]).view(levels.shape)


def packed(levels):
    """Levels `[rows, cols]` as the nibbles of Q4_1 blocks, U8 `[rows, cols / 32, 16]`."""
    parts = np.asarray(levels, np.uint8).reshape(len(levels), -1, blocks.BLOCK)
    half = blocks.BLOCK // 2
    return parts[..., :half] | parts[..., half:] << 4
