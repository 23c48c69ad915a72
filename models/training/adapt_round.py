"""Low-rank updates merged into the encoder and rounded to the levels of its blocks, as a GGUF like the one before.

    python adapt_round.py --gguf MODEL.gguf --checkpoint RUN/checkpoint.pt --data DATA --out ROUNDED.gguf
    python adapt_round.py --gguf MODEL.gguf --checkpoint RUN/checkpoint.pt --how nearest --out NEAREST.gguf

Scales and minima stay, so only levels and the norms are new. gptq.py rounds against windows of DATA that no run with
another seed has seen; each matrix gets what the rounded matrices before it make of them. `--how none` rounds nothing
and leaves the matrices as they were, with the new norms alone. Prints, for each layer, what the rounding did to the
matrices' outputs as a share of what the update does to them, and at the end what the new levels take.
"""

import argparse
import math
import os
import time
import zlib
from pathlib import Path

# Two threads that spin while they wait are several times slower than one as soon as something else runs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np  # noqa: E402
import torch  # noqa: E402

import adapt_export  # noqa: E402
import adapt_lora  # noqa: E402
import adapt_model  # noqa: E402
import adapt_rule  # noqa: E402
import adapt_weights  # noqa: E402
import adapt_windows  # noqa: E402
import gptq  # noqa: E402
import reference  # noqa: E402

SEED, WINDOWS, SWEEPS = 99, 128, 4


def read_blocks(gguf):
    """{fused name: (d, m, levels)} of an encoder, tensors as of adapt_rule.split, and the raw blocks of its tensors."""
    stored, out, raw = {tensor.name: tensor for tensor in reference.open_gguf(gguf).tensors}, {}, {}
    for name, tensors in adapt_model.fused().items():
        raw |= {tensor: np.array(adapt_weights.q4_1(stored[tensor])) for tensor in tensors}
        parts = zip(*(adapt_rule.split(raw[tensor]) for tensor in tensors))
        out[name] = tuple(torch.from_numpy(np.concatenate(part)) for part in parts)
    return out, raw


def change(w, old, new, h):
    """Mean squares of what a matrix's outputs change by rounding and by the update, for inputs with x x^T = h."""
    return [torch.einsum("rc,cd,rd->", off, h, off).item() for off in (new - w, w - old)]


class Rounding(adapt_model.Model):
    """A model that rounds each matrix when it is first used, to what its inputs then are. `levels`: {name: U8}."""

    def __init__(self, gguf, low_rank, blocks, real, sweeps):
        super().__init__(gguf)
        self.low_rank, self.blocks, self.real, self.sweeps = low_rank, blocks, real, sweeps
        self.norms = {name: value.detach() for name, value in low_rank.model.norms.items()}
        self.levels, self.shares = {}, []

    def product(self, x, name):
        d, m, old = self.blocks[name]
        old = gptq.values(old, d, m)
        w = old + self.low_rank.update(name)
        rows = x[self.real].float()
        h = rows.T @ rows / len(rows)
        self.levels[name] = gptq.swept(gptq.levels(w, d, m, h), w, d, m, h, self.sweeps)
        new = gptq.values(self.levels[name], d, m)
        off, gain = change(w, old, new, h)
        alone, _ = change(w, old, gptq.values(gptq.nearest(w, d, m), d, m), h)
        self.shares.append([part / gain if gain else 0.0 for part in (off, alone)])
        self.matrices[name] = new.to(self.dtype)
        return super().product(x, name)


@torch.no_grad()
def rounded(gguf, low_rank, blocks, data, count, sweeps):
    """Levels by GPTQ and so many sweeps after it, for `count` windows of the adaptation's data."""
    windows = adapt_windows.open_windows(data, SEED)
    ids, positions, mask, _, _ = (torch.from_numpy(part) for part in windows.batch(0, count))
    segments = np.stack([windows.window(i).segments[:-1] for i in range(count)])
    model = Rounding(gguf, low_rank, blocks, torch.from_numpy(segments != adapt_windows.PADDING), sweeps)
    angles, begun = adapt_model.rotation(positions, model.dtype), time.perf_counter()
    x = torch.nn.functional.embedding(ids, model.embedding).float()
    for n in range(adapt_model.LAYERS):
        x = model.layer(n, x, angles, mask)
        parts = zip(adapt_model.PARTS, model.shares[-len(adapt_model.PARTS) :])
        line = ", ".join(f"{part} {by_gptq:.3f} ({alone:.3f})" for part, (by_gptq, alone) in parts)
        left = (time.perf_counter() - begun) * (adapt_model.LAYERS / (n + 1) - 1)
        print(f"layer {n}: error, and each weight by itself, per update: {line}; left {left / 60:.1f} min", flush=True)
    return model.levels


def tensors_of(levels, raw):
    """{GGUF name: raw blocks} with new levels."""
    out = {}
    for name, tensors in adapt_model.fused().items():
        parts = levels[name].split([len(raw[tensor]) for tensor in tensors])
        for tensor, part in zip(tensors, parts):
            # Each block's scale and minimum, then its levels.
            both = np.array(raw[tensor]).reshape(len(part), -1, 20)
            both[..., 4:] = gptq.packed(part.numpy())
            out[tensor] = both.reshape(raw[tensor].shape)
    return out


def sizes(blocks, levels):
    """How many levels are others, and bytes of the differences: deflated, and by their frequencies alone."""
    off = [levels[name].to(torch.int8) - old.to(torch.int8) for name, (_, _, old) in blocks.items()]
    flat = torch.cat([part.flatten() for part in off]).numpy()
    counts = np.unique(flat, return_counts=True)[1]
    frequency = sum(n * math.log2(len(flat) / n) for n in counts.tolist()) / 8
    packed = len(zlib.compress(flat.tobytes(), 9))
    return f"{(flat != 0).mean():.4%} of {len(flat)} levels changed, deflated {packed} bytes, entropy {frequency:.0f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder that the updates were trained on")
    parser.add_argument("--checkpoint", required=True, help="of adapt.py --lora")
    parser.add_argument("--how", choices=("gptq", "nearest", "none"), default="gptq")
    parser.add_argument("--data", help="folder of adapt_data.py, for gptq")
    parser.add_argument("--windows", type=int, default=WINDOWS, help="windows that gptq looks at")
    parser.add_argument("--sweeps", type=int, default=SWEEPS, help="after gptq, over all columns")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", required=True, help="the GGUF to write")
    args = parser.parse_args()
    if args.how == "gptq" and not args.data:
        parser.error("--how gptq needs --data")
    torch.set_num_threads(args.threads)
    low_rank = adapt_lora.open_run(args.checkpoint, [args.gguf])
    blocks, raw = read_blocks(args.gguf)
    if args.how == "gptq":
        levels = rounded(args.gguf, low_rank, blocks, args.data, args.windows, args.sweeps)
    else:
        levels = {name: old for name, (_, _, old) in blocks.items()}
    if args.how == "nearest":
        for name, (d, m, old) in blocks.items():
            levels[name] = gptq.nearest(gptq.values(old, d, m) + low_rank.update(name), d, m)
    norms = {name: low_rank.model.norms[name].detach().numpy() for name in adapt_model.NORMS}
    digest = adapt_export.replaced(args.gguf, tensors_of(levels, raw) | norms, args.out)
    print(f"{args.how}: {sizes(blocks, levels)}")
    print(f"{Path(args.out).name}: sha256 {digest}")


if __name__ == "__main__":
    main()
