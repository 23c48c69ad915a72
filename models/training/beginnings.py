"""Searches for a text to stand in front of what people type, one for each kind of field.

    python beginnings.py --gguf ENCODER.gguf --data DATA/adapt --corpora CORPORA --exclude EVAL_DEV --out OUT

Candidates are those of beginnings.toml and, as a measure of what a search could find, texts drawn from the corpora that
the encoder was adapted to. Each is read once, then messages are scored behind it: 40 tokens at most of messages that
the adaptation left out. One half of them chooses, in two rounds (a few messages for all candidates, then all of the
half for the best); on the other half the three best own ones, the best drawn one and that with the least cross-entropy
are reported. What is chosen by is keystrokes (letters.py), since cross-entropy alone misleads.

OUT/scores.jsonl     per kind, candidate and part, for each message: nats, tokens, keystrokes, letters; a stopped
                     search goes on from there
OUT/beginnings.json  figures against nothing, with standard errors over messages; drawn texts are named by corpus and
                     line, not quoted
"""

import argparse
import json
import os
import re
import tomllib
from pathlib import Path

# Two threads that spin while they wait are several times slower than one as soon as something else runs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np  # noqa: E402
import torch  # noqa: E402

import adapt_data  # noqa: E402
import adapt_windows  # noqa: E402
import behind  # noqa: E402
import leaks  # noqa: E402
import letters  # noqa: E402
import prepare  # noqa: E402
import reference  # noqa: E402
from adapt_model import Model  # noqa: E402

SPECIALS = 17
END_OF_TEXT, END_ID = "<|endoftext|>", 0
LONGEST, SHORTEST = 40, 6
MESSAGES = 300
NONE = "none"
DRAWN = 14
DRAWN_TOKENS = (15, 60)
ROUND_ONE, KEPT, KEPT_BY_NATS, REPORTED = 48, 8, 4, 3
PARTS = ("brief", "choose", "report")
BATCH = 16
# Corpora of each kind: held-out messages of each at most. Long ones are too long to have been trained on, and are cut.
KINDS = {
    "mail": {"clinton-foia-emails": 229, "long clinton-foia-emails": 120},
    "chat": {"byu-chitchat": 110, "self-dialogue": 110, "sms-ham": 50, "synthetic-persona-chat": 60},
    "document": {
        "masc": 60,
        "18f-blog": 50,
        "18f-handbook": 50,
        "digitalgov": 50,
        "sourcegraph-handbook": 50,
        "standard-ebooks": 40,
        "kubernetes-community": 40,
    },
}
LONG = "long "


def long_lines(corpora, exclude, name):
    """Lines of a corpus that adapt_data.py leaves out for their length alone, up to twice that."""
    settings = tomllib.loads(Path(__file__).with_name("adapt.toml").read_text())["corpus"]
    file = next(file for file in prepare.files(corpora) if file.name.startswith(name))
    own = adapt_data.settings_of(file.name, settings)
    known = leaks.Leaks(line for folder in exclude for f in prepare.files(folder) for line in prepare.lines(f))
    return [
        line
        for line in prepare.lines(file)
        if own["longest"] < len(line) <= 2 * own["longest"]
        and not re.search(own["without"], line)
        and not known.shares(line)
    ]


def messages(kind, held_out, long, encode):
    """The messages of a kind in a fixed order, each (ids, the id after them or None)."""
    found = []
    for name, count in KINDS[kind].items():
        if name.startswith(LONG):
            lines = long
        else:
            lines = next(lines for corpus, lines in held_out.items() if corpus.startswith(name))
        ids = [ids for ids in map(encode, lines) if len(ids) >= SHORTEST]
        order = np.random.default_rng(11).permutation(len(ids))
        found += [ids[n] for n in order[:count]]
    order = np.random.default_rng(12).permutation(len(found))[:MESSAGES]
    return [(found[n][:LONGEST], found[n][LONGEST] if len(found[n]) > LONGEST else None) for n in order]


