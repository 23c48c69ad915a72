"""How well encoders predict everyday writing: figures as JSON.

    python adapt_evaluate.py --gguf base=MODEL.gguf --gguf adapted=ADAPTED.gguf --data DATA --eval-dev EVAL_DEV \\
        --out figures.json

The first GGUF is what the others are compared with. Cross-entropy in nats per token, share of tokens that are the
likeliest and among the three likeliest, over all tokens and over the first 20 of each text; differences have standard
errors by a bootstrap of authors (of texts, where authors aren't known). With the beginning `<|endoftext|>` and a blank
line before each text, and with --without-beginning also as the engine reads a text that has begun. kl is KL(first ||
other) in nats, same the share of places where both find the same token likeliest. See adapt_measures.py for the sets.
--lora takes checkpoints of adapt.py --lora, on the one of the GGUFs that they were trained on.
"""

import argparse
import json
import os

# Two threads that spin while they wait are several times slower than one as soon as something else runs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch  # noqa: E402

import adapt_lora  # noqa: E402
import adapt_measures  # noqa: E402
import reference  # noqa: E402
from adapt_model import Model  # noqa: E402


def compared(models, docs, beginning):
    """Figures of one set: {name: {"all": ..., "first20": ..., and with all but the first "difference": ...}}."""
    found, units = adapt_measures.score(models, docs, beginning)
    base, out = next(iter(models)), {}
    for name, values in found.items():
        out[name] = adapt_measures.figures(values)
        if name != base:
            out[name]["difference"] = adapt_measures.differences(found[base], values, units)
    return out


def rounded(value, digits=5):
    if isinstance(value, dict):
        return {key: rounded(item, digits) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(item, digits) for item in value]
    return value if isinstance(value, int) else round(float(value), digits)


def brief(label, name, entry):
    """One line about one model on one set."""
    all_, first = entry["all"], entry["first20"]
    line = f"{label:24} {name:12} ce {all_['ce']:.4f} top1 {all_['top1']:.4f} top3 {all_['top3']:.4f}"
    line += f" | first 20: ce {first['ce']:.4f} top1 {first['top1']:.4f} | {all_['tokens']} tokens"
    if "difference" in entry:
        parts = (f"{key} {mean:+.4f} ± {error:.4f}" for key, (mean, error) in entry["difference"]["all"].items())
        line += " | " + ", ".join(parts) + f" | KL {all_['kl']:.4f}, same {all_['same']:.3f}"
    return line


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", action="append", required=True, metavar="NAME=FILE", help="repeat; the base first")
    parser.add_argument("--lora", action="append", default=[], metavar="NAME=CHECKPOINT", help="updates kept apart")
    parser.add_argument("--data", required=True, help="folder of adapt_data.py, for its held-out lines")
    parser.add_argument("--eval-dev", required=True, help="folder of texts to measure on")
    parser.add_argument("--sets", help="names with commas between; all without it")
    parser.add_argument("--without-beginning", action="store_true", help="also texts without their beginning")
    parser.add_argument("--f32", action="store_true", help="products in f32, which takes three times as long")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", required=True, help="the JSON file to write")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)

    named = dict(item.split("=", 1) for item in args.gguf)
    tokenizer, spellings = reference.open_tokenizer(next(iter(named.values())))
    sets = adapt_measures.open_sets(args.eval_dev, args.data, tokenizer)
    chosen = args.sets.split(",") if args.sets else [name for name in sets if name != "brief"]
    dtype = torch.float32 if args.f32 else torch.bfloat16
    models = {name: Model(path, dtype) for name, path in named.items()}
    updates = dict(item.split("=", 1) for item in args.lora)
    for name, path in updates.items():
        models[name] = adapt_lora.open_run(path, named.values(), dtype).model
    beginning = [spellings.index("<|endoftext|>"), *tokenizer.encode("\n\n", add_special_tokens=False).ids]
    ways = {"with": beginning, **({"without": []} if args.without_beginning else {})}

    files = {name: reference.file_identity(path) for name, path in (named | updates).items()}
    result = {"products": str(dtype), "files": files}
    for way, ids in ways.items():
        result[f"{way} beginning"] = {}
        for chosen_set in chosen:
            found = compared(models, sets[chosen_set], ids)
            result[f"{way} beginning"][chosen_set] = rounded(found)
            for name, entry in found.items():
                print(brief(f"{chosen_set}, {way}", name, entry), flush=True)
            with open(args.out, "w") as file:
                json.dump(result, file, indent=1)


if __name__ == "__main__":
    main()
