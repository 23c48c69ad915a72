"""Texts to measure on, and the contexts cut from them."""

import json
import lzma
import tarfile
from pathlib import Path


def read_texts(path):
    """Texts of texts.json, of a .txt or .txt.xz file (blank-line or line separated blocks), or of a tar of .txt."""
    path = Path(path)
    if path.suffix == ".json":
        return [item["text"] for item in json.loads(path.read_text(encoding="utf-8"))["texts"]]
    if ".tar" in path.name:
        with tarfile.open(path) as archive:
            members = sorted((m for m in archive if m.isfile() and m.name.endswith(".txt")), key=lambda m: m.name)
            return [archive.extractfile(m).read().decode("utf-8", "replace") for m in members]
    data = lzma.open(path).read() if path.suffix == ".xz" else path.read_bytes()
    return [data.decode("utf-8", "replace")]


def contexts(texts, tokenizer, count, rng):
    """`count` lists of 30 to 120 token ids, spread evenly over the texts that are long enough."""
    found = []
    usable = [text for text in texts if len(text) >= 200]
    for n in range(count):
        text = usable[n % len(usable)]
        at = rng.randrange(max(1, len(text) - 800))
        ids = tokenizer.encode(text[at : at + 800], add_special_tokens=False).ids
        # The first token may be the tail of a word: it is left out.
        ids = ids[1 : 1 + rng.randint(30, 120)]
        if len(ids) >= 30:
            found.append(ids)
    return found
