"""How the encoder's adaptation changes a Q4_1 block: the one rule, as Rust repeats it bit for bit.

An adaptation has two small integers per block of 32 weights, `s` and `t`. A block's levels stay. Its scale d becomes
about d (1 + scale_step s), and its centre m + 7.5 d, the middle of the 16 levels, moves by d centre_step t. Everything
is f32, rounded after each operation, in the order written here; numpy never fuses a product with a sum.

The minimum is rounded to bf16's 8 significant bits, as those of the original file happen to be, because such minima
take less room in a packed download. The scale is then chosen so that the centre stays where it was.
"""

import numpy as np

import blocks

SCALE_STEP, CENTRE_STEP = "0.01", "0.02"
MIDDLE = np.float32(7.5)
# What training keeps to: the scale stays well above nothing, the centre within the levels.
LEAST_SCALE, MOST_CENTRE = -0.9, 2.5


def split(raw):
    """Q4_1 blocks U8 `[rows, cols / 32 * 20]` as scales and minima, f32 `[rows, cols / 32]`, and levels U8 `[rows,
    cols]`."""
    parts = np.ascontiguousarray(raw).reshape(len(raw), -1, blocks.BYTES["q4_1"])
    d, m = (parts[..., at : at + 2].copy().view("<f2")[..., 0].astype(np.float32) for at in (0, 2))
    levels = np.concatenate([parts[..., 4:] & 15, parts[..., 4:] >> 4], axis=-1)
    return d, m, levels.reshape(len(raw), -1)


def joined(raw, d, m):
    """The blocks `raw` with other scales and minima, f32 `[rows, cols / 32]` holding f16 values."""
    parts = np.array(raw).reshape(len(raw), -1, blocks.BYTES["q4_1"])
    for at, value in ((0, d), (2, m)):
        parts[..., at : at + 2] = np.ascontiguousarray(value.astype("<f2"))[..., None].view(np.uint8)
    return parts.reshape(np.shape(raw))


def bf16(value):
    """f32 rounded to the nearest bf16, ties to even. Finite values only."""
    bits = np.ascontiguousarray(value, np.float32).view(np.uint32)
    odd = bits >> np.uint32(16) & np.uint32(1)
    return ((bits + np.uint32(0x7FFF) + odd) & np.uint32(0xFFFF0000)).view(np.float32)


def f16(value):
    """f32 rounded to the nearest f16, ties to even, as f32 again; infinite where it is too large."""
    with np.errstate(over="ignore"):
        return value.astype(np.float16).astype(np.float32)


def adapted(d, m, s, t, scale_step=SCALE_STEP, centre_step=CENTRE_STEP):
    """New scales and minima, f32 holding f16 values. d, m: f32 holding f16 values; s, t: I8; all `[rows, cols / 32]`.

    Blocks without a scale (d = 0) stay. A scale that comes out negative or not finite is a ValueError.
    """
    scale_step, centre_step = np.float32(scale_step), np.float32(centre_step)
    s, t = s.astype(np.float32), t.astype(np.float32)
    centre = m + MIDDLE * d
    centre = centre + d * (centre_step * t)
    scale = d * (np.float32(1) + scale_step * s)
    new_m = f16(bf16(centre - MIDDLE * scale))
    new_d = f16((centre - new_m) / MIDDLE)
    bad = ~(np.isfinite(new_d) & np.isfinite(new_m) & (new_d >= 0)) & (d != 0)
    if bad.any():
        raise ValueError(f"{bad.sum()} of {d.size} scales are negative or not finite, first: {new_d[bad][0]}")
    return np.where(d == 0, d, new_d), np.where(d == 0, m, new_m)
