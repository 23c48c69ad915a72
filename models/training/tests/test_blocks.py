"""Block formats: what is written is read back, and the search never makes a block worse."""

import json
import struct

import numpy as np
import pytest

import blocks


def matrix(rows=6, cols=64, seed=1):
    return np.random.default_rng(seed).normal(size=(rows, cols)).astype(np.float32)


def test_q8_0_is_off_by_half_a_step_at_most():
    given = matrix()
    found = blocks.decode(blocks.encode(given, "q8_0"), 64)
    step = np.abs(given.reshape(-1, 32)).max(1) / 127
    # The scale is rounded to a half float, which moves the greatest weight by up to 2^-11 of itself.
    most = step[:, None] * (0.5 + 127 * 2**-11) + 1e-7
    assert (np.abs(found - given).reshape(-1, 32) <= most).all()


def test_q4_1_on_its_own_grid_is_exact():
    levels = np.tile(np.arange(16, dtype=np.float32), (4, 4))
    given = 0.25 * levels - 2
    d, m = np.full((4, 2), 0.25), np.full((4, 2), -2.0)
    stored = blocks.encode_on(given, d, m)
    assert stored.shape == (4, 2 * 20)
    assert (blocks.decode(stored, 64) == given).all()


def test_q4_1_keeps_columns_in_low_and_high_nibbles():
    given = np.zeros((1, 32), np.float32)
    given[0, 3], given[0, 19] = 5, 9
    stored = blocks.encode_on(given, np.ones((1, 1)), np.zeros((1, 1)))
    assert stored[0, 4 + 3] == 5 | 9 << 4


def test_the_search_is_never_worse_than_the_plain_choice():
    given, energy = matrix(), np.linspace(0.1, 4, 64, dtype=np.float32)

    def error(search):
        difference = blocks.decode(blocks.encode(given, "q4_1", energy, search), 64) - given
        weights = energy.reshape(-1, 32) / energy.reshape(-1, 32).mean(1, keepdims=True)
        return (np.square(difference).reshape(6, 2, 32) * weights).sum(2)

    searched, plain = error(True), error(False)
    assert (searched <= plain * 1.01).all()
    assert searched.sum() < 0.95 * plain.sum()


def test_chunks_change_nothing():
    given, energy = matrix(rows=5), np.linspace(0.1, 4, 64, dtype=np.float32)
    assert (blocks.encode(given, "q4_1", energy, chunk=3) == blocks.encode(given, "q4_1", energy)).all()


@pytest.mark.parametrize("kind", ["q4_1", "q8_0"])
def test_a_block_of_zeros_stays_zero(kind):
    assert (blocks.decode(blocks.encode(np.zeros((1, 32), np.float32), kind), 32) == 0).all()


def test_bad_matrices_are_refused():
    with pytest.raises(ValueError, match="multiple of 32"):
        blocks.encode(np.zeros((1, 33), np.float32), "q8_0")
    with pytest.raises(ValueError, match="finite"):
        blocks.encode(np.full((1, 32), np.nan, np.float32), "q4_1")
    with pytest.raises(ValueError, match="21 bytes per row"):
        blocks.decode(np.zeros((1, 21), np.uint8), 32)


def test_safetensors_are_aligned_and_in_order(tmp_path):
    path = tmp_path / "a.safetensors"
    tensors = {"b": np.arange(3, dtype=np.uint8), "a": np.ones(2, np.uint8), "c": np.float32([1.5, -2])}
    size = blocks.write_safetensors(path, tensors, {"z": "1", "a": "2"})
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    assert size == len(data) and length % 8 == 0
    assert list(header) == ["__metadata__", "c", "a", "b"]
    assert list(header["__metadata__"]) == ["a", "z"]
    for name, value in tensors.items():
        start, end = header[name]["data_offsets"]
        assert data[8 + length + start : 8 + length + end] == value.tobytes()
