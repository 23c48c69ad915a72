"""Reading texts and cutting contexts."""

import io
import json
import lzma
import random
import tarfile
from types import SimpleNamespace

import texts


class Letters:
    """A tokenizer with a token per character."""

    def encode(self, text, add_special_tokens):
        assert not add_special_tokens
        return SimpleNamespace(ids=[ord(c) for c in text])


def test_every_kind_of_file_is_read(tmp_path):
    (tmp_path / "t.json").write_text(json.dumps({"texts": [{"text": "one"}, {"text": "two"}]}))
    (tmp_path / "t.txt").write_text("é", encoding="utf-8")
    (tmp_path / "t.txt.xz").write_bytes(lzma.compress(b"packed"))
    with tarfile.open(tmp_path / "t.tar.xz", "w:xz") as archive:
        for name, data in (("b.txt", b"second"), ("a.txt", b"first"), ("c.bin", b"no text")):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    assert texts.read_texts(tmp_path / "t.json") == ["one", "two"]
    assert texts.read_texts(tmp_path / "t.txt") == ["é"]
    assert texts.read_texts(tmp_path / "t.txt.xz") == ["packed"]
    assert texts.read_texts(tmp_path / "t.tar.xz") == ["first", "second"]


def test_contexts_have_30_to_120_tokens_and_repeat_with_the_seed():
    long = "".join(chr(97 + n % 26) for n in range(2000))
    cut = [texts.contexts(["too short", long], Letters(), 20, random.Random(7)) for _ in range(2)]
    assert cut[0] == cut[1]
    assert len(cut[0]) == 20
    assert all(30 <= len(ids) <= 120 for ids in cut[0])
    assert len(set(map(tuple, cut[0]))) > 1
