"""Moves a decoder from the encoder on whose grid it lies to an adapted one.

    python transplant.py --from MODEL.gguf --to ADAPTED.gguf --decoder decoder-lanes-10.safetensors --out MOVED

A decoder layer's blocks have the scales and minima of the encoder layer that it was born from, under levels of its own
(grids.py). Where the encoder got new ones (adapt.py), the decoder's blocks take them too, and keep their levels: what
was learnt about the encoder's weights moves along, and a packed download still needs only the levels. Norms move by
what the encoder's norms moved. All else stays (bridges, fork, head, preview), and the file then names the adapted
encoder. Training (train.py --grid) can go on from there.
"""

import argparse
import hashlib
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file

import adapt_rule
import blocks
import grids
import reference

NORMS = ("attn_norm", "ffn_norm")


def vectors(gguf):
    """The F32 tensors of a GGUF by name."""
    return {t.name: np.array(t.data) for t in reference.open_gguf(gguf).tensors if t.tensor_type.name == "F32"}


def moved(tensors, source_layers, before, after, norms_before, norms_after):
    """The decoder's tensors on the new grid. before, after: what grids.of_encoder gives.

    Returns them and (blocks that lay on the old grid, blocks of all layers); those that didn't stay as they are.
    """
    out, on_grid, total = dict(tensors), 0, 0
    for n, source in enumerate(source_layers):
        for part in grids.PARTS:
            name = f"layers.{n}.{part}.weight"
            raw = tensors[f"decoder.{name}"]
            (d0, m0), (d1, m1) = ([value.numpy() for value in grid[name]] for grid in (before, after))
            d, m, _ = adapt_rule.split(raw)
            lies = (d == d0) & (m == m0)
            out[f"decoder.{name}"] = adapt_rule.joined(raw, np.where(lies, d1, d), np.where(lies, m1, m))
            on_grid, total = on_grid + int(lies.sum()), total + lies.size
        for norm in NORMS:
            moves = norms_after[f"blk.{source}.{norm}.weight"] - norms_before[f"blk.{source}.{norm}.weight"]
            out[f"decoder.layers.{n}.{norm}.weight"] = tensors[f"decoder.layers.{n}.{norm}.weight"] + moves
    moves = norms_after["output_norm.weight"] - norms_before["output_norm.weight"]
    out["decoder.norm.weight"] = tensors["decoder.norm.weight"] + moves
    return out, (on_grid, total)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--from", dest="before", required=True, metavar="GGUF", help="the encoder before adaptation")
    parser.add_argument("--to", dest="after", required=True, metavar="GGUF", help="the adapted encoder")
    parser.add_argument("--decoder", required=True, help="the shipped decoder")
    parser.add_argument("--out", required=True, help="the file to write")
    args = parser.parse_args()
    with safe_open(args.decoder, "np") as file:
        metadata = file.metadata()
    layers = [int(n) for n in metadata["source_layers"].split(",")]
    tensors = load_file(args.decoder)
    before, after = (grids.of_encoder(gguf, layers) for gguf in (args.before, args.after))
    out, (on_grid, total) = moved(tensors, layers, before, after, vectors(args.before), vectors(args.after))
    metadata["encoder_sha256"] = hashlib.sha256(Path(args.after).read_bytes()).hexdigest()
    print(f"{on_grid} of {total} blocks lay on the grid and were moved")
    print(f"{args.out}: {blocks.write_safetensors(args.out, out, metadata)} bytes")


if __name__ == "__main__":
    main()
