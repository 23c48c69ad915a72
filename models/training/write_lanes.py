"""The full model writes lanes after places in windows, and shards of them go to disk (see shards.py).

    python write_lanes.py --gguf MODEL.gguf --data DATA --out DATA/lanes --shards 0:300
    python write_lanes.py --gguf MODEL.gguf --data DATA --out DATA/held-out --held-out

Each window gets 8 random starts, each start the k = 3 likeliest first tokens, each continued greedily to 8 tokens. At a
share of the starts (`--typed`) the first tokens must begin with the first letters of the true next word, as when a
person is in the middle of a word. Every eighth shard has 3 starts of 8 lanes (`--wide`), as many rows. Shards that
exist are skipped, so the command can be stopped and started again, and what shard n holds depends on the seed and n
only (up to the last bits of bf16 sums, which may depend on the number of threads).

With `--writer DECODER` the lanes are the decoder's own, as it will meet them when it drafts, and the full model says
what it would have written there. Such shards can stand in the same folder under numbers of their own (`--shards
1000:1050`).
"""

import argparse
import os
import random
import signal
import time
from bisect import bisect_left
from pathlib import Path

import numpy as np

# Two threads that spin while they wait are several times slower than one as soon as something else runs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch  # noqa: E402

import decoder as dec  # noqa: E402
import drafting  # noqa: E402
import encoder as enc  # noqa: E402
import prepare  # noqa: E402
import shards  # noqa: E402
from teacher import Teacher  # noqa: E402

# The source layers whose keys and values are kept: those of the decoder that is trained.
CACHED = "0,1,11,19,20,22,23,26,27,29"


class Spellings:
    """Which tokens begin with given letters, of a byte-level vocabulary."""

    def __init__(self, spellings):
        self.spellings = spellings
        self.order = np.array(sorted(range(len(spellings)), key=lambda i: spellings[i]))
        self.sorted = [spellings[i] for i in self.order]

    def beginning_with(self, letters):
        """Bool `[vocabulary]`."""
        first, end = bisect_left(self.sorted, letters), bisect_left(self.sorted, letters + "\U0010ffff")
        out = torch.zeros(len(self.spellings), dtype=torch.bool)
        out[self.order[first:end]] = True
        return out


