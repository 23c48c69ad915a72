"""Golden token ids of SmolLM2's tokenizer for odd and ordinary strings, from the vocabulary and merges of the GGUF.

Made with Python 3.11 and the versions in requirements.txt (the script prints what it runs with, and records
it in the output). To run, with the model file that `cargo xtask model fetch` gets:

    pip install -r requirements.txt
    python make_tokenizer_golden.py --gguf SmolLM2-135M-Instruct.Q4_1.gguf --out tokenizer.json

Each string is encoded twice, and the script stops where the two differ: by Hugging Face `tokenizers`
(reference.pinned_tokenizer), and by `plain_encode` below, which is Python only and shares no code with it.

The strings are those of tokenizer_strings.json. Output: `absent_bytes`, the 21 byte values that have no token
(a text with one of them cannot be represented: `tokenizers` leaves the byte out without an error), and `cases`:
    text      the string, JSON-escaped
    ids       its token ids: no start token, special token spellings as plain text
    decoded   only where it differs from `text`: what the ids decode to

`transformers` (5.23.0) converts the same GGUF to a tokenizer with the ByteLevel pre-tokenizer alone, without
the splitting of digits, and with the 17 special tokens added. The script prints for which cases its ids
differ. They are not used.
"""

import json
import sys
import unicodedata
from pathlib import Path

import regex

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models" / "training"))
import reference  # noqa: E402

GPT2 = regex.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")


def byte_spelling():
    """The printable character that stands for each byte value in a byte-level vocabulary."""
    kept = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    moved = [byte for byte in range(256) if byte not in kept]
    return {byte: chr(byte) for byte in kept} | {byte: chr(256 + n) for n, byte in enumerate(moved)}


def split_digits(text):
    """Runs of other characters, and each numeric character (Unicode N*) alone."""
    pieces, run = [], ""
    for char in text:
        if unicodedata.category(char).startswith("N"):
            pieces += [run, char] if run else [char]
            run = ""
        else:
            run += char
    return pieces + [run] if run else pieces


def plain_encode(text, vocabulary, ranks, spelling):
    """Byte-level BPE by its definition: the adjacent pair of lowest rank is merged, leftmost first, until none is."""
    ids = []
    for piece in split_digits(text):
        for word in GPT2.findall(piece):
            parts = [spelling[byte] for byte in word.encode("utf-8")]
            # As `tokenizers` does without an unknown token: a byte that has no token is left out.
            parts = [part for part in parts if part in vocabulary]
            while len(parts) > 1:
                rank, place = min((ranks.get(pair, len(ranks)), i) for i, pair in enumerate(zip(parts, parts[1:])))
                if rank == len(ranks):
                    break
                parts[place : place + 2] = [parts[place] + parts[place + 1]]
            ids += [vocabulary[part] for part in parts]
    return ids


def main():
    args = reference.arguments(__doc__.splitlines()[0]).parse_args()
    made_with = reference.versions()
    print(made_with)
    spellings, merges = reference.read_vocabulary(reference.open_gguf(args.gguf))
    vocabulary = {token: index for index, token in enumerate(spellings)}
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    spelling = byte_spelling()
    tokenizer = reference.pinned_tokenizer(spellings, merges)
    strings = json.loads((Path(__file__).parent / "tokenizer_strings.json").read_text(encoding="ascii"))
    if len(strings) != len(set(strings)):
        raise SystemExit(f"{len(strings) - len(set(strings))} strings are there twice")

    cases, lossy = [], 0
    for text in strings:
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        plain = plain_encode(text, vocabulary, ranks, spelling)
        if ids != plain:
            raise SystemExit(f"{text!r}: {ids} by tokenizers, {plain} by plain_encode")
        decoded = tokenizer.decode(ids, skip_special_tokens=False)
        case = {"text": text, "ids": ids}
        if decoded != text:
            case["decoded"] = decoded
            lossy += 1
        cases.append(case)
    absent = [byte for byte, char in spelling.items() if char not in vocabulary]
    print(f"{len(cases)} cases, {lossy} of them not restored by decoding; absent bytes: {sorted(absent)}")

    from transformers import AutoTokenizer

    path = Path(args.gguf).resolve()
    converted = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
    other = [c["text"] for c in cases if converted(c["text"], add_special_tokens=False)["input_ids"] != c["ids"]]
    print(f"the tokenizer converted by transformers differs in {len(other)} cases: {other}")

    head = {"made_with": made_with, "model": reference.file_identity(args.gguf)}
    reference.write_json(args.out, {**head, "absent_bytes": sorted(absent), "cases": cases})


if __name__ == "__main__":
    main()