def drawn(windows, kind, tokenizer, count=DRAWN):
    """{name: ids} of texts of the corpora of a kind, of one line or two."""
    rng, out = np.random.default_rng(13), {}
    names = [name for name in KINDS[kind] if not name.startswith(LONG)]
    corpora = [c for c in windows.corpora if c["name"].startswith(tuple(names)) and c["share"]]
    low, high = DRAWN_TOKENS
    while len(out) < count:
        corpus = corpora[len(out) % len(corpora)]
        at, lines = int(rng.integers(corpus["first"], corpus["end"] - 1)), 1 + len(out) % 2
        parts = [windows.line(at + n) for n in range(lines)]
        if low <= sum(map(len, parts)) <= high:
            text = "\n\n".join(tokenizer.decode([int(n) for n in part]) for part in parts)
            out[f"{corpus['name'].split('_')[0]}:{at - corpus['first']}+{lines}"] = text
    return out


def ids_of(text, encode):
    """The ids of a beginning given as a text: with a blank line behind it, and <|endoftext|> as what it stands for."""
    first, *others = (encode(part) for part in f"{text}\n\n".split(END_OF_TEXT))
    return [*first, *(n for part in others for n in (END_ID, *part))]


def following_of(ids, after):
    return [*ids[1:], after]


@torch.no_grad()
def score(model, beginning, texts, vocabulary):
    """Per message [nats, tokens, keystrokes, letters] behind a beginning."""
    out, order = [None] * len(texts), sorted(range(len(texts)), key=lambda n: -len(texts[n][0]))
    for at in range(0, len(order), BATCH):
        some = order[at : at + BATCH]
        batch = torch.zeros(len(some), len(texts[some[0]][0]), dtype=torch.long)
        for row, n in enumerate(some):
            batch[row, : len(texts[n][0])] = torch.tensor(texts[n][0])
        states = torch.cat([beginning.last.expand(len(some), 1, -1), behind.states(model, beginning, batch[:, :-1])], 1)
        for row, n in enumerate(some):
            ids, after = texts[n]
            logits = model.logits(states[row, : len(ids)])
            nats = -logits.log_softmax(-1).gather(1, torch.tensor(ids)[:, None]).sum().item()
            taken = letters.keystrokes(vocabulary, logits, ids, following_of(ids, after))
            out[n] = [round(nats, 4), len(ids), *(sum(part) for part in zip(*taken))]
    return out


def figures(found, base, draws=2000):
    """Cross-entropy, share of keystrokes saved, and both less those of `base`, with standard errors over messages."""
    found, base = np.array(found, float), np.array(base, float)
    drawn = np.random.default_rng(0).integers(0, len(found), (draws, len(found)))

    def both(rows):
        nats, tokens, keys, letter = np.moveaxis(rows, -1, 0)
        return np.stack([nats.sum(-1) / tokens.sum(-1), 100 * (1 - keys.sum(-1) / letter.sum(-1))])

    ce, saved = both(found)
    gain, error = both(found) - both(base), (both(found[drawn]) - both(base[drawn])).std(-1)
    return {
        "ce": round(float(ce), 4),
        "saved": round(float(saved), 2),
        "ce_change": [round(float(gain[0]), 4), round(float(error[0]), 4)],
        "saved_change": [round(float(gain[1]), 2), round(float(error[1]), 2)],
        "messages": len(found),
        "tokens": int(found[:, 1].sum()),
    }


def best(scores, base, names, count, by):
    """The `count` names with the greatest gain in keystrokes ("saved") or nats ("ce")."""
    sign = 1 if by == "saved" else -1
    return sorted(names, key=lambda name: -sign * figures(scores[name], base, 2)[f"{by}_change"][0])[:count]