def choose_starts(rng, count, size, empty):
    """Ascending numbers of context tokens. Half lie anywhere, half in the first half: most texts are short."""
    low = max(1, empty)
    chosen = {empty} if empty else set()
    while len(chosen) < count:
        chosen.add(rng.randint(low, size - 1 if rng.random() < 0.5 else size // 2))
    return sorted(chosen)


def typed_letters(rng, spellings, following):
    """The first letters of a token, with its space: at least one letter, and not all of them."""
    spelling = spellings[following]
    lead = 1 if spelling[:1] == "\u0120" else 0
    if len(spelling) - lead < 2 or not spelling[lead].isalpha():
        return None
    return spelling[: lead + rng.randint(1, min(4, len(spelling) - lead - 1))]


def write_windows(teacher, table, tokens, empties, starts_and_lanes, args, rng, generator, writer):
    """One batch: tokens `[W, T]`. Returns the tensors of a shard for it, and the caches of all layers."""
    count, k = starts_and_lanes
    w, size = tokens.shape
    last = size - shards.LANE if args.human else size
    starts = torch.tensor([choose_starts(rng, count, last, e) for e in empties])
    caches, states, _ = teacher.read(tokens)
    at = states.gather(1, (starts - 1)[..., None].expand(-1, -1, dec.D)).reshape(-1, dec.D)
    allowed = [None] * len(at)
    for row, (window, start) in enumerate((i, s) for i in range(w) for s in starts[i].tolist()):
        if start < size and rng.random() < args.typed:
            letters = typed_letters(rng, teacher.spellings, int(tokens[window, start]))
            allowed[row] = letters and table.beginning_with(letters)
    temperature = args.temperature or None
    first, scores = teacher.first_tokens(at, k, allowed if args.typed else None, temperature, generator)
    shape = (w, count, k)
    first, scores = first.view(shape), scores.view(shape)
    if writer is None:
        lanes, scores, heads = teacher.write(caches, starts, first, scores, shards.LANE, temperature, generator)
    else:
        context = [caches[n] for n in writer.source_layers]
        lanes, scores = drafting.write(writer, context, starts, first, scores, shards.LANE)
        heads = teacher.score(caches, starts, lanes)
    if args.human:
        # Lane 0 becomes what the person wrote.
        there = starts[..., None] + torch.arange(shards.LANE)
        lanes[:, :, 0] = tokens[torch.arange(w)[:, None, None], there]
        before = states[torch.arange(w)[:, None, None], there - 1]
        scores[:, :, 0] = teacher.log_probs(before, lanes[:, :, 0])
        heads[:, :, 0] = before[:, :, 1:]
    parts = {"tokens": tokens.int(), "starts": starts.int(), "lanes": lanes.int(), "scores": scores, "states": heads}
    return parts, caches


def write_shard(teacher, table, windows, number, args, writer=None):
    """One shard from `windows`: [(ids, empty)]."""
    rng = random.Random(args.seed * 1_000_003 + number)
    generator = torch.Generator().manual_seed(args.seed * 1_000_003 + number)
    wide = args.wide and number % args.wide == args.wide - 1 and not args.held_out
    starts_and_lanes = (args.wide_starts, args.wide_lanes) if wide else (args.starts, args.lanes)
    parts, kept = [], []
    cached = [int(n) for n in args.cache.split(",")] if args.cache else []
    for at in range(0, len(windows), args.batch):
        some = windows[at : at + args.batch]
        tokens = torch.from_numpy(np.stack([ids for ids, _ in some]).astype(np.int64))
        empties = [e for _, e in some]
        part, caches = write_windows(teacher, table, tokens, empties, starts_and_lanes, args, rng, generator, writer)
        parts.append(part)
        kept.append([torch.stack(caches[n], 1).to(torch.bfloat16) for n in cached])
    joined = {name: torch.cat([p[name] for p in parts]).contiguous() for name in parts[0]}
    joined["states"] = joined["states"].to(torch.bfloat16)
    if cached:
        layers = {f"layer.{n}": torch.cat([c[i] for c in kept]).contiguous() for i, n in enumerate(cached)}
        shards.write_atomically(shards.path_of(args.out, number, "cache"), layers)
    shards.write_atomically(shards.path_of(args.out, number), joined, {"plan": shards.plan_text(args)})


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder, which is the teacher")
    parser.add_argument("--data", required=True, help="folder that prepare.py wrote")
    parser.add_argument("--out", required=True, help="folder for the shards")
    parser.add_argument("--held-out", action="store_true", help="the held-out windows instead of drawn ones")
    parser.add_argument("--shards", default="0:100", metavar="FIRST:END")
    parser.add_argument("--windows", type=int, default=64, help="windows of a shard")
    parser.add_argument("--batch", type=int, default=16, help="windows written at once")
    parser.add_argument("--starts", type=int, default=8)
    parser.add_argument("--lanes", type=int, default=3)
    parser.add_argument("--wide", type=int, default=8, help="every so manieth shard has more lanes; 0: none")
    parser.add_argument("--wide-starts", type=int, default=3)
    parser.add_argument("--wide-lanes", type=int, default=8)
    parser.add_argument("--typed", type=float, default=0.35, help="share of starts in the middle of a word")
    parser.add_argument("--temperature", type=float, default=0, help="draw tokens instead of taking the likeliest")
    parser.add_argument("--writer", help="a decoder that writes the lanes; the full model only scores them")
    parser.add_argument("--human", action="store_true", help="lane 0 is what the person wrote")
    parser.add_argument("--cache", default=CACHED, help="layers whose keys and values are kept; empty: none")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    teacher = Teacher(args.gguf)
    table = Spellings(teacher.spellings)
    writer = None
    if args.writer:
        writer = dec.load(args.writer, enc.read_embedding(args.gguf))[0].to(torch.bfloat16).requires_grad_(False)
    Path(args.out).mkdir(parents=True, exist_ok=True)
    if args.held_out:
        args.typed = 0.0
        ids, _, empties = prepare.held_out(args.data)
        everything = list(zip(ids, empties, strict=True))
        numbers = range(0, len(ids) // args.windows)

        def windows(n):
            return everything[n * args.windows : (n + 1) * args.windows]
    else:
        drawn = prepare.open_windows(args.data, args.seed)
        first, end = (int(v) for v in args.shards.split(":"))
        numbers = range(first, end)

        def windows(n):
            return [drawn.window(i)[::2] for i in range(n * args.windows, (n + 1) * args.windows)]

    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
    begun, written = time.time(), 0
    for n in numbers:
        if shards.path_of(args.out, n).exists():
            continue
        write_shard(teacher, table, windows(n), n, args, writer)
        written += args.windows
        rate = written / (time.time() - begun)
        left = (numbers[-1] - n) * args.windows / rate / 60
        print(f"shard {n}: {rate:.2f} windows/s, {left:.0f} minutes left", flush=True)
        if stopping:
            break


if __name__ == "__main__":
    main()
