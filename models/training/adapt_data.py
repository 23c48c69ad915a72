"""From a folder of corpora to the tokens that the encoder is adapted on.

    python adapt_data.py --gguf MODEL.gguf --corpora CORPORA --exclude EVAL_DEV --out DATA

CORPORA and EVAL_DEV are as for prepare.py. Left out are lines that begin like one of EVAL_DEV, repeated lines (both by
prepare.key), lines that share eight words in a row with any text of EVAL_DEV (leaks.py), and what adapt.toml leaves
out; the numbers are printed. Nothing else about a line is changed. Held out are the same blocks as by prepare.py.

DATA/train.npy      uint16, the lines one behind the other, without line breaks
DATA/lines.npy      uint32 [lines + 1], where they begin
DATA/held_out.json  {corpus: its first 400 held-out lines}, as text
DATA/index.json     per corpus: its lines, kind, share and chance (see adapt_windows.py); the mixture; why lines were
                    left out; with --by-author, per tar: its share and where its authors begin
"""

import argparse
import json
import re
import tomllib
from pathlib import Path

import numpy as np

import adapt_windows
import leaks
import prepare
import reference
import texts

HELD_OUT_LINES = 400
NEAR = 150
# Short messages ("ok, thanks") are repeated by everybody and stay.
FEW_WORDS, MOST_REPEATED = 6, 0.3


def settings_of(name, corpora):
    """The entry of adapt.toml for a file: that with the longest fitting name."""
    fits = [prefix for prefix in corpora if name.startswith(prefix)]
    if not fits:
        raise SystemExit(f"the mixture does not list {name}; a share of 0 leaves it out")
    return corpora[max(fits, key=len)]


def near(lines, word):
    """Numbers of lines that are at most NEAR lines from one with `word`."""
    found = set()
    for number, line in enumerate(lines):
        if word in line.lower():
            found.update(range(max(0, number - NEAR), number + NEAR + 1))
    return found


