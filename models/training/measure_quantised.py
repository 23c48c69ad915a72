"""How much a decoder loses by quantisation: its distance from the full model, for several files, on held-out text.

    python measure_quantised.py --gguf MODEL.gguf --file f16=TRAINED.safetensors --file q4_1=SHIPPED.safetensors \\
        --texts ../../tests/golden/texts.json --texts HELD_OUT.txt --out decoder-quantisation.json

Contexts of 30 to 120 tokens are cut from the texts. The full model writes lanes (the likeliest first tokens, then
greedily, 8 tokens); every decoder is fed those tokens, mixed by the full model's cumulative log-probabilities. At
positions 2 to 8, over the head's rows: mean KL(full model || lane) in nats, and how often both name the same most
likely token. `--file` is NAME=PATH; the first is the reference that the others are also compared with directly
(KL(reference || file)). Nothing of the texts is written but their names, sizes and SHA-256.
"""

import argparse
import random

import torch

import decoder as dec
import encoder as enc
import losses
import reference
from shards import LANE
from texts import contexts, read_texts


@torch.no_grad()
def lanes_of(decoder, read, lanes, scores):
    """A decoder's log-probabilities `[k, 7, rows]` for given lanes, all steps in one call."""
    k = len(lanes)
    last = lanes[None, :, :-1]
    before = torch.cat([torch.full((1, k, 1), dec.NO_TOKEN), lanes[None, :, :-2]], dim=2)
    length = read[0][0].shape[2]
    visible = torch.ones(1, length, dtype=torch.bool)
    logits, _, _ = decoder(last, before, scores.cumsum(1)[None, :, :-1], torch.tensor([length]), read, visible)
    return torch.log_softmax(logits[0], -1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder")
    parser.add_argument("--file", action="append", required=True, metavar="NAME=PATH", help="a decoder; repeat")
    parser.add_argument("--texts", action="append", required=True, help="held-out text; repeat")
    parser.add_argument("--contexts", type=int, default=60, help="contexts from each --texts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True, help="the JSON file to write")
    args = parser.parse_args()

    model, tokenizer = enc.open_encoder(args.gguf)
    named = dict(item.split("=", 1) for item in args.file)
    decoders = {name: dec.load(path, model.model.embed_tokens.weight)[0] for name, path in named.items()}
    first = next(iter(decoders.values()))
    rng = random.Random(args.seed)
    places = [c for path in args.texts for c in contexts(read_texts(path), tokenizer, args.contexts, rng)]

    sums = {(name, k): torch.zeros(LANE - 1, 4, dtype=torch.float64) for name in named for k in (1, 3)}
    for done, ids in enumerate(places, 1):
        logits, read, cache = enc.read(model, ids, first.source_layers)
        lanes, scores, full = enc.write_lanes(model, logits, cache, 3, LANE)
        for k in (1, 3):
            target = torch.log_softmax(full[:k][..., first.vocab], -1)
            base = None
            for name, decoder in decoders.items():
                lane = lanes_of(decoder, read, lanes[:k], scores[:k])
                base = lane if base is None else base
                values = (*losses.divergences(target, lane), *losses.divergences(base, lane))
                sums[name, k] += torch.stack([v.double().mean(0) for v in values], -1)
        if done % 20 == 0:
            print(f"{done} of {len(places)} contexts", flush=True)

    files = []
    for name, path in named.items():
        entry = {"name": name, **reference.file_identity(path)}
        for k in (1, 3):
            mean = sums[name, k] / len(places)
            kl, agree, own, same = mean.mean(0).tolist()
            entry[f"lanes_{k}"] = {
                "kl_from_full_model": round(kl, 4),
                "top1_agreement_with_full_model": round(agree, 4),
                "kl_from_reference": round(own, 5),
                "top1_agreement_with_reference": round(same, 4),
                "kl_by_position_2_to_8": [round(v, 4) for v in mean[:, 0].tolist()],
            }
            print(name, k, entry[f"lanes_{k}"], flush=True)
        files.append(entry)
    reference.write_json(
        args.out,
        {
            "what": "decoder files against the full model at draft positions 2 to 8, lanes written by the full model",
            "encoder": reference.file_identity(args.gguf),
            "made_with": reference.versions(),
            "contexts": len(places),
            "context_tokens": sum(map(len, places)),
            "seed": args.seed,
            "texts": [reference.file_identity(path) for path in args.texts],
            "reference": next(iter(named)),
            "files": files,
        },
    )


if __name__ == "__main__":
    main()
