"""The encoder's grid: snapped weights lie on it, and quantising what lies on it loses nothing."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (models/training/requirements.txt)")
pytest.importorskip("gguf", reason="gguf is not installed (models/training/requirements.txt)")
pytest.importorskip("tokenizers", reason="tokenizers is not installed (models/training/requirements.txt)")

import blocks  # noqa: E402
import grids  # noqa: E402


def grid(rows=4, cols=64):
    return torch.full((rows, cols // 32), 0.125), torch.full((rows, cols // 32), -1.0)


def test_snapping_is_idempotent_and_moves_half_a_step_at_most():
    given = torch.rand(4, 64) * 1.8 - 1
    snapped = grids.snapped(given, grid())
    assert torch.equal(grids.snapped(snapped, grid()), snapped)
    assert (snapped - given).abs().max() <= 0.125 / 2 + 1e-6


def test_what_lies_on_the_grid_is_stored_exactly():
    snapped = grids.snapped(torch.rand(4, 64) * 1.8 - 1, grid()).numpy()
    stored = blocks.encode_on(snapped, *(part.numpy() for part in grid()))
    assert (blocks.decode(stored, 64) == snapped).all()


def test_halves_undoes_the_order_of_a_gguf():
    rows = np.arange(128)
    found = grids.halves(rows)
    # Row 2j of a GGUF's head is row j, and row 2j + 1 is row j + 32.
    assert list(found[:3]) == [0, 2, 4] and list(found[32:35]) == [1, 3, 5]
    assert sorted(found) == list(rows) and found[64] == 64