class Sieve:
    """Decides which lines of the corpora may be used, and counts those which may not."""

    def __init__(self, lines):
        lines = list(lines)
        keys = (prepare.key(line) for line in lines)
        self.excluded = {k for k in keys if len(k) >= prepare.LEAST_KEY_CHARS}
        self.leaks, self.seen = leaks.Leaks(lines), set()

    def may_be_used(self, line):
        """Whether a line neither begins like one of the texts nor shares eight words with them."""
        return prepare.key(line) not in self.excluded and not self.leaks.shares(line)

    def parts(self, name, lines, settings):
        """Lines to train on, lines held out, and the number of those left out by reason."""
        lines, of_file = list(lines), prepare.name_hash(name)
        chosen = np.random.default_rng(of_file & 0xFFFFFFFF).random(len(lines) // prepare.BLOCK + 1)
        without = re.compile(settings["without"]) if "without" in settings else None
        forbidden = near(lines, settings["not_near"]) if "not_near" in settings else ()
        kept = ([], [])
        left_out = dict.fromkeys(("beginning", "eight words", "repeated", "near", "without", "long", "part"), 0)
        for number, line in enumerate(lines):
            k = prepare.key(line)
            held = prepare.is_held_out(of_file, number)
            if k in self.excluded:
                reason = "beginning"
            elif self.leaks.shares(line):
                reason = "eight words"
            elif len(k) == prepare.KEY_CHARS and k in self.seen:
                reason = "repeated"
            elif number in forbidden:
                reason = "near"
            elif without and without.search(line):
                reason = "without"
            elif not held and len(line) > settings.get("longest", len(line)):
                reason = "long"
            elif not held and chosen[number // prepare.BLOCK] >= settings.get("part", 1):
                reason = "part"
            else:
                reason = None
                kept[held].append(line)
            self.seen.add(k)
            if reason:
                left_out[reason] += 1
        return *kept, {reason: count for reason, count in left_out.items() if count}


def fresh(lines):
    """The lines of a person without those of which most stood in earlier ones: archives hold many mails twice, and a
    model that reads them one after the other would only learn to repeat."""
    seen, kept = set(), []
    for line in lines:
        runs = set(leaks.runs(line)) or {" ".join(leaks.words(line))}
        if len(leaks.words(line)) < FEW_WORDS or len(runs & seen) <= MOST_REPEATED * len(runs):
            kept.append(line)
        seen |= runs
    return kept


def by_author(args, terms, sieve, held, chunks, encode):
    """Adds the messages of each author to `chunks`, oldest first. Returns per tar its share and where its authors begin
    in `chunks`, with the end of the last."""
    found = []
    for file in prepare.files(args.by_author):
        own = settings_of(file.name, terms["corpus"])
        without = re.compile(own["without"]) if "without" in own else None
        authors, left_out = [len(chunks)], 0
        for text in texts.read_texts(file):
            lines = [line.strip() for line in text.split("\n") if line.strip()]
            kept = [line for line in lines if len(line) <= own["longest"] and not (without and without.search(line))]
            kept = [line for line in kept if sieve.may_be_used(line) and prepare.key(line) not in held]
            kept = fresh(kept)
            left_out += len(lines) - len(kept)
            if len(kept) >= terms["fewest"]:
                chunks += encode(kept)
                authors.append(len(chunks))
        found.append({"name": file.name, "share": own["share"], "authors": authors})
        print(
            f"{file.name}: {len(authors) - 1} authors, {authors[-1] - authors[0]} lines, {left_out} left out",
            flush=True,
        )
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder, for its vocabulary")
    parser.add_argument("--corpora", required=True, help="folder of texts")
    parser.add_argument("--exclude", action="append", required=True, help="texts that must not be trained on; repeat")
    parser.add_argument("--by-author", help="folder of tars with a file per author, to train behind own messages too")
    parser.add_argument("--mixture", default=str(Path(__file__).with_name("adapt.toml")))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True, help="folder to write")
    args = parser.parse_args()
    mixture = tomllib.loads(Path(args.mixture).read_text())
    settings = mixture.pop("corpus")
    tokenizer, spellings = reference.open_tokenizer(args.gguf)

    def encode(texts):
        return [e.ids for e in tokenizer.encode_batch_fast(texts, add_special_tokens=False)]

    sieve = Sieve(line for folder in args.exclude for file in prepare.files(folder) for line in prepare.lines(file))
    print(f"{len(sieve.leaks.known)} runs of {leaks.RUN} words must not be trained on", flush=True)
    chunks, corpora, held_out, held_out_keys = [], [], {}, {}
    for file in prepare.files(args.corpora):
        own = settings_of(file.name, settings)
        train, held, left_out = sieve.parts(file.name, prepare.lines(file), own)
        spaced = " " in mixture["kind"][own["kind"]]["join"]
        first, end = len(chunks), len(chunks) + len(train)
        chunks += encode(train)
        tokens = sum(map(len, chunks[first:]))
        if spaced:
            chunks += encode([" " + line for line in train])
        held_out[file.name] = held[:HELD_OUT_LINES]
        held_out_keys[file.name] = held
        entry = {"name": file.name, "kind": own["kind"], "first": first, "end": end, "spaced": end - first}
        entry |= {"tokens": tokens, "share": own["share"], "chance": own["share"], "left_out": left_out}
        corpora.append(entry)
        print(
            f"{file.name}: {end - first} lines, {tokens} tokens, {len(held)} held out, left out {left_out}", flush=True
        )

    histories = []
    if args.by_author:
        mixture["window"] = mixture["histories"]["window"]
        held = {prepare.key(line) for lines in held_out_keys.values() for line in lines}
        histories = by_author(args, mixture["histories"], sieve, held, chunks, encode)

    lines = np.cumsum([0, *map(len, chunks)]).astype(np.uint32)
    tokens = np.concatenate([np.array(ids, np.uint16) for ids in chunks])
    # In a byte-level vocabulary a space is spelt as this letter.
    words = [i for i, spelling in enumerate(spellings) if spelling.startswith("\u0120") and spelling[1:2].isalpha()]
    word_start = np.zeros(65536, bool)
    word_start[words] = True
    beginning = [spellings.index(prepare.BEGINNING), *encode(["\n\n"])[0]]
    breaks = {joint: encode([joint])[0] for joint in ("\n", "\n\n")}
    arrays = {joint: np.array(ids, np.int64) for joint, ids in breaks.items()}
    windows = adapt_windows.Windows(tokens, lines, corpora, mixture, beginning, word_start, arrays, args.seed)
    shares = windows.settle()

    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    np.save(out / "train.npy", tokens)
    np.save(out / "lines.npy", lines)
    (out / "held_out.json").write_text(json.dumps(held_out))
    index = {
        "mixture": mixture,
        "seed": args.seed,
        "encoder_sha256": reference.file_identity(args.gguf)["sha256"],
        "beginning": beginning,
        "breaks": breaks,
        "corpora": corpora,
        "histories": histories,
        "word_start": words,
    }
    (out / "index.json").write_text(json.dumps(index))
    print(f"{len(tokens)} tokens; share of predicted tokens (wanted), and tokens of the corpus:")
    total = sum(c["share"] for c in corpora)
    for share, c in sorted(zip(shares, corpora, strict=True), key=lambda pair: -pair[0]):
        print(f"  {share:.3f} ({c['share'] / total:.3f}) {c['tokens']:>9} {c['name']}")


if __name__ == "__main__":
    main()
