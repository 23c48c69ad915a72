"""From a trained decoder (safetensors, f16 or f32) to the file that is shipped: 4-bit or 8-bit blocks.

    python quantise.py --input TRAINED.safetensors --out decoder-lanes-10.safetensors --energy energy.safetensors \\
        --encoder foreword-encoder.gguf

Matrices become Q4_1 or Q8_0 blocks (see blocks.py), vectors F32, the list of tokens U32. The scale and minimum of
each Q4_1 block are searched (`--plain` spans least to greatest instead); with `--energy`, a file that
activation_energy.py writes, an error counts by the mean square of the input it will be multiplied with. `--encoder` is
the encoder file that ships, which differs from the one trained on in its embedding: its SHA-256 is written into the
output. The output is the same bytes on every run. Rows of attn_q and attn_k stay in the order of the
input: head by head, rotary pair (j, j + 32), which is not the order a GGUF uses.
"""

import argparse
import fnmatch
import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file

import blocks
import grids

UNKNOWN_COMMAND = "unknown: given start, about 25 minutes"


def read_trained(path):
    """Tensors by name and the metadata of a trained file."""
    with safe_open(path, "np") as file:
        metadata = file.metadata() or {}
    missing = {"encoder_sha256", "source_layers", "trunk_layers"} - metadata.keys()
    if missing:
        raise SystemExit(f"{path}: metadata lacks {sorted(missing)}")
    return load_file(path), metadata


def sha256(path):
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def layer_list(text):
    """The source layers as numbers, from "[0, 1]" or "0,1"."""
    return json.loads(text if text.strip().startswith("[") else f"[{text}]")


def quantise(tensors, energy=None, search=True, eight=(), on_grid=None, report=None):
    """The tensors as shipped. `eight`: patterns of matrix names that become Q8_0; all others become Q4_1, on the grid
    that `on_grid` (see grids.py) has for them."""
    out, worst = {}, (0.0, "")
    for name, value in sorted(tensors.items()):
        if name == "decoder.vocab":
            if not (np.diff(value.astype(np.int64)) > 0).all() or value[0] < 0:
                raise SystemExit("decoder.vocab is not ascending")
            out[name] = value.astype(np.uint32)
        elif value.ndim == 1:
            out[name] = value.astype(np.float32)
        else:
            grid = (on_grid or {}).get(name.removeprefix("decoder."))
            kind = "q8_0" if any(fnmatch.fnmatch(name, pattern) for pattern in eight) else "q4_1"
            matrix = value.astype(np.float32)
            if grid is not None and kind == "q4_1":
                out[name] = blocks.encode_on(matrix, *(part.numpy() for part in grid))
            else:
                out[name] = blocks.encode(matrix, kind, None if energy is None else energy[name], search)
            error = blocks.decode(out[name], matrix.shape[1]) - matrix
            relative = float(np.sqrt(np.square(error).mean() / np.square(matrix).mean()))
            worst = max(worst, (relative, name))
            if report:
                report(f"{name} {kind} relative error {relative:.4f}")
    if report:
        report(f"worst: {worst[1]} {worst[0]:.4f}")
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--input", required=True, help="the trained safetensors file")
    parser.add_argument("--out", required=True, help="the file to write")
    parser.add_argument("--encoder", metavar="FILE", help="the encoder that ships [the one trained on]")
    parser.add_argument("--energy", help="mean squares of inputs, by activation_energy.py")
    parser.add_argument("--plain", action="store_true", help="no search: each block spans its least to its greatest")
    parser.add_argument(
        "--grid", metavar="FILE", help="an encoder on whose blocks the layers lie, as trained with --grid"
    )
    parser.add_argument("--eight", action="append", default=[], metavar="PATTERN", help="matrices kept at 8 bits")
    parser.add_argument("--limit-bytes", type=int, default=26_000_000, help="fail if the file would be larger")
    args = parser.parse_args()

    tensors, given = read_trained(args.input)
    energy = load_file(args.energy) if args.energy else None
    on_grid = grids.of_encoder(args.grid, layer_list(given["source_layers"])) if args.grid else None
    out = quantise(tensors, energy, not args.plain, args.eight, on_grid, print)
    method = "plain" if args.plain else "searched, weighted by input energy" if energy else "searched"
    metadata = {
        "format": "foreword-decoder",
        "version": "1",
        "source_layers": ",".join(map(str, layer_list(given["source_layers"]))),
        "trunk_layers": str(int(given["trunk_layers"])),
        "encoder_sha256": sha256(args.encoder) if args.encoder else given["encoder_sha256"],
        "training_command": given.get("training_command", UNKNOWN_COMMAND),
        "made_by": f"models/training/quantise.py ({method}), numpy {version('numpy')}",
    }
    total = sum(value.nbytes for value in out.values())
    if total > args.limit_bytes:
        raise SystemExit(f"{total} bytes of tensors, at most {args.limit_bytes} allowed")
    print(f"{args.out}: {blocks.write_safetensors(args.out, out, metadata)} bytes")


if __name__ == "__main__":
    main()
