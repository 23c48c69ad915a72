"""Shards: what the teacher wrote about a number of windows, on disk.

A shard of n windows, T tokens each, S starts, k lanes of L = 8 tokens, is `shard-NNNNN.safetensors`:
    tokens  i32 [n, T]               starts  i32 [n, S], context tokens at each start
    lanes   i32 [n, S, k, L]         scores  f32 [n, S, k, L], log-probabilities of their tokens
    states  bf16 [n, S, k, L - 1, D] what the full model's head reads after each token but the last: its distribution
                                     over any set of tokens is softmax(embedding rows @ state), so targets are exact
                                     for every head, in a quarter of the space that the distributions would take
and, unless the writer left it out, `cache-NNNNN.safetensors` with `layer.{n}` bf16 [n, 2, 3, T, 64], keys (after
rotation) and values of source layer n. Without it, training reads the windows again with the full model.
"""

import json
import os
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import save_file

LANE = 8


def path_of(folder, number, kind="shard"):
    return Path(folder, f"{kind}-{number:05}.safetensors")


def write_atomically(path, tensors, metadata=None):
    part = Path(f"{path}.part{os.getpid()}")
    save_file(tensors, part, metadata)
    os.replace(part, path)


def existing(folder):
    """Numbers of the shards of a folder, ascending."""
    return sorted(int(p.stem.split("-")[1]) for p in Path(folder).glob("shard-*.safetensors"))


class Shard:
    """One shard. Small tensors are in memory; keys and values are read from disk for the windows asked for."""

    def __init__(self, folder, number):
        self.number = number
        with safe_open(path_of(folder, number), "pt") as file:
            self.metadata = file.metadata() or {}
            parts = {name: file.get_tensor(name) for name in file.keys()}
        self.tokens, self.starts, self.lanes = (parts[name].long() for name in ("tokens", "starts", "lanes"))
        self.scores, self.states = parts["scores"], parts["states"]
        cache = path_of(folder, number, "cache")
        self.cache = safe_open(cache, "pt") if cache.exists() else None

    def __len__(self):
        return len(self.tokens)

    def cached(self, layers):
        return self.cache is not None and {f"layer.{n}" for n in layers} <= set(self.cache.keys())

    def context(self, layers, windows):
        """Keys and values `[W, 3, T, 64]` of source layers, for a range of windows."""
        out = []
        for n in layers:
            both = self.cache.get_slice(f"layer.{n}")[windows.start : windows.stop]
            out.append((both[:, 0], both[:, 1]))
        return out


def plan_text(args):
    return json.dumps({k: v for k, v in vars(args).items() if k not in ("out", "data", "gguf", "threads", "shards")})
