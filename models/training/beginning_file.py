"""A trained beginning, read; and as a snapshot that the engine takes up in place of reading a text.

    python beginning_file.py --gguf ENCODER.gguf --beginning RUN/beginning.safetensors --out beginning.fwkv
    python beginning_file.py --gguf ENCODER.gguf --text "A message." --out beginning.fwkv

The snapshot (crates/formats/src/snapshot.rs) has the keys and values of what stands before every text, of the trained
places and of a blank line, computed in f32. Tokens that are no text stand for the trained places.
"""

import argparse
import hashlib
import json
import struct
import zlib
from pathlib import Path

import numpy as np

MAGIC, VERSION = b"FWKV", 1
FORMAT = ("foreword-beginning", "1")
LOOKED_AT = 4096
SIZES = (
    "embedding_length",
    "block_count",
    "attention.head_count",
    "attention.head_count_kv",
    "rope.dimension_count",
    "feed_forward_length",
    "vocab_size",
)


def read(path):
    """Tensors by name (numpy) and the metadata of a trained beginning."""
    data = Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    if (metadata.get("format"), metadata.get("version")) != FORMAT:
        raise SystemExit(f"{path} is {metadata.get('format')} {metadata.get('version')}, not {FORMAT}")
    tensors = {}
    for name, entry in header.items():
        start, end = (8 + length + at for at in entry["data_offsets"])
        tensors[name] = np.frombuffer(data[start:end], "<f4").reshape(entry["shape"])
    return tensors, metadata


def fingerprint(gguf):
    """What tells the model apart, 16 bytes: crates/model/src/fingerprint.rs."""
    import reference

    reader, digest = reference.open_gguf(gguf), hashlib.sha256()
    for name in SIZES:
        digest.update(struct.pack("<Q", reader.fields[f"llama.{name}"].contents()))
    for name in ("rope.freq_base", "attention.layer_norm_rms_epsilon"):
        digest.update(struct.pack("<f", reader.fields[f"llama.{name}"].contents()))
    with open(gguf, "rb") as file:
        for tensor in sorted(reader.tensors, key=lambda tensor: tensor.data_offset):
            file.seek(tensor.data_offset)
            for part in (tensor.name.encode(), file.read(min(tensor.n_bytes, LOOKED_AT))):
                digest.update(struct.pack("<Q", len(part)))
                digest.update(part)
    return digest.digest()[:16]


def snapshot(identity, tokens, keys, values):
    """The bytes of a snapshot. keys, values: f32 `[layers, heads, P, width]`."""
    layers, heads, places, width = keys.shape
    with np.errstate(over="ignore"):
        both = np.stack([keys, values], 1).astype("<f2")
    if not np.isfinite(both).all() or places != len(tokens):
        raise SystemExit(f"{places} places of {len(tokens)} tokens, {np.isfinite(both).sum()} of {both.size} finite")
    data = MAGIC + struct.pack("<I", VERSION) + identity + struct.pack("<4I", layers, heads, width, places)
    data += np.asarray(tokens, "<u4").tobytes() + both.tobytes()
    return data + struct.pack("<I", zlib.crc32(data))


def opened(model, path, beginning, line):
    """The `behind.Beginning` that a trained file makes, and the ids that stand for it."""
    import torch

    import soft_beginning

    tensors, metadata = read(path)
    places = tensors["rows"].shape[0] if metadata["what"] == "rows" else tensors["keys"].shape[2]
    soft = soft_beginning.Soft(model, metadata["what"], beginning, line * places, line)
    soft.start = {name: torch.from_numpy(value.copy()) for name, value in tensors.items()}
    return soft.beginning(), [*beginning, *range(1, places + 1), *line]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder as it ships")
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument("--beginning", help="a file of soft_beginning.py")
    given.add_argument("--text", help="a text instead, or kind:name of beginnings.toml")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", required=True, help="the file to write")
    args = parser.parse_args()

    import torch

    import beginnings
    import behind
    import reference
    import soft_beginning
    from adapt_model import Model

    torch.set_num_threads(args.threads)
    tokenizer, spellings = reference.open_tokenizer(args.gguf)

    def encode(text):
        return tokenizer.encode(text, add_special_tokens=False).ids

    line = encode("\n\n")
    beginning = [spellings.index("<|endoftext|>"), *line]
    model = Model(args.gguf, torch.float32)
    with torch.no_grad():
        if args.beginning:
            found, tokens = opened(model, args.beginning, beginning, line)
        else:
            text = soft_beginning.start_text(args.text)
            tokens = [*beginning, *beginnings.ids_of(text, encode)]
            found = behind.read(model, behind.rows_of(model, tokens))
    keys, values = (torch.cat(part).numpy() for part in (found.keys, found.values))
    data = snapshot(fingerprint(args.gguf), tokens, keys, values)
    Path(args.out).write_bytes(data)
    print(f"{args.out}: {len(data)} bytes, {len(tokens)} places")


if __name__ == "__main__":
    main()
