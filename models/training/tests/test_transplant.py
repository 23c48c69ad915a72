"""A decoder that is moved to an adapted encoder keeps its levels and what it has of its own."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (models/training/requirements.txt)")
pytest.importorskip("gguf", reason="gguf is not installed (models/training/requirements.txt)")
pytest.importorskip("tokenizers", reason="tokenizers is not installed (models/training/requirements.txt)")

import adapt_rule  # noqa: E402
import blocks  # noqa: E402
import grids  # noqa: E402
import transplant  # noqa: E402


def grid(scale, minimum):
    parts = {
        f"layers.0.{part}.weight": (torch.full((2, 1), scale), torch.full((2, 1), minimum)) for part in grids.PARTS
    }
    return parts


def norms(value):
    names = [f"blk.7.{norm}.weight" for norm in transplant.NORMS] + ["output_norm.weight"]
    return {name: np.full(4, value, np.float32) for name in names}


def test_blocks_take_the_new_scales_and_keep_their_levels():
    levels = np.arange(64).reshape(2, 32) % 16
    on = blocks.encode_on((levels * 0.125 - 1).astype(np.float32), *([value] for value in ([0.125] * 2, [-1.0] * 2)))
    tensors = {f"decoder.layers.0.{part}.weight": on.copy() for part in grids.PARTS}
    # One block has a scale of its own: it isn't the encoder's and stays.
    tensors["decoder.layers.0.ffn_down.weight"][1, :2] = np.float16(0.5).reshape(1).view(np.uint8)
    own = np.array([1, 2, 3, 4], np.float32)
    tensors |= {f"decoder.layers.0.{norm}.weight": own for norm in transplant.NORMS}
    tensors |= {"decoder.norm.weight": own, "decoder.vocab": np.arange(3, dtype=np.uint32)}

    out, (on_grid, total) = transplant.moved(tensors, [7], grid(0.125, -1.0), grid(0.25, -2.0), norms(1.0), norms(1.5))
    assert (on_grid, total) == (13, 14)
    for part in grids.PARTS:
        d, m, found = adapt_rule.split(out[f"decoder.layers.0.{part}.weight"])
        assert (found == levels).all()
        moved = [0.25, 0.5] if part == "ffn_down" else [0.25, 0.25]
        assert d[:, 0].tolist() == moved and m[:, 0].tolist() == ([-2, -1] if part == "ffn_down" else [-2, -2])
    for name in ("decoder.layers.0.attn_norm.weight", "decoder.layers.0.ffn_norm.weight", "decoder.norm.weight"):
        assert (out[name] == own + 0.5).all()
    assert out["decoder.vocab"] is tensors["decoder.vocab"]
