"""From a folder of corpora to tokens on disk: `train.npy`, `held_out.npy` and `index.json`.

    python prepare.py --gguf MODEL.gguf --corpora CORPORA --exclude EVAL_DEV --out DATA

CORPORA holds files NAME_LICENCE.txt.xz, one utterance or paragraph per line. Left out are lines whose key (their first
60 letters and digits, lower case) is that of a line of EVAL_DEV, if it has 24 characters or more, lines that share
eight words in a row with EVAL_DEV (leaks.py), and lines whose full key of 60 was seen before. One block of 50 lines in
a hundred is held out: the same lines as for the n-gram table, since file names, line numbers and the choice are the
same (crates/cli/src/commands/ngrams).

DATA/train.npy      uint16, the lines of all corpora, one line break after each (two after some)
DATA/lines.npy      uint32, where lines begin in train.npy
DATA/held_out.npy   uint16 [windows, 160]
DATA/index.json     per corpus: where it stands, its share; the mixture; the names of the held-out windows' corpora
"""

import argparse
import json
import lzma
import tarfile
import tomllib
from pathlib import Path

import numpy as np

import leaks
import reference

KEY_CHARS, LEAST_KEY_CHARS = 60, 24
BLOCK, HELD_OUT = 50, 100
U64 = (1 << 64) - 1
BEGINNING = "<|endoftext|>"


def key(line):
    """What tells a line from others."""
    return "".join(c for c in line[:400].lower() if c.isalnum())[:KEY_CHARS]


def name_hash(name):
    """The hash of a file's name that chooses its held-out blocks."""
    value = 0xCBF29CE484222325
    for c in key(name):
        value = ((value ^ ord(c)) * 0x100000001B3) & U64
        value = (value << 17 | value >> 47) & U64
    return value


