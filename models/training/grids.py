"""The encoder's own 4-bit grid, on which a decoder layer's matrices can lie: the scale and the minimum of every block
of 32 weights are those of the encoder layer it was born from, so that a download needs only the difference of the
levels.
"""

import numpy as np
import torch

import blocks
import reference

PARTS = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
HEAD_DIM = 64


def halves(values):
    """Rows of attn_q and attn_k in the order of the decoder's file: head by head, rotary pair (j, j + 32). A GGUF has
    row 2j and 2j + 1 there."""
    return values.reshape(-1, HEAD_DIM // 2, 2, *values.shape[1:]).swapaxes(1, 2).reshape(values.shape)


def of_encoder(gguf, source_layers):
    """{"layers.N.PART.weight": (d, m)}, f32 tensors `[rows, cols / 32]`; weight = d * q + m with q from 0 to 15."""
    stored = {tensor.name: tensor for tensor in reference.open_gguf(gguf).tensors}
    out = {}
    for n, source in enumerate(source_layers):
        for part in PARTS:
            tensor = stored[f"blk.{source}.{part}.weight"]
            if tensor.tensor_type.name != "Q4_1":
                raise SystemExit(f"{tensor.name} is {tensor.tensor_type.name}, not Q4_1")
            rows = int(tensor.shape[1])
            raw = np.asarray(tensor.data).reshape(rows, -1, blocks.BYTES["q4_1"])
            d, m = (raw[..., at : at + 2].copy().view("<f2")[..., 0].astype(np.float32) for at in (0, 2))
            if part in ("attn_q", "attn_k"):
                d, m = halves(d), halves(m)
            out[f"layers.{n}.{part}.weight"] = torch.from_numpy(d.copy()), torch.from_numpy(m.copy())
    return out


def levels(matrix, grid):
    """The nearest level of each weight, f32 `[rows, cols / 32, 32]`."""
    d, m = (value[..., None] for value in grid)
    return ((matrix.view(*grid[0].shape, blocks.BLOCK) - m) / d.clamp(min=1e-12)).round_().clamp_(0, 15)


def snapped(matrix, grid):
    """The matrix on the grid."""
    d, m = (value[..., None] for value in grid)
    return levels(matrix, grid).mul_(d).add_(m).view_as(matrix)
