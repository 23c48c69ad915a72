"""Keystrokes that drafts of one token would save: a quick estimate of what the engine measures.

Before each letter of a text's next token the drafts are the three likeliest tokens that agree with the letters typed
so far. Taking the first costs one keystroke, taking another two, as in `foreword eval`. A token is only taken where a
word of the text ends with it, since drafts end with words; any other is typed. Longer drafts, n-grams and the rules of
what is shown are left out, so the share of keystrokes saved is lower than the engine's; differences are what counts.
"""

import torch

DRAFTS = 3
MARKS = "'-_"


def alphabet():
    """{letter: byte} of the spelling in which a byte-level vocabulary is stored."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    return {**{chr(byte): byte for byte in plain}, **{chr(256 + n): byte for n, byte in enumerate(others)}}


class Vocabulary:
    """spellings: those of all tokens by id; specials: ids of tokens that are no text, the first ones."""

    def __init__(self, spellings, specials):
        byte = alphabet()
        self.bytes = [b"" if n < specials else bytes(byte[letter] for letter in s) for n, s in enumerate(spellings)]
        order = sorted(range(specials, len(spellings)), key=lambda token: self.bytes[token])
        self.order, self.sorted = torch.tensor(order), [self.bytes[token] for token in order]
        self.ranges = {}

    def agreeing(self, token):
        """Where the tokens stand in `order` that agree with the first 1, 2 … letters of `token`, all but its last."""
        if token not in self.ranges:
            own, found, low, high = self.bytes[token], [], 0, len(self.sorted)
            for typed in range(1, len(own)):
                low = first(self.sorted, low, high, own[:typed])
                high = end(self.sorted, low, high, own[:typed])
                found.append((low, high))
            self.ranges[token] = found
        return self.ranges[token]

    def ends_word(self, following):
        """Whether a word ends before a token; None stands for the end of the text."""
        if following is None or not self.bytes[following]:
            return True
        letter = self.bytes[following][:1].decode("latin-1")
        return not (letter.isalnum() or letter in MARKS or ord(letter) > 127)


def first(words, low, high, beginning):
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if words[middle] < beginning else (low, middle)
    return low


def end(words, low, high, beginning):
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if words[middle][: len(beginning)] <= beginning else (low, middle)
    return low


def keystrokes(vocabulary, logits, targets, following):
    """Per token (keystrokes, letters). logits `[N, V]`; targets: ids; following: the id after each, or None."""
    out, scores = [], logits[:, vocabulary.order].numpy()
    for row, target, after in zip(scores, targets, following):
        letters = len(vocabulary.bytes[target])
        if not vocabulary.ends_word(after):
            out.append((letters, letters))
            continue
        true, least = None, letters
        for typed, (low, high) in enumerate([(0, len(row)), *vocabulary.agreeing(target)]):
            if typed + 1 >= least:
                break
            if true is None:
                low_own, high_own = (vocabulary.agreeing(target) or [(0, len(row))])[-1]
                own = first(vocabulary.sorted, low_own, high_own, vocabulary.bytes[target])
                true = row[own]
            better = int((row[low:high] > true).sum())
            if better < DRAFTS:
                least = min(least, typed + (1 if better == 0 else 2))
        out.append((least, letters))
    return out