def is_held_out(of_file, number):
    block = ((of_file ^ number // BLOCK) * 0x9E3779B97F4A7C15) & U64
    return (block >> 32) % HELD_OUT == 0


def lines(path):
    """The lines of a .txt, .txt.xz or tar of .txt files that are not blank, trimmed at their end."""
    if ".tar" in path.name:
        with tarfile.open(path) as archive:
            parts = [archive.extractfile(m).read() for m in archive if m.isfile() and m.name.endswith(".txt")]
    else:
        parts = [lzma.open(path).read() if path.suffix == ".xz" else path.read_bytes()]
    for part in parts:
        for line in part.decode("utf-8", "replace").split("\n"):
            if line.strip():
                yield line.rstrip()


def files(folder):
    """The text files of a folder by name, or the one file that it is."""
    folder = Path(folder)
    ends = (".txt", ".txt.xz", ".tar.xz")
    found = [folder] if folder.is_file() else sorted(p for p in folder.iterdir() if p.name.endswith(ends))
    if not found:
        raise SystemExit(f"{folder} holds no file ending in {ends}")
    return found


def weight_of(name, weights):
    """The weight of the longest listed beginning of a name."""
    fits = [prefix for prefix in weights if name.startswith(prefix)]
    return weights[max(fits, key=len)] if fits else weights["default"]


class Windows:
    """Draws windows from one part's tokens. Window `i` of a seed is always the same."""

    def __init__(self, tokens, starts, corpora, mixture, beginning, word_start, seed):
        """tokens `[n]`; starts: where lines begin, ascending; corpora: {name, begin, end, share}; word_start: bool by
        token id, whether a word begins with it."""
        self.tokens, self.starts, self.corpora, self.mixture = tokens, starts, corpora, mixture
        self.beginning, self.word_start, self.seed = beginning, word_start, seed
        shares = np.array([c["share"] for c in corpora])
        self.shares = shares / shares.sum()

    def window(self, i):
        """Ids `[window]`, the number of a corpus, and how many ids stand for an empty text (0 mostly)."""
        rng = np.random.default_rng([self.seed, i])
        size, which = self.mixture["window"], int(rng.choice(len(self.shares), p=self.shares))
        begin, end = self.corpora[which]["begin"], self.corpora[which]["end"]
        while True:
            at = int(rng.integers(begin, max(begin + 1, end - size)))
            empty = rng.random() < self.mixture["empty_start"]
            if empty or rng.random() < self.mixture["line_start"]:
                at = int(self.starts[max(0, np.searchsorted(self.starts, at, "right") - 1)])
            else:
                words = np.nonzero(self.word_start[self.tokens[at : at + size]])[0]
                at += int(words[0]) if len(words) else 0
            ids = self.tokens[at : at + size]
            if at >= begin and len(ids) == size and at + size <= end:
                break
        if empty:
            ids = np.concatenate([self.beginning, ids])[:size].astype(np.uint16)
        return ids, which, len(self.beginning) if empty else 0


def open_windows(folder, seed):
    """`Windows` over the training tokens of a prepared folder."""
    index = json.loads(Path(folder, "index.json").read_text())
    tokens = np.load(Path(folder, "train.npy"), mmap_mode="r")
    starts = np.load(Path(folder, "lines.npy"))
    words = np.array(index["word_start"], np.int64)
    word_start = np.zeros(65536, bool)
    word_start[words] = True
    return Windows(tokens, starts, index["corpora"], index["mixture"], index["beginning"], word_start, seed)


def held_out(folder):
    """Ids `[n, window]`, the corpus of each, and the number of ids that stand for an empty text, of each."""
    index = json.loads(Path(folder, "index.json").read_text())
    return np.load(Path(folder, "held_out.npy")), index["held_out"]["corpus"], index["held_out"]["empty"]


class Part:
    """Growing tokens with where lines begin and where corpora stand."""

    def __init__(self):
        self.chunks, self.starts, self.corpora, self.size = [], [], [], 0

    def corpus(self, name, weight, encoded, breaks):
        begin = self.size
        for ids, line_break in zip(encoded, breaks, strict=True):
            self.starts.append(self.size)
            self.chunks.append(np.array(ids + line_break, np.uint16))
            self.size += len(self.chunks[-1])
        tokens = self.size - begin
        share = weight * tokens
        entry = {"name": name, "begin": begin, "end": self.size, "lines": len(encoded), "tokens": tokens}
        self.corpora.append({**entry, "share": share})

    def finish(self, window):
        for c in self.corpora:
            c["share"] *= c["tokens"] > 2 * window
        total = sum(c["share"] for c in self.corpora)
        for c in self.corpora:
            c["share"] /= total
        return np.concatenate(self.chunks), np.array(self.starts, np.uint32)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder, for its vocabulary")
    parser.add_argument("--corpora", required=True, help="folder of texts")
    parser.add_argument("--exclude", action="append", required=True, help="texts that must not be trained on; repeat")
    parser.add_argument("--mixture", default=str(Path(__file__).with_name("mixture.toml")))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True, help="folder to write")
    args = parser.parse_args()
    mixture = tomllib.loads(Path(args.mixture).read_text())
    weights = mixture.pop("weight")
    tokenizer, spellings = reference.open_tokenizer(args.gguf)

    def encode(texts):
        return [e.ids for e in tokenizer.encode_batch_fast(texts, add_special_tokens=False)]

    forbidden = [line for folder in args.exclude for file in files(folder) for line in lines(file)]
    excluded = {k for k in map(key, forbidden) if len(k) >= LEAST_KEY_CHARS}
    known = leaks.Leaks(forbidden)
    seen, train, held = set(), Part(), Part()
    left_out = {"excluded": 0, "eight words": 0, "repeated": 0}
    line_break = encode(["\n"])[0]
    for file in files(args.corpora):
        weight, of_file, kept = weight_of(file.name, weights), name_hash(file.name), ([], [])
        for number, line in enumerate(lines(file)):
            k = key(line)
            if k in excluded:
                left_out["excluded"] += 1
            elif known.shares(line):
                left_out["eight words"] += 1
            elif len(k) == KEY_CHARS and k in seen:
                left_out["repeated"] += 1
            else:
                seen.add(k)
                kept[is_held_out(of_file, number)].append(line)
        rng = np.random.default_rng([args.seed, of_file & 0xFFFFFFFF])
        for part, texts in zip((train, held), kept, strict=True):
            blank = rng.random(len(texts)) < mixture["blank_line"]
            breaks = [line_break * (1 + int(b)) for b in blank]
            part.corpus(file.name, weight, encode(texts), breaks)
        print(f"{file.name}: {train.corpora[-1]['tokens']} tokens, {held.corpora[-1]['tokens']} held out", flush=True)

    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    window = mixture["window"]
    (tokens, starts), (held_tokens, held_starts) = train.finish(window), held.finish(window)
    # In a byte-level vocabulary a space is spelt as this letter.
    words = [i for i, spelling in enumerate(spellings) if spelling.startswith("\u0120") and spelling[1:2].isalpha()]
    word_start = np.zeros(65536, bool)
    word_start[words] = True
    beginning = [spellings.index(BEGINNING), *encode(["\n\n"])[0]]
    drawn = Windows(held_tokens, held_starts, held.corpora, mixture, beginning, word_start, args.seed)
    windows = [drawn.window(i) for i in range(mixture["held_out_windows"])]
    np.save(out / "train.npy", tokens)
    np.save(out / "lines.npy", starts)
    np.save(out / "held_out.npy", np.stack([w[0] for w in windows]))
    # How often each token stands in the mixture: the order in which a head of another size takes them.
    counts = np.zeros(len(spellings))
    for c in train.corpora:
        part = np.bincount(tokens[c["begin"] : c["end"]], minlength=len(spellings))
        counts += part * (c["share"] / max(1, c["tokens"]))
    np.save(out / "frequency.npy", counts)
    index = {
        "mixture": mixture,
        "seed": args.seed,
        "left_out": left_out,
        "beginning": beginning,
        "vocabulary": len(spellings),
        "encoder_sha256": reference.file_identity(args.gguf)["sha256"],
        "corpora": train.corpora,
        "held_out": {"corpus": [held.corpora[w[1]]["name"] for w in windows], "empty": [w[2] for w in windows]},
        "word_start": words,
    }
    (out / "index.json").write_text(json.dumps(index))
    print(f"{len(tokens)} tokens, {len(windows)} held-out windows of {len(held_tokens)} tokens, left out {left_out}")
    for c in sorted(train.corpora, key=lambda c: -c["share"])[:12]:
        print(f"  {c['share']:.3f} {c['name']}")


if __name__ == "__main__":
    main()
