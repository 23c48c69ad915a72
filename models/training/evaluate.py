"""How well decoders draft, on held-out windows: figures as JSON.

    python evaluate.py --gguf MODEL.gguf --held-out DATA/held-out --decoder NAME=FILE --out figures.json

`given`: each decoder is fed the full model's lanes; KL(full model || lane) in nats and top-1 agreement at positions 2
to 8 over the head's tokens, places weighing alike wherever in a window they are. One lane; three lanes in one
superposed pass; the same three as rows of their own. By lane, by step, and by tokens of context.

`free`: drafts written by the decoder itself, three lanes in one pass and as three rows, and by the full model (three
rows, the likeliest first tokens, then greedily). Mean log-probability per token under the full model of the best,
second and third of a place's drafts; share of places where some draft begins with the true next word, next two words;
right words of the best of the drafts. Words are split at white space and compared without punctuation at their end.
"""

import argparse
import json
import os

# Two threads that spin while they wait are several times slower than one as soon as something else runs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch  # noqa: E402

import decoder as dec  # noqa: E402
import drafting  # noqa: E402
import encoder as enc  # noqa: E402
import measures  # noqa: E402
import reference  # noqa: E402
import shards  # noqa: E402


def rounded(tensor, digits=4):
    return [round(v, digits) for v in tensor.tolist()]


def given(decoder, folder, context, windows):
    """Figures on the full model's lanes."""
    out = {}
    for name, k, single in (("one_lane", 1, False), ("three_lanes", 3, False), ("three_rows", 3, True)):
        kl, agree, by_range = measures.held_out(decoder, folder, context, k, single, windows)
        out[name] = {
            "kl": round(kl.mean().item(), 4),
            "agreement": round(agree.mean().item(), 4),
            "kl_by_lane": rounded(kl.mean(1)),
            "agreement_by_lane": rounded(agree.mean(1)),
            "kl_by_position_2_to_8": rounded(kl.mean(0)),
            "agreement_by_position_2_to_8": rounded(agree.mean(0)),
            "by_context_tokens": {r: [round(a, 4), round(b, 4), n] for r, (a, b, n) in by_range.items()},
        }
    return out


def words(text):
    """(whether the text goes on within a word, its words without punctuation at their end)."""
    return text[:1].isspace(), [word.rstrip(".,;:!?\"')") or word for word in text.split()]


def right_words(draft, truth):
    (a, first), (b, second) = words(draft), words(truth)
    count = 0
    while a == b and count < min(len(first), len(second)) and first[count] == second[count]:
        count += 1
    return count


class Free:
    """Sums over places of how drafts do."""

    def __init__(self):
        self.ranked, self.by_lane, self.first, self.two, self.best, self.places = 0, 0, 0, 0, 0, 0

    def add(self, log_probs, counts):
        """log_probs `[k]`: mean per token of each draft; counts: right words of each, or None where the text ends."""
        self.ranked = self.ranked + log_probs.sort(descending=True).values.double()
        self.by_lane = self.by_lane + log_probs.double()
        self.places += 1
        if counts is not None:
            self.first += max(counts) >= 1
            self.two += max(counts) >= 2
            self.best += max(counts)

    def figures(self, known):
        return {
            "log_prob_best_second_third": rounded(self.ranked / self.places),
            "log_prob_by_lane": rounded(self.by_lane / self.places),
            "first_word": round(self.first / known, 4),
            "two_words": round(self.two / known, 4),
            "right_words_of_best": round(self.best / known, 4),
        }


