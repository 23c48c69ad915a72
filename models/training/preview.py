"""Adds the preview of the head to a shipped decoder: two small matrices that find the likeliest tokens cheaply.

    python preview.py --gguf MODEL.gguf --decoder decoder-lanes-10.safetensors --texts CORPUS.txt.xz [--texts ...]

The logits are W x, W `[16384, 576]`. States x lie near few directions: with their second moments C = M M^T and the
leading R right singular vectors V of W M, W x is nearly (W M V) (V^T M^-1 x). The file gets `decoder.preview.in` =
V^T M^-1 and `decoder.preview.basis` = (M V)^T, both `[R, 576]` in Q8_0 blocks; W M V is computed when it is loaded. The
decoder then scores all tokens with R instead of 576 products each and computes the best few exactly (after SVD-softmax:
Shim et al., 2017, which takes W's own singular vectors; weighted by the states far fewer are needed). Metadata
`preview_tail`: how much greater the sum of exp of all other logits is than the preview says, on average (a factor).

Texts are training text. The last `--check` windows do not enter the fit; the figures printed are theirs.
"""

import argparse
import json
import random
from importlib.metadata import version

import numpy as np
import torch
from safetensors import safe_open
from safetensors.numpy import load_file

import blocks
import decoder as dec
import encoder as enc
from texts import read_texts

WINDOW, PLACES, STEPS, LANES = 160, 12, 7, 3
# Logits computed exactly, as in the engine: of the best, and those this near to the best.
EXACT, NEAR = 256, 6.0


@torch.no_grad()
def window_states(model, decoder, ids, rng):
    """What the head reads at 7 steps of 3 lanes after 12 places of one window, `[12 * 3 * 7, 576]`. One lane is the
    text as it stands; the others begin with other likely tokens and go on like it."""
    out = model(torch.tensor([ids]), use_cache=True)
    cache = out.past_key_values
    context = [(cache.layers[n].keys, cache.layers[n].values) for n in decoder.source_layers]
    starts = torch.tensor(sorted(rng.sample(range(2, WINDOW - STEPS), PLACES)))
    text = torch.tensor(ids)
    at = starts[:, None] + torch.arange(STEPS)
    last = text[at][:, None].repeat(1, LANES, 1)
    likely = torch.log_softmax(out.logits[0, starts - 1], -1).topk(LANES)
    last[:, 1:, 0] = likely.indices[:, : LANES - 1]
    before = torch.cat([torch.full((PLACES, LANES, 1), dec.NO_TOKEN), last[:, :, :-1]], 2)
    follow = torch.log_softmax(out.logits[0], -1)[at - 1].gather(-1, text[at][..., None])[..., 0].cumsum(-1)
    scores = follow[:, None].repeat(1, LANES, 1)
    scores[:, 1:] += (likely.values[:, : LANES - 1] - follow[:, :1])[..., None]
    visible = torch.arange(WINDOW) < starts[:, None]
    return decoder.states(last, before, scores, starts, context, visible)[0].reshape(-1, dec.D)


