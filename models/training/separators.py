"""What own messages are best separated by in front of a text: figures as JSON.

    python separators.py --gguf ENCODER.gguf --texts enron-dev-authors.tar.xz --out separators.json

For each author of a tar of texts (a message per line, oldest first) the messages before a moment stand in front of each
of the next ones, as many of the last as fit in 254 tokens, and a blank line or <|endoftext|> and a blank line behind
each; `none` has neither. The engine's beginning comes first. Figures as by beginnings.py, errors over authors.
"""

import argparse
import json
import os
from pathlib import Path

# Two threads that spin while they wait are several times slower than one as soon as something else runs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np  # noqa: E402
import torch  # noqa: E402

import beginnings  # noqa: E402
import behind  # noqa: E402
import letters  # noqa: E402
import reference  # noqa: E402
import texts  # noqa: E402
from adapt_model import Model  # noqa: E402

BUDGET, LONGEST = 254, 60
SEPARATORS = {"none": None, "blank line": "\n\n", "end of text": "<|endoftext|>\n\n"}


def in_front(messages, separator, budget=BUDGET):
    """The ids of the last messages that fit, each with a separator behind it."""
    out = []
    for ids in reversed(messages):
        if len(out) + len(ids) + len(separator) > budget:
            break
        out = [*ids, *separator, *out]
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder as it ships")
    parser.add_argument("--texts", required=True, help="a tar of one text per author")
    parser.add_argument("--history", type=int, default=50, help="messages before the moment")
    parser.add_argument("--messages", type=int, default=3, help="messages typed behind them")
    parser.add_argument("--only", choices=list(SEPARATORS)[1:], help="this separator, and none")
    parser.add_argument("--f32", action="store_true", help="products in f32, for processors without bf16")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", required=True, help="the JSON file to write")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    tokenizer, spellings = reference.open_tokenizer(args.gguf)

    def encode(text):
        return tokenizer.encode(text, add_special_tokens=False).ids

    model, vocabulary = (
        Model(args.gguf, torch.float32 if args.f32 else torch.bfloat16),
        letters.Vocabulary(spellings, beginnings.SPECIALS),
    )
    line = encode("\n\n")
    separators = {"blank line": line, "end of text": [beginnings.END_ID, *line]}
    names = [name for name in SEPARATORS if name in ("none", args.only or name)]
    found, lengths = {name: [] for name in names}, []
    for text in texts.read_texts(args.texts):
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        if len(lines) < args.history + args.messages:
            continue
        own = [encode(line) for line in lines[: args.history + args.messages]]
        typed = [(ids[:LONGEST], ids[LONGEST] if len(ids) > LONGEST else None) for ids in own[args.history :]]
        for name in names:
            before = in_front(own[: args.history], separators[name]) if name in separators else []
            beginning = behind.read(model, behind.rows_of(model, [beginnings.END_ID, *line, *before]))
            # All messages of an author in one row, so that errors are those of authors.
            found[name].append(np.sum(beginnings.score(model, beginning, typed, vocabulary), 0).tolist())
            lengths.append(len(before))
        base = found["none"]
        out = {name: beginnings.figures(rows, base) for name, rows in found.items()}
        if not args.only:
            out["end of text against blank line"] = beginnings.figures(found["end of text"], found["blank line"])
        print(len(base), json.dumps({name: [entry["ce_change"], entry["saved_change"]] for name, entry in out.items()}))
        Path(args.out).write_text(json.dumps({"authors": len(base), "prefix": max(lengths), **out}, indent=1))


if __name__ == "__main__":
    with torch.no_grad():
        main()
