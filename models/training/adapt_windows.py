"""Windows to train the adaptation on: several texts in each, drawn by a mixture. See adapt.toml for its terms.

Window `i` of a seed is always the same, so that a stopped run goes on with what comes next.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PADDING = -1
SMALLEST = 8
# Windows from which it is measured how long each corpus's texts are.
MEASURED = 1500


@dataclass
class Window:
    """ids, positions, segments, targets `[window + 1]`: the token, its place in its text, the number of its text (-1:
    nothing), and whether the token is to be predicted."""

    ids: np.ndarray
    positions: np.ndarray
    segments: np.ndarray
    targets: np.ndarray


class Windows:
    """Draws windows of tokens `[n]`; lines `[m + 1]`: where lines begin; corpora, histories: see adapt_data.py;
    mixture: the terms of adapt.toml; beginning: ids of an empty text; word_start: bool by id; breaks: {"\\n": ids,
    ...}."""

    def __init__(self, tokens, lines, corpora, mixture, beginning, word_start, breaks, seed, histories=()):
        self.tokens, self.lines, self.corpora, self.mixture = tokens, lines, corpora, mixture
        self.beginning, self.word_start, self.breaks, self.seed = beginning, word_start, breaks, seed
        chance = np.array([c["chance"] for c in corpora])
        self.chance = chance / chance.sum()
        self.histories = histories
        share = np.array([h["share"] for h in histories])
        self.of_histories = share / share.sum() if histories else share

    def line(self, n):
        return self.tokens[self.lines[n] : self.lines[n + 1]]

    def run(self, corpus, rng, room):
        """The tokens of one text without its beginning: a line, or lines that follow each other."""
        kind = self.mixture["kind"][corpus["kind"]]
        at = int(rng.integers(corpus["first"], corpus["end"]))
        parts = [self.line(at)]
        size, alone = len(parts[0]), rng.random() < kind["alone"]
        while not alone and size < room and at + 1 < corpus["end"] and rng.random() >= 1 / kind["lines"]:
            at += 1
            joint = kind["join"][int(rng.integers(len(kind["join"])))]
            # After a space a line's first word is another token: such lines are stored twice.
            parts += [self.line(at + corpus["spaced"])] if joint == " " else [self.breaks[joint], self.line(at)]
            size += len(parts[-1]) + (len(parts[-2]) if joint != " " else 0)
        return np.concatenate(parts).astype(np.int64)

    def text(self, which, rng, room):
        """Ids of one text of corpus `which`, at most `room`, and the first of them that is to be predicted."""
        run = self.run(self.corpora[which], rng, room)
        if rng.random() < self.mixture["beginning"]:
            return np.concatenate([self.beginning, run])[:room], len(self.beginning)
        if len(run) > room and rng.random() < self.mixture["middle"]:
            # From a word within a long text on, as the engine's window does; the first words lack what they refer to.
            at = int(rng.integers(0, len(run) - room // 2))
            words = np.nonzero(self.word_start[run[at:]])[0]
            if len(words):
                return run[at + int(words[0]) :][:room], self.mixture["middle_unpredicted"]
        return run[:room], 1

    def history(self, rng, room):
        """Ids of messages that one person wrote one after the other, as the engine reads them before a text, and which
        of them are to be predicted: all but the beginning and what separates messages. Some end with a text of
        somebody else, of any kind."""
        terms, corpus = self.mixture["histories"], self.histories[rng.choice(len(self.histories), p=self.of_histories)]
        line = int(rng.integers(corpus["authors"][0], corpus["authors"][-1]))
        end = next(first for first in corpus["authors"] if first > line)
        stranger = rng.random() < terms["strangers"]
        own = int(rng.integers(room // 4, room * 3 // 4)) if stranger else room
        separator = self.breaks["\n\n"]
        parts = [(np.array(self.beginning, np.int64), False)]
        size = len(self.beginning)
        while size < own and line < end:
            parts += [(self.line(line).astype(np.int64), True), (separator, False)]
            size += len(parts[-2][0]) + len(separator)
            line += 1
        if stranger:
            parts.append((self.run(self.corpora[int(rng.choice(len(self.chance), p=self.chance))], rng, room), True))
        ids = np.concatenate([part for part, _ in parts])
        return ids[:room], np.concatenate([np.full(len(part), wanted) for part, wanted in parts])[:room]

    def window(self, i):
        rng = np.random.default_rng([self.seed, i])
        size, least = self.mixture["window"] + 1, self.mixture["shortest"]
        ids, positions = np.zeros(size, np.int64), np.zeros(size, np.int64)
        segments, targets = np.full(size, PADDING, np.int64), np.zeros(size, bool)
        self.drawn = []
        at, number = 0, 0
        if self.histories and rng.random() < self.mixture["histories"]["share"]:
            text, wanted = self.history(rng, size)
            at, number = len(text), 1
            ids[:at], positions[:at], segments[:at], targets[:at] = text, np.arange(at), 0, wanted
        while size - at >= SMALLEST:
            which = int(rng.choice(len(self.chance), p=self.chance))
            text, first = self.text(which, rng, size - at)
            if len(text) - first < least:
                continue
            end = at + len(text)
            ids[at:end], positions[at:end], segments[at:end] = text, np.arange(len(text)), number
            targets[at + first : end] = True
            self.drawn.append((which, len(text) - first))
            at, number = end, number + 1
        return Window(ids, positions, segments, targets)

    def batch(self, first, count):
        """Windows `first` to `first + count`: inputs ids and positions `[B, T]`, mask bool `[B, 1, T, T]`, next ids
        `[B, T]`, and which of these are targets `[B, T]`."""
        windows = [self.window(i) for i in range(first, first + count)]
        ids, positions, segments, targets = (
            np.stack([getattr(w, part) for w in windows]) for part in ("ids", "positions", "segments", "targets")
        )
        seen = segments[:, :-1]
        mask = (seen[:, :, None] == seen[:, None, :]) & np.tri(seen.shape[1], dtype=bool)
        return ids[:, :-1], positions[:, :-1], mask[:, None], ids[:, 1:], targets[:, 1:]

    def settle(self, rounds=3):
        """Sets each corpus's chance so that its share is one of predicted tokens, not of texts, which differ in length.
        Returns the shares that come out."""
        wanted = np.array([c["share"] for c in self.corpora])
        wanted = wanted / wanted.sum()
        for last in range(rounds + 1):
            found = np.zeros(len(wanted))
            for i in range(MEASURED):
                self.window(i)
                for which, count in self.drawn:
                    found[which] += count
            found = found / found.sum()
            if last < rounds:
                ratio = np.where(found > 0, wanted / np.maximum(found, 1e-9), 1)
                self.chance = self.chance * np.clip(ratio, 0.1, 10)
                self.chance /= self.chance.sum()
        for corpus, chance in zip(self.corpora, self.chance, strict=True):
            corpus["chance"] = float(chance)
        return found


def open_windows(folder, seed):
    """`Windows` over a folder of adapt_data.py."""
    index = json.loads(Path(folder, "index.json").read_text())
    word_start = np.zeros(65536, bool)
    word_start[np.array(index["word_start"], np.int64)] = True
    return Windows(
        np.load(Path(folder, "train.npy"), mmap_mode="r"),
        np.load(Path(folder, "lines.npy")),
        index["corpora"],
        index["mixture"],
        index["beginning"],
        word_start,
        {joint: np.array(ids, np.int64) for joint, ids in index["breaks"].items()},
        seed,
        index.get("histories", ()),
    )
