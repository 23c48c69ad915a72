"""The adaptation's file, and what applying it makes of a GGUF."""

import hashlib

import numpy as np
import pytest

import adapt_export
import adapt_rule
import blocks

NAME = "blk.0.attn_q.weight"


def write(path, tensors, **metadata):
    base = {"format": "foreword-adaptation", "version": "1", "scale_step": "0.01", "centre_step": "0.02"}
    return blocks.write_safetensors(path, tensors, base | metadata)


@pytest.fixture
def base(tmp_path):
    """A GGUF with a matrix, a norm and something that stays; its path and the matrix's blocks."""
    gguf = pytest.importorskip("gguf", reason="gguf is not installed (models/training/requirements.txt)")
    raw = blocks.encode(np.random.default_rng(1).normal(size=(4, 64)).astype(np.float32), "q4_1")
    path = tmp_path / "base.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_tensor("blk.0.attn_norm.weight", np.ones(64, np.float32))
    writer.add_tensor(NAME, raw, raw_dtype=gguf.GGMLQuantizationType.Q4_1)
    writer.add_tensor("other.weight", np.arange(5, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path, raw


def tensors():
    rng = np.random.default_rng(2)
    return {
        f"{NAME}.scale": rng.integers(-20, 20, (4, 2)).astype(np.int8),
        f"{NAME}.centre": rng.integers(-20, 20, (4, 2)).astype(np.int8),
        "blk.0.attn_norm.weight": np.linspace(0, 2, 64, dtype=np.float32),
    }


def test_what_is_written_is_read_back(tmp_path):
    path = tmp_path / "a.safetensors"
    write(path, tensors(), steps="3")
    found, metadata = adapt_export.read(path)
    assert metadata["steps"] == "3"
    assert found.keys() == tensors().keys()
    assert all((found[name] == value).all() and found[name].dtype == value.dtype for name, value in tensors().items())


def test_another_format_is_refused(tmp_path):
    path = tmp_path / "a.safetensors"
    write(path, tensors(), version="2")
    with pytest.raises(SystemExit, match="foreword-adaptation 2"):
        adapt_export.read(path)


def test_applying_changes_what_it_should_and_nothing_else(tmp_path, base):
    import gguf

    path, out = tmp_path / "a.safetensors", tmp_path / "out.gguf"
    source, raw = base
    write(path, tensors(), base_sha256=hashlib.sha256(source.read_bytes()).hexdigest())
    digest = adapt_export.apply(path, source, out)
    assert digest == hashlib.sha256(out.read_bytes()).hexdigest()
    assert out.stat().st_size == source.stat().st_size
    found = {tensor.name: np.array(tensor.data) for tensor in gguf.GGUFReader(out).tensors}
    d, m, levels = adapt_rule.split(found[NAME])
    old_d, old_m, old_levels = adapt_rule.split(raw)
    given = tensors()
    wanted = adapt_rule.adapted(old_d, old_m, given[f"{NAME}.scale"], given[f"{NAME}.centre"])
    assert (d == wanted[0]).all() and (m == wanted[1]).all() and (levels == old_levels).all()
    assert (found["blk.0.attn_norm.weight"] == given["blk.0.attn_norm.weight"]).all()
    assert (found["other.weight"] == np.arange(5)).all()


def test_an_adaptation_of_another_file_is_refused(tmp_path, base):
    path, source = tmp_path / "a.safetensors", base[0]
    write(path, tensors(), base_sha256="00")
    with pytest.raises(SystemExit, match="is for 00"):
        adapt_export.apply(path, source, tmp_path / "out.gguf")
    unknown = tensors() | {"blk.9.attn_norm.weight": np.ones(64, np.float32)}
    write(path, unknown, base_sha256=hashlib.sha256(source.read_bytes()).hexdigest())
    with pytest.raises(SystemExit, match="lacks .*blk.9"):
        adapt_export.apply(path, source, tmp_path / "out.gguf")
