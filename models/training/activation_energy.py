"""Mean square of each input column of every matrix of a decoder while it drafts, for quantise.py --energy.

    python activation_energy.py --gguf MODEL.gguf --decoder TRAINED.safetensors --texts CORPUS.txt.xz \\
        --contexts 9 --out energy.safetensors

Contexts are cut from the texts (training text, not held-out text); the decoder writes 8 tokens with 3 lanes and with
1 lane after each. The output has one f32 vector per matrix, under the matrix's name.
"""

import argparse
import random

import numpy as np
import torch
from torch import nn

import blocks
import decoder as dec
import encoder as enc
from shards import LANE
from texts import contexts, read_texts


@torch.no_grad()
def draft(decoder, logits, context, length, k):
    """Lanes written greedily by the decoder itself."""
    top = torch.log_softmax(logits, -1).topk(k)
    last, scores, before, past = top.indices, top.values, torch.full((k,), dec.NO_TOKEN), None
    visible, start = torch.ones(1, length, dtype=torch.bool), torch.tensor([length])
    for step in range(LANE - 1):
        out, _, past = decoder(
            last[None, :, None], before[None, :, None], scores[None, :, None], start, context, visible, past, step
        )
        best = torch.log_softmax(out[0, :, 0], -1).max(-1)
        before, last, scores = last, decoder.vocab[best.indices], scores + best.values


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder")
    parser.add_argument("--decoder", required=True, help="the trained decoder")
    parser.add_argument("--texts", action="append", required=True, help="training text; repeat")
    parser.add_argument("--contexts", type=int, default=10, help="contexts from each --texts")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()

    model, tokenizer = enc.open_encoder(args.gguf)
    decoder, _ = dec.load(args.decoder, model.model.embed_tokens.weight)
    sums, rows = {}, {}

    def keep(name):
        def hook(_module, inputs):
            x = inputs[0].reshape(-1, inputs[0].shape[-1]).double()
            sums[name] = sums.get(name, 0) + x.square().sum(0)
            rows[name] = rows.get(name, 0) + len(x)

        return hook

    for name, module in decoder.named_modules():
        if isinstance(module, nn.Linear):
            module.register_forward_pre_hook(keep(name))
    rng = random.Random(args.seed)
    for path in args.texts:
        for ids in contexts(read_texts(path), tokenizer, args.contexts, rng):
            logits, context, _ = enc.read(model, ids, decoder.source_layers)
            for k in (1, 3):
                draft(decoder, logits, context, len(ids), k)
        print(f"{path}: {rows['bridges.0']} steps so far", flush=True)
    energy = {f"decoder.{name}.weight": (sums[name] / rows[name]).numpy().astype(np.float32) for name in sums}
    print(f"{args.out}: {blocks.write_safetensors(args.out, energy, {'steps': str(rows['bridges.0'])})} bytes")


if __name__ == "__main__":
    main()
