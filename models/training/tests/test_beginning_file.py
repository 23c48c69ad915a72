"""Trained beginnings as files: read as they were written, and as snapshots."""

import struct
import zlib

import numpy as np
import pytest

import beginning_file
import blocks

METADATA = {"format": "foreword-beginning", "version": "1", "what": "rows", "kind": "mail"}


def test_a_file_is_read_as_written(tmp_path):
    rows = np.arange(12, dtype=np.float32).reshape(3, 4)
    blocks.write_safetensors(tmp_path / "b", {"rows": rows}, METADATA)
    tensors, metadata = beginning_file.read(tmp_path / "b")
    assert np.array_equal(tensors["rows"], rows) and metadata["kind"] == "mail"
    blocks.write_safetensors(tmp_path / "b", {"rows": rows}, {**METADATA, "version": "2"})
    with pytest.raises(SystemExit, match="foreword-beginning 2"):
        beginning_file.read(tmp_path / "b")


def test_a_snapshot_is_laid_out_by_layer_then_keys_and_values():
    keys = np.arange(2 * 1 * 3 * 4, dtype=np.float32).reshape(2, 1, 3, 4)
    data = beginning_file.snapshot(b"m" * 16, [5, 9, 2], keys, -keys)
    assert data[:4] == b"FWKV" and data[8:24] == b"m" * 16
    assert struct.unpack("<I", data[4:8]) == (1,) and struct.unpack("<4I", data[24:40]) == (2, 1, 4, 3)
    assert struct.unpack("<3I", data[40:52]) == (5, 9, 2)
    values = np.frombuffer(data[52:-4], "<f2").reshape(2, 2, 1, 3, 4)
    assert np.array_equal(values[:, 0], keys) and np.array_equal(values[:, 1], -keys)
    assert struct.unpack("<I", data[-4:]) == (zlib.crc32(data[:-4]),)


def test_what_no_engine_would_take_is_not_written():
    keys = np.zeros((1, 1, 2, 4), np.float32)
    with pytest.raises(SystemExit, match="2 places of 3 tokens"):
        beginning_file.snapshot(bytes(16), [1, 2, 3], keys, keys)
    with pytest.raises(SystemExit, match="15 of 16 finite"):
        beginning_file.snapshot(bytes(16), [1, 2], keys, np.where(np.arange(8).reshape(keys.shape) == 3, 1e9, keys))
