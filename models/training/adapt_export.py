"""The adaptation as the committed file, and the encoder that it makes.

    python adapt_export.py --gguf MODEL.gguf --checkpoint RUN/checkpoint.pt --out encoder-adaptation.safetensors
    python adapt_export.py --gguf MODEL.gguf --apply encoder-adaptation.safetensors --out ADAPTED.gguf

The file holds, for each Q4_1 matrix of the GGUF and in the order of its rows, `NAME.scale` and `NAME.centre`, I8
`[rows, cols / 32]`, in whole steps, and each norm as F32 `[576]` under its own name, in place of the old one.
adapt_rule.py says what that makes of a block. Metadata: format, version, base_sha256 (of the GGUF that it belongs to),
scale_step, centre_step, training_command, steps, tokens. Applying it needs no torch and gives the same bytes
everywhere.
"""

import argparse
import hashlib
import json
import math
import struct
import zlib
from pathlib import Path

import numpy as np

import adapt_rule
import blocks

FORMAT, VERSION = "foreword-adaptation", "1"
DTYPES = {"F32": "<f4", "I8": "i1"}


def read(path):
    """Tensors by name and the metadata of an adaptation."""
    data = Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    if (metadata.get("format"), metadata.get("version")) != (FORMAT, VERSION):
        raise SystemExit(f"{path} is {metadata.get('format')} {metadata.get('version')}, not {FORMAT} {VERSION}")
    tensors = {}
    for name, entry in header.items():
        start, end = (8 + length + at for at in entry["data_offsets"])
        tensors[name] = np.frombuffer(data[start:end], DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata


def kind_of(name):
    """(name of the GGUF's tensor, "scale" or "centre" or None for a replacement)."""
    for kind in ("scale", "centre"):
        if name.endswith(f".{kind}"):
            return name[: -len(kind) - 1], kind
    return name, None


def change(raw, tensors, name, steps):
    """A Q4_1 matrix's blocks after the adaptation."""
    d, m, _ = adapt_rule.split(raw)
    s, t = (tensors[f"{name}.{kind}"] for kind in ("scale", "centre"))
    if not s.shape == t.shape == d.shape:
        raise SystemExit(f"{name}: {s.shape} and {t.shape} do not fit blocks {d.shape}")
    try:
        return adapt_rule.joined(raw, *adapt_rule.adapted(d, m, s, t, *steps))
    except ValueError as error:
        raise SystemExit(f"{name}: {error}") from error


def apply(path, gguf, out):
    """Writes the adapted GGUF and returns its SHA-256."""
    from gguf import GGUFReader

    tensors, metadata = read(path)
    found = hashlib.sha256(Path(gguf).read_bytes()).hexdigest()
    if found != metadata["base_sha256"]:
        raise SystemExit(f"{path} is for {metadata['base_sha256']}, not {found}")
    steps = metadata["scale_step"], metadata["centre_step"]
    new = {name: value for name, value in tensors.items() if kind_of(name)[1] is None}
    changed = {kind_of(name)[0] for name in tensors} - set(new)
    for tensor in GGUFReader(gguf).tensors:
        if tensor.name in changed:
            if tensor.tensor_type.name != "Q4_1":
                raise SystemExit(f"{tensor.name} is {tensor.tensor_type.name}, not Q4_1")
            new[tensor.name] = change(np.array(tensor.data), tensors, tensor.name, steps)
    if missing := changed - set(new):
        raise SystemExit(f"{gguf} lacks {sorted(missing)[:3]}, {len(missing)} in all")
    return replaced(gguf, new, out)


def replaced(gguf, tensors, out):
    """Writes a GGUF with other values of some tensors, F32 or blocks as they are stored. Returns its SHA-256."""
    from gguf import GGUFReader

    data = bytearray(Path(gguf).read_bytes())
    stored = {tensor.name: tensor for tensor in GGUFReader(gguf).tensors}
    if missing := tensors.keys() - stored.keys():
        raise SystemExit(f"{gguf} lacks {sorted(missing)[:3]}, {len(missing)} in all")
    for name, value in tensors.items():
        tensor = stored[name]
        if value.dtype != tensor.data.dtype or value.shape != tensor.data.shape:
            found = f"{value.dtype} {value.shape}"
            raise SystemExit(f"{name}: {found} cannot replace {tensor.data.dtype} {tensor.data.shape}")
        bytes_ = np.ascontiguousarray(value).tobytes()
        data[tensor.data_offset : tensor.data_offset + len(bytes_)] = bytes_
    Path(out).write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def export(checkpoint, gguf, out):
    """Writes the file and returns its bytes."""
    import torch

    import adapt_weights

    state = torch.load(checkpoint, weights_only=True)
    adaptation = adapt_weights.Adaptation(gguf, state["block_steps"]["s"], state["block_steps"]["t"])
    adaptation.load_state(state["masters"])
    metadata = {
        "format": FORMAT,
        "version": VERSION,
        "base_sha256": state["encoder_sha256"],
        "scale_step": state["block_steps"]["s"],
        "centre_step": state["block_steps"]["t"],
        "training_command": state["command"],
        "steps": str(state["step"]),
        "tokens": str(state["tokens"]),
    }
    return blocks.write_safetensors(out, adaptation.tensors(), metadata)


def entropy(values):
    """Bytes that I8 values take by their frequencies alone."""
    _, counts = np.unique(values, return_counts=True)
    return -sum(n * math.log2(n / len(values)) for n in counts.tolist()) / 8


def sizes(path):
    """Deflated bytes of the scales, the centres, the norms and the whole file."""
    tensors, _ = read(path)
    for kind in ("scale", "centre", None):
        values = [tensors[name] for name in tensors if kind_of(name)[1] == kind]
        stream = b"".join(value.tobytes() for value in values)
        line = f"{kind or 'norms'}: {len(stream)} bytes, deflated {len(zlib.compress(stream, 9))}"
        if kind:
            joined = np.concatenate([value.ravel() for value in values])
            line += f", entropy {entropy(joined):.0f}, rms {joined.astype(float).std():.2f} steps"
            line += f", from {joined.min()} to {joined.max()}"
        print(line)
    print(f"whole file: deflated {len(zlib.compress(Path(path).read_bytes(), 9))}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder before adaptation")
    parser.add_argument("--checkpoint", help="of adapt.py: write the adaptation")
    parser.add_argument("--apply", metavar="ADAPTATION", help="write the adapted encoder")
    parser.add_argument("--out", required=True, help="the file to write")
    args = parser.parse_args()
    if bool(args.checkpoint) == bool(args.apply):
        parser.error("one of --checkpoint and --apply")
    if args.apply:
        print(f"{args.out}: sha256 {apply(args.apply, args.gguf, args.out)}")
    else:
        print(f"{args.out}: {export(args.checkpoint, args.gguf, args.out)} bytes")
        sizes(args.out)


if __name__ == "__main__":
    main()
