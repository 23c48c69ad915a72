"""Golden drafts of the shipped decoder, by the PyTorch reference in models/training/decoder.py.

    pip install -r requirements.txt
    python make_decoder_golden.py --gguf foreword-encoder.gguf \\
        --decoder decoder-lanes-10.safetensors --texts texts.json --out decoder.json

Weights are dequantised to float32 and computed with in float32. Each text gives one context, its first 30, 37, ...
tokens, written on by 1 lane (the exact embeddings go in) and by 3 lanes (mixed embeddings). The lanes begin with the
encoder's most likely tokens; after each of 7 steps every lane goes on with its own most likely token of the head.
In the last cases ("equal") lane 1 is made to take lane 0's token after step 3, so that two lanes end alike.

decoder.json, per case:
    text       name of the text; ids: the context
    k, forced  number of lanes; [step, lane, token] where the token taken was not the lane's most likely one
    first      per lane [token, log-prob]: under the encoder, over all 49,152 tokens
    steps      7 times, per lane {y, gamma, top5, gap, next}: y the token fed; gamma the weight of the lane in the mixed
               embedding, softmax of (cumulative log-prob up to and with y) / 3; top5 [token, log-prob] over the rows
               of the head; gap: logit of the first minus that of the second; next: log-prob of the token fed next
Tokens are ids of the full vocabulary, log-probs natural, 5 decimals; gamma 6 decimals; gap 4 decimals. A case may
have `states`: at steps 0 and 1, the first 4 values and the L2 norm, 6 significant digits, one row per lane (one row
in the trunk), after the layers named (before their bridges), after the fork's `out` map, and after the final norm.
"""

import json
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models" / "training"))
import decoder as dec  # noqa: E402
import encoder as enc  # noqa: E402
import reference  # noqa: E402

STEPS = 7
EQUAL_AFTER_STEP = 3
STATE_LAYERS = (0, 7, 8, 9)


def rounded(value, digits):
    return round(float(value), digits)


def watch(decoder, kept):
    """Hooks that append what STATE_LAYERS, the fork and the final norm give to `kept`."""

    def keep(place):
        def hook(_module, _inputs, output):
            rows = (output[0] if isinstance(output, tuple) else output).reshape(-1, dec.D)
            first = [[float(f"{v:.6g}") for v in row[:4].tolist()] for row in rows]
            norms = [float(f"{torch.linalg.vector_norm(row.double()).item():.6g}") for row in rows]
            kept.append({"after": place, "first4": first, "l2": norms})

        return hook

    places = [(f"layer {n}", decoder.layers[n]) for n in STATE_LAYERS]
    places += [("fork out", decoder.fork["out"]), ("final norm", decoder.norm)]
    return [module.register_forward_hook(keep(place)) for place, module in places]


@torch.no_grad()
def draft(model, decoder, ids, k, equal=False, states=False):
    """One case, without its text's name."""
    logits, context, _ = enc.read(model, ids, decoder.source_layers)
    visible = torch.ones(1, len(ids), dtype=torch.bool)
    start = torch.tensor([len(ids)])
    top = torch.log_softmax(logits.double(), -1).topk(k)
    tokens, scores = [top.indices], top.values
    case = {"ids": ids, "k": k, "forced": [], "first": []}
    case["first"] = [[t, rounded(v, 5)] for t, v in zip(top.indices.tolist(), top.values.tolist(), strict=True)]
    before, past, rows, kept, inputs = torch.full((k,), dec.NO_TOKEN), None, [], [], []
    for step in range(STEPS):
        hooks = watch(decoder, seen := []) if states and step < 2 else []
        out, gamma, past = decoder(
            tokens[-1][None, :, None], before[None, :, None], scores[None, :, None], start, context, visible, past, step
        )
        for hook in hooks:
            hook.remove()
        kept += [{"step": step, **item} for item in seen] if hooks else []
        inputs.append((tokens[-1], before, scores, out[0, :, 0]))
        log_prob = torch.log_softmax(out[0, :, 0].double(), -1)
        best = out[0, :, 0].topk(5)
        chosen = best.indices[:, 0].clone()
        if equal and step == EQUAL_AFTER_STEP:
            chosen[1] = chosen[0]
            if best.indices[1, 0] != chosen[1]:
                case["forced"].append([step, 1, int(decoder.vocab[chosen[1]])])
        following = log_prob.gather(1, chosen[:, None])[:, 0]
        rows.append(
            [
                {
                    "y": int(tokens[-1][lane]),
                    "gamma": rounded(gamma[0, lane, 0], 6),
                    "top5": [[int(decoder.vocab[r]), rounded(log_prob[lane, r], 5)] for r in best.indices[lane]],
                    "gap": rounded(best.values[lane, 0] - best.values[lane, 1], 4),
                    "next": rounded(following[lane], 5),
                }
                for lane in range(k)
            ]
        )
        before, scores = tokens[-1], scores + following
        tokens.append(decoder.vocab[chosen])
    check_at_once(decoder, inputs, start, context, visible)
    case["steps"] = rows
    if states:
        case["states"] = kept
    return case


def check_at_once(decoder, inputs, start, context, visible):
    """All steps in one call must give what step after step gave."""
    last, before, scores, stepped = (torch.stack(part, 1) for part in zip(*inputs, strict=True))
    at_once, _, _ = decoder(last[None], before[None], scores[None], start, context, visible)
    difference = (at_once[0] - stepped).abs().max().item()
    if difference > 2e-3:
        raise SystemExit(f"{difference} between all steps at once and step after step")


def main():
    parser = reference.arguments(__doc__.splitlines()[0])
    parser.add_argument("--decoder", required=True, help="the shipped decoder file")
    parser.add_argument("--texts", required=True, help="texts.json")
    args = parser.parse_args()
    made_with = reference.versions()
    print(made_with)

    model, tokenizer = enc.open_encoder(args.gguf)
    identity = reference.file_identity(args.gguf)
    decoder, metadata = dec.load(args.decoder, model.model.embed_tokens.weight)
    if metadata["encoder_sha256"] != identity["sha256"]:
        raise SystemExit(f"the decoder was trained on another encoder: {metadata['encoder_sha256']}")

    cases = []
    for n, item in enumerate(json.loads(Path(args.texts).read_text(encoding="utf-8"))["texts"]):
        length = 30 + 7 * n
        ids = tokenizer.encode(item["text"], add_special_tokens=False).ids[:length]
        if len(ids) < length:
            raise SystemExit(f"{item['name']}: {len(ids)} tokens, {length} are needed")
        for k in (1, 3):
            cases.append({"text": item["name"], **draft(model, decoder, ids, k, states=n == 0)})
        if n in (1, 2):
            cases.append({"text": item["name"], "equal": True, **draft(model, decoder, ids, 3, equal=True)})
        for case in cases[-2:]:
            lines = list(zip(*[[lane["y"] for lane in step] for step in case["steps"]], strict=True))
            print(item["name"], case["k"], [tokenizer.decode(line, skip_special_tokens=False) for line in lines])
    reference.write_json(
        args.out,
        {"made_with": made_with, "model": identity, "decoder": reference.file_identity(args.decoder), "cases": cases},
    )


if __name__ == "__main__":
    main()