def fit(head, states, rank):
    """`in` and `basis`, `[rank, 576]` each, as they will be read from Q8_0 blocks. Tokens that are often likely weigh a
    little more: by the fourth root of their mean probability."""
    sample = torch.log_softmax(states[:: max(1, len(states) // 6000)] @ head.T, -1).exp().mean(0)
    head = head * ((sample + 1e-6) ** 0.25)[:, None].sqrt()
    moments = states.T @ states / len(states)
    damped = moments + 1e-3 * moments.diagonal().mean() * torch.eye(dec.D, dtype=moments.dtype)
    root = torch.linalg.cholesky(damped)
    _, vectors = torch.linalg.eigh(root.T @ (head.T @ head) @ root)
    leading = vectors.flip(1)[:, :rank]
    into = torch.linalg.solve_triangular(root.T, leading, upper=True).T
    return [blocks.encode(m.numpy().astype(np.float32), "q8_0") for m in (into, (root @ leading).T)]


def judge(head, states, into, basis):
    """Per state: whether the likeliest token is among those scored in full, how many are, the logarithms of the true
    and the previewed sum of the others' exp, and of the sum of their own."""
    preview = (states @ into.T) @ (head @ basis.T).T
    exact = states @ head.T
    best = preview.topk(EXACT, -1)
    chosen = torch.zeros_like(exact, dtype=torch.bool).scatter_(
        1, best.indices, best.values > best.values[:, :1] - NEAR
    )
    found = chosen.gather(1, exact.topk(8, -1).indices)
    tail = torch.logsumexp(exact.masked_fill(chosen, -torch.inf), -1)
    previewed = torch.logsumexp(preview.masked_fill(chosen, -torch.inf), -1)
    kept = torch.logsumexp(exact.masked_fill(~chosen, -torch.inf), -1)
    return found[:, 0], chosen.sum(1), tail, previewed, kept


def figures(head, states, into, basis, tail_factor=None):
    parts = [judge(head, part, into, basis) for part in states.split(512)]
    first, count, tail, previewed, kept = (torch.cat(column) for column in zip(*parts, strict=True))
    # Where the others matter little it does not matter either what they are thought to be.
    matter = torch.exp(tail - torch.logaddexp(tail, kept))
    factor = (
        float(torch.exp(((tail - previewed) * matter).sum() / matter.sum())) if tail_factor is None else tail_factor
    )
    error = torch.logaddexp(kept, previewed + np.log(factor)) - torch.logaddexp(kept, tail)
    return factor, {
        "states": len(states),
        "likeliest_found": round(float(first.float().mean()), 5),
        "scored_in_full": round(float(count.float().mean()), 1),
        "log_prob_error_mean_abs": round(float(error.abs().mean()), 5),
        "log_prob_error_mean": round(float(error.mean()), 5),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder")
    parser.add_argument("--decoder", required=True, help="the shipped decoder, which is changed")
    parser.add_argument("--texts", action="append", required=True, help="training text; repeat")
    parser.add_argument("--windows", type=int, default=60, help="windows from each --texts")
    parser.add_argument("--check", type=int, default=6, help="of these, windows that do not enter the fit")
    parser.add_argument("--rank", type=int, action="append", help="repeat to compare; the last is written")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--dry-run", action="store_true", help="print figures only")
    args = parser.parse_args()

    model, tokenizer = enc.open_encoder(args.gguf)
    decoder, metadata = dec.load(args.decoder, model.model.embed_tokens.weight)
    fitted, checked, rng = [], [], random.Random(args.seed)
    for path in args.texts:
        lines = [line for text in read_texts(path) for line in text.split("\n") if line.strip()]
        for n in range(args.windows):
            at, ids = rng.randrange(len(lines)), []
            while len(ids) < WINDOW:
                ids += tokenizer.encode(lines[at % len(lines)] + "\n", add_special_tokens=False).ids
                at += 1
            part = checked if n >= args.windows - args.check else fitted
            part.append(window_states(model, decoder, ids[:WINDOW], rng))
        print(f"{path}: {args.windows} windows", flush=True)
    head, fitted, checked = decoder.head.double(), torch.cat(fitted).double(), torch.cat(checked).double()
    for rank in args.rank or [128]:
        encoded = fit(head, fitted, rank)
        into, basis = (torch.from_numpy(blocks.decode(m, dec.D)).double() for m in encoded)
        factor, _ = figures(head, fitted[:: max(1, len(fitted) // 4000)], into, basis)
        _, found = figures(head, checked, into, basis, factor)
        print(json.dumps({"rank": rank, "tail_factor": round(factor, 4), **found}), flush=True)
    if not args.dry_run:
        tensors = load_file(args.decoder)
        tensors["decoder.preview.in"], tensors["decoder.preview.basis"] = encoded
        with safe_open(args.decoder, "np") as file:
            metadata = {**file.metadata(), "preview_tail": f"{factor:.5f}"}
        metadata["made_by"] = (
            metadata["made_by"].split(";")[0] + f"; models/training/preview.py, torch {version('torch')}"
        )
        print(f"{args.decoder}: {blocks.write_safetensors(args.decoder, tensors, metadata)} bytes")


if __name__ == "__main__":
    main()
