"""How well texts are predicted behind beginnings, against what the engine reads before every text: figures as JSON.

    python beginning_evaluate.py --gguf ENCODER.gguf --data DATA/adapt --eval-dev EVAL_DEV \\
        --beginning two-short=mail:two-short --beginning rows=RUN/beginning.safetensors --out figures.json

A beginning is a file of soft_beginning.py, kind:name of beginnings.toml, or a text. Sets and figures are those of
adapt_evaluate.py; `saved` is the share of keystrokes that drafts of one token would save (letters.py), over the first
60 tokens of each text, with its change and standard error.
"""

import argparse
import json
import os
from pathlib import Path

# Two threads that spin while they wait are several times slower than one as soon as something else runs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch  # noqa: E402

import adapt_measures  # noqa: E402
import beginning_file  # noqa: E402
import beginnings  # noqa: E402
import behind  # noqa: E402
import letters  # noqa: E402
import reference  # noqa: E402
import soft_beginning  # noqa: E402
from adapt_evaluate import brief, rounded  # noqa: E402
from adapt_model import Model  # noqa: E402

SETS = "quick,comm,clinton,chat,sms,general"
TOKENS = 60


def cut(docs):
    """The texts as beginnings.score takes them, cut to TOKENS."""
    return [(ids[:TOKENS], ids[TOKENS] if len(ids) > TOKENS else None) for _, ids in docs if ids]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder as it ships")
    parser.add_argument("--data", required=True, help="folder of adapt_data.py, for its held-out lines")
    parser.add_argument("--eval-dev", required=True, help="folder of texts to measure on")
    parser.add_argument("--beginning", action="append", required=True, metavar="NAME=WHAT", help="repeat")
    parser.add_argument("--sets", default=SETS, help="names with commas between")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", required=True, help="the JSON file to write")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    tokenizer, spellings = reference.open_tokenizer(args.gguf)
    sets = adapt_measures.open_sets(args.eval_dev, args.data, tokenizer)
    model, vocabulary = Model(args.gguf), letters.Vocabulary(spellings, beginnings.SPECIALS)

    def encode(text):
        return tokenizer.encode(text, add_special_tokens=False).ids

    line = encode("\n\n")
    start = [spellings.index("<|endoftext|>"), *line]
    found = {"none": behind.read(model, behind.rows_of(model, start))}
    for item in args.beginning:
        name, what = item.split("=", 1)
        if what.endswith(".safetensors"):
            found[name], _ = beginning_file.opened(model, what, start, line)
        else:
            ids = [*start, *beginnings.ids_of(soft_beginning.start_text(what), encode)]
            found[name] = behind.read(model, behind.rows_of(model, ids))
    models = {name: behind.Behind(model, beginning, len(start)) for name, beginning in found.items()}

    result = {"file": reference.file_identity(args.gguf), "beginnings": {}, "sets": {}}
    for name, beginning in found.items():
        result["beginnings"][name] = {"places": beginning.places}
    for chosen in args.sets.split(","):
        scores, units = adapt_measures.score(models, sets[chosen], start)
        texts, entry = cut(sets[chosen]), {}
        base = beginnings.score(model, found["none"], texts, vocabulary)
        for name, values in scores.items():
            entry[name] = adapt_measures.figures(values)
            if name != "none":
                entry[name]["difference"] = adapt_measures.differences(scores["none"], values, units)
            own = beginnings.score(model, found[name], texts, vocabulary) if name != "none" else base
            entry[name]["keystrokes"] = beginnings.figures(own, base)
            saved, change = (entry[name]["keystrokes"][key] for key in ("saved", "saved_change"))
            print(brief(chosen, name, entry[name]), f"| saved {saved}, change {change}", flush=True)
        result["sets"][chosen] = rounded(entry)
        Path(args.out).write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    with torch.no_grad():
        main()
