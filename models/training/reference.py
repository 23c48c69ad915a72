"""The reference tokenizer and model, versions and output, for the scripts of this folder and of tests/golden.

Nothing here uses the project's Rust code.
"""

import argparse
import hashlib
import json
import os
import platform
from importlib.metadata import version
from pathlib import Path

# The model file is the only input; nothing may be fetched while a golden file is made.
os.environ.setdefault("HF_HUB_OFFLINE", "1")

from gguf import GGUFReader  # noqa: E402
from gguf.quants import dequantize  # noqa: E402
from tokenizers import Tokenizer, decoders, models, pre_tokenizers  # noqa: E402

PACKAGES = ("accelerate", "gguf", "numpy", "regex", "safetensors", "tokenizers", "torch", "transformers")


def versions():
    """Python's and every pinned package's version, by name."""
    return {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


def file_identity(path):
    """Name, size in bytes and SHA-256 of a file."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return {"file": Path(path).name, "bytes": Path(path).stat().st_size, "sha256": digest.hexdigest()}


def read_vocabulary(reader):
    """From an open GGUF: the token spellings by id, and the merges by rank as pairs of spellings."""
    spellings = reader.fields["tokenizer.ggml.tokens"].contents()
    merges = [tuple(line.split(" ")) for line in reader.fields["tokenizer.ggml.merges"].contents()]
    bad = [pair for pair in merges if len(pair) != 2]
    if bad:
        raise SystemExit(f"{len(bad)} of {len(merges)} merges do not have two parts, first: {bad[0]!r}")
    return spellings, merges


def pinned_tokenizer(spellings, merges):
    """SmolLM2's tokenizer with no added tokens, so that `<|im_start|>` and its like are plain text.

    The pre-tokenizer is stated here because a GGUF gives only its name ("smollm").
    """
    vocabulary = {spelling: index for index, spelling in enumerate(spellings)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def load_model(gguf_path, reader):
    """The model as `transformers` reads it from the GGUF: float32, eager attention, checked against the file."""
    import torch
    from transformers import AutoModelForCausalLM

    path = Path(gguf_path).resolve()
    model = AutoModelForCausalLM.from_pretrained(
        path.parent, gguf_file=path.name, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    check_model(model, reader)
    return model


def check_model(model, reader):
    """Stops if the configuration or three weight matrices are not those of the file.

    A wrong rotary base or a wrong order of the rows of q and k still gives a running model, only a bad one.
    """
    import torch

    config = model.config
    expected = {
        "rope_theta": (config.rope_parameters["rope_theta"], 100000.0),
        "rope_type": (config.rope_parameters["rope_type"], "default"),
        "rms_norm_eps": (round(config.rms_norm_eps, 9), 1e-5),
        "layers": (config.num_hidden_layers, 30),
        "heads": (config.num_attention_heads, 9),
        "kv_heads": (config.num_key_value_heads, 3),
        "attention": (config._attn_implementation, "eager"),
        "tied": (model.lm_head.weight.data_ptr(), model.model.embed_tokens.weight.data_ptr()),
        "dtypes": ({p.dtype for p in model.parameters()}, {torch.float32}),
    }
    wrong = {name: pair for name, pair in expected.items() if pair[0] != pair[1]}
    if wrong:
        raise SystemExit(f"loaded model differs from what is expected (found, expected): {wrong}")

    tensors = {tensor.name: tensor for tensor in reader.tensors}

    def weight(name):
        return torch.from_numpy(dequantize(tensors[name].data, tensors[name].tensor_type))

    layer = model.model.layers[0].self_attn
    # A llama GGUF stores each q/k head with row 2j holding rotary row j and row 2j+1 holding row j + 32.
    rows = weight("blk.0.attn_q.weight").reshape(9, 32, 2, 576)
    halves = torch.cat([rows[:, :, 0], rows[:, :, 1]], dim=1).reshape(576, 576)
    pairs = {
        "token_embd": (model.model.embed_tokens.weight, weight("token_embd.weight")),
        "blk.0.attn_v": (layer.v_proj.weight, weight("blk.0.attn_v.weight")),
        "blk.0.attn_q": (layer.q_proj.weight, halves),
    }
    for name, (found, wanted) in pairs.items():
        if not torch.equal(found.detach(), wanted):
            raise SystemExit(f"{name}: weights differ by up to {(found - wanted).abs().max().item()}")


def arguments(description):
    """A parser with the two arguments every script has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--gguf", required=True, help="the model file")
    parser.add_argument("--out", required=True, help="the JSON file to write")
    return parser


def write_json(path, value):
    """Writes ASCII JSON, one line per entry of the top-level lists, so that a changed entry is one changed line."""

    def compact(item):
        return json.dumps(item, separators=(",", ":"), ensure_ascii=True)

    lines = []
    for key, item in value.items():
        if isinstance(item, list) and item and isinstance(item[0], dict):
            body = "[\n" + ",\n".join(compact(entry) for entry in item) + "\n]"
        else:
            body = compact(item)
        lines.append(f"{json.dumps(key)}:{body}")
    Path(path).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="ascii", newline="\n")
    print(f"{path}: {Path(path).stat().st_size} bytes")


def open_gguf(path):
    """The GGUF, open for reading."""
    return GGUFReader(path)


def open_tokenizer(path):
    """The tokenizer of a GGUF file, and the spellings of its tokens by id."""
    spellings, merges = read_vocabulary(open_gguf(path))
    return pinned_tokenizer(spellings, merges), spellings
