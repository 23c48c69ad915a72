"""A small encoder with the real one's parts, for tests of what trains and rounds it."""

import numpy as np
import pytest

SIZES = {"LAYERS": 2, "D": 192, "HEADS": 3, "KV_HEADS": 1, "FFN": 256}
VOCABULARY = 300


@pytest.fixture
def small_encoder(tmp_path, monkeypatch):
    """The path of a GGUF with two layers of 192 numbers; adapt_model takes it for the encoder's shape."""
    pytest.importorskip("torch", reason="torch is not installed (models/training/requirements.txt)")
    pytest.importorskip("tokenizers", reason="tokenizers is not installed (models/training/requirements.txt)")
    gguf = pytest.importorskip("gguf", reason="gguf is not installed (models/training/requirements.txt)")
    import adapt_model
    import blocks

    for name, value in SIZES.items():
        monkeypatch.setattr(adapt_model, name, value)
    norms = [f"blk.{n}.{part}.weight" for n in range(SIZES["LAYERS"]) for part in ("attn_norm", "ffn_norm")]
    monkeypatch.setattr(adapt_model, "NORMS", [*norms, "output_norm.weight"])
    d, ffn, narrow = SIZES["D"], SIZES["FFN"], SIZES["KV_HEADS"] * adapt_model.HEAD_DIM
    shapes = {"attn_q": (d, d), "attn_k": (narrow, d), "attn_v": (narrow, d), "attn_output": (d, d)}
    shapes |= {"ffn_gate": (ffn, d), "ffn_up": (ffn, d), "ffn_down": (d, ffn)}
    rng = np.random.default_rng(1)
    writer = gguf.GGUFWriter(tmp_path / "small.gguf", "llama")
    embedding = rng.normal(size=(VOCABULARY, d)).astype(np.float32)
    # Inputs that are correlated, as those of a real network are.
    writer.add_tensor("token_embd.weight", embedding @ rng.normal(size=(d, d)).astype(np.float32) ** 3 * 0.02)
    for name in adapt_model.NORMS:
        writer.add_tensor(name, rng.uniform(0.5, 1.5, d).astype(np.float32))
    for n in range(SIZES["LAYERS"]):
        for part, (rows, cols) in shapes.items():
            matrix = rng.normal(size=(rows, cols)).astype(np.float32) * cols**-0.5
            raw = blocks.encode(matrix, "q4_1", search=False)
            writer.add_tensor(f"blk.{n}.{part}.weight", raw, raw_dtype=gguf.GGMLQuantizationType.Q4_1)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return tmp_path / "small.gguf"