class Search:
    """Scores of candidates, kept in a file as they come."""

    def __init__(self, path, scorer):
        self.path, self.scorer, self.known = path, scorer, {}
        for line in path.read_text().splitlines() if path.exists() else ():
            entry = json.loads(line)
            self.known[entry["kind"], entry["name"], entry["part"]] = entry["found"]

    def of(self, kind, name, part):
        if (kind, name, part) not in self.known:
            found = self.scorer(kind, name, part)
            self.known[kind, name, part] = found
            with open(self.path, "a") as file:
                file.write(json.dumps({"kind": kind, "name": name, "part": part, "found": found}) + "\n")
        return self.known[kind, name, part]

    def chosen(self, kind, own, others):
        """The names that are reported, after both rounds."""

        def scored(names, part):
            return {name: self.of(kind, name, part) for name in names}

        names = [*own, *others]
        base, found = self.of(kind, NONE, "brief"), scored(names, "brief")
        kept = dict.fromkeys(best(found, base, names, KEPT, "saved") + best(found, base, names, KEPT_BY_NATS, "ce"))
        kept |= dict.fromkeys(best(found, base, own, KEPT - 2, "saved"))
        base, found = self.of(kind, NONE, "choose"), scored(kept, "choose")
        last = best(found, base, [name for name in kept if name in own], REPORTED, "saved")
        last += best(found, base, [name for name in kept if name in others], 1, "saved") + best(
            found, base, kept, 1, "ce"
        )
        return list(dict.fromkeys(last))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder as it ships")
    parser.add_argument("--data", required=True, help="folder of adapt_data.py")
    parser.add_argument("--corpora", required=True, help="folder of texts")
    parser.add_argument("--exclude", action="append", required=True, help="texts that must not be looked at; repeat")
    parser.add_argument("--candidates", default=str(Path(__file__).with_name("beginnings.toml")))
    parser.add_argument("--kinds", default=",".join(KINDS), help="names with commas between")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", required=True, help="folder to write")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    tokenizer, spellings = reference.open_tokenizer(args.gguf)

    def encode(text):
        return tokenizer.encode(text, add_special_tokens=False).ids

    vocabulary = letters.Vocabulary(spellings, SPECIALS)
    held_out = json.loads(Path(args.data, "held_out.json").read_text())
    windows = adapt_windows.open_windows(args.data, 1)
    own, model, result = tomllib.loads(Path(args.candidates).read_text()), Model(args.gguf), {}
    texts, candidates = {}, {}

    def scorer(kind, name, part):
        text = candidates[kind].get(name)
        ids = windows.beginning if text is None else [*windows.beginning, *ids_of(text, encode)]
        half = texts[kind][: MESSAGES // 2] if part != "report" else texts[kind][MESSAGES // 2 :]
        some = half[:ROUND_ONE] if part == "brief" else half
        with torch.no_grad():
            beginning = behind.read(model, behind.rows_of(model, ids))
        found = score(model, beginning, some, vocabulary)
        nats, tokens, keys, letter = np.sum(found, 0)
        line = f"{kind} {part} {name}, {len(ids)} tokens: {nats / tokens:.4f} nats, {1 - keys / letter:.4f} saved"
        print(line, flush=True)
        return found

    search = Search(out / "scores.jsonl", scorer)
    long = long_lines(args.corpora, args.exclude, "clinton-foia-emails")
    for kind in args.kinds.split(","):
        texts[kind] = messages(kind, held_out, long, encode)
        others = drawn(windows, kind, tokenizer)
        candidates[kind] = {**own[kind], **others}
        for name in search.chosen(kind, own[kind], others):
            search.of(kind, name, "report")
        result[kind] = {"messages": len(texts[kind]), "candidates": [len(own[kind]), len(others)]}
        for part in PARTS:
            # Also what was chosen before there were as many candidates.
            names = [name for name in candidates[kind] if (kind, name, part) in search.known]
            base = search.of(kind, NONE, part)
            entry = {NONE: figures(base, base, 2)}
            entry |= {name: figures(search.of(kind, name, part), base) for name in names}
            result[kind][part] = entry
        (out / "beginnings.json").write_text(json.dumps(result, indent=1))
    for kind, parts in result.items():
        for name, entry in parts["report"].items():
            print(kind, name, json.dumps(entry), flush=True)


if __name__ == "__main__":
    main()