def free(decoders, teacher, folder, windows, step=8):
    """Figures on drafts that decoders write: {name: {...}}."""
    sums, known, left = {}, 0, windows
    to_text = lambda ids: teacher.tokenizer.decode(ids.tolist(), skip_special_tokens=False)  # noqa: E731
    for number in shards.existing(folder):
        shard = shards.Shard(folder, number)
        for at in range(0, min(len(shard), left), step):
            part = slice(at, min(at + step, len(shard), left))
            tokens, starts = shard.tokens[part], shard.starts[part]
            first, scores = shard.lanes[part][..., 0], shard.scores[part][..., 0]
            caches, _, _ = teacher.read(tokens)
            drafts = {"full model": shard.lanes[part]}
            for name, decoder in decoders.items():
                context = [tuple(v.to(decoder.head.dtype) for v in caches[n]) for n in decoder.source_layers]
                for kind, together in (("lanes", True), ("rows", False)):
                    drafts[f"{name}, {kind}"], _ = drafting.write(
                        decoder, context, starts, first, scores, shards.LANE, together
                    )
            truth = {}
            for w, s in [(w, s) for w in range(len(tokens)) for s in range(starts.shape[1])]:
                following = tokens[w, int(starts[w, s]) :]
                if len(following) > 2 * shards.LANE:
                    truth[w, s] = to_text(following[: 3 * shards.LANE])
            known += len(truth)
            for name, ids in drafts.items():
                states = teacher.score(caches, starts, ids)
                values = torch.cat([scores[..., None], teacher.log_probs(states, ids[..., 1:])], -1).mean(-1)
                kept = sums.setdefault(name, Free())
                for w, s in [(w, s) for w in range(len(tokens)) for s in range(starts.shape[1])]:
                    there = truth.get((w, s))
                    kept.add(values[w, s], there and [right_words(to_text(lane), there) for lane in ids[w, s]])
        left -= len(shard)
        if left <= 0:
            break
    return {name: kept.figures(known) for name, kept in sums.items()}, known


def costs(decoder):
    """Millions of multiply-adds of a step (with the whole head for each lane) and megabytes in 4-bit blocks."""
    layer = sum(p.numel() for p in decoder.layers[0].parameters() if p.ndim == 2) + dec.D**2
    fork, head = 5 * dec.D**2, len(decoder.vocab) * dec.D
    upper = len(decoder.layers) - decoder.trunk_layers
    step = {k: decoder.trunk_layers * layer + k * (upper * layer + fork + head) for k in (1, 3, 8)}
    size = sum(p.numel() * (0.625 if p.ndim == 2 else 4) for p in decoder.parameters())
    macs = {str(k): round(v / 1e6, 1) for k, v in step.items()}
    return {"step_million_macs": macs, "megabytes": round(size / 1e6, 2)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder")
    parser.add_argument("--held-out", required=True, help="folder of held-out shards")
    parser.add_argument("--decoder", action="append", required=True, metavar="NAME=FILE", help="repeat")
    parser.add_argument("--windows", type=int, default=256, help="windows for `given`")
    parser.add_argument("--free-windows", type=int, default=64, help="windows for `free`; 0: leave it out")
    parser.add_argument("--round", action="store_true", help="also with activations of the layers rounded to 8 bits")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", required=True, help="the JSON file to write")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)

    embedding, teacher = enc.read_embedding(args.gguf), None
    named = dict(item.split("=", 1) for item in args.decoder)
    decoders, files = {}, []
    for name, path in named.items():
        decoder, metadata = dec.load(path, embedding)
        decoder.mix_temperature = float(metadata.get("mix_temperature", dec.MIX_TEMPERATURE))
        decoders[name] = decoder.to(torch.bfloat16).requires_grad_(False)

    def open_teacher():
        nonlocal teacher
        if teacher is None:
            from teacher import Teacher

            teacher = Teacher(args.gguf)
        return teacher

    for name, decoder in decoders.items():

        def context(shard, part, layers=decoder.source_layers):
            if shard.cached(layers):
                return shard.context(layers, part)
            caches, _, _ = open_teacher().read(shard.tokens[part.start : part.stop], last_layer=max(layers))
            return [caches[n] for n in layers]

        figures = given(decoder, args.held_out, context, args.windows)
        brief = {kind: (entry["kl"], entry["agreement"]) for kind, entry in figures.items()}
        print(name, brief, flush=True)
        entry = {"name": name, **reference.file_identity(named[name]), **costs(decoder), "given": figures}
        if args.round:
            entry["given_rounded"] = given(decoder.round_activations(True), args.held_out, context, args.windows)
            decoder.round_activations(False)
            brief = {kind: (one["kl"], one["agreement"]) for kind, one in entry["given_rounded"].items()}
            print(f"{name}, rounded", brief, flush=True)
        files.append(entry)
    result = {"encoder": reference.file_identity(args.gguf), "windows": args.windows, "files": files}
    if args.free_windows:
        result["free"], result["free_places"] = free(decoders, open_teacher(), args.held_out, args.free_windows)
        for name, entry in result["free"].items():
            print(name, entry, flush=True)
    with open(args.out, "w") as file:
        json.dump(result, file, indent=1)


if __name__ == "__main__":
    main()
