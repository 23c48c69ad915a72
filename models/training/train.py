"""Trains the drafting decoder on shards of the full model's lanes.

    python train.py --gguf MODEL.gguf --lanes DATA/lanes --held-out DATA/held-out --start DECODER.safetensors \\
        --out RUN --minutes 60

Loss: KL(full model || lane) in nats over the head's tokens, mean over positions 2 to 8 of all lanes of a batch. In a
share of the steps each draft is alone (k = 1), in others 2 or 3 lanes (5 or 8 where a shard has 8) share the trunk.
AdamW on f32 masters, computing in bf16. The learning rate warms up over 40 steps, stays, and goes down to nothing over
the last part of `--minutes`, which count training time of all sittings: a run ends when it is meant to end, however
busy the machine is. Stopped runs go on with `--resume`; with more `--minutes`, also finished ones, and `--resume
RUN/before-decay.pt` goes on from where the rate began to fall.

RUN/checkpoint.pt (and .old), before-decay.pt   masters, optimizer, position in the data; every 10 minutes
RUN/decoder.safetensors                         f16, what decoder.py loads and quantise.py takes
RUN/log.jsonl                                   one line per 20 steps and per evaluation
"""

import argparse
import json
import os
import random
from pathlib import Path

# Two threads that spin while they wait are several times slower than one as soon as something else runs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch  # noqa: E402

import batches  # noqa: E402
import decoder as dec  # noqa: E402
import encoder as enc  # noqa: E402
import grids  # noqa: E402
import losses  # noqa: E402
import measures  # noqa: E402
import reference  # noqa: E402
import shards  # noqa: E402
import sittings  # noqa: E402
from weights import Weights  # noqa: E402

COUNT_EVERY = 4
WARM_UP = 40


def arguments(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder")
    parser.add_argument("--lanes", required=True, help="folder of shards")
    parser.add_argument("--shards", metavar="FIRST:END", help="only these of the folder: the same data on every run")
    parser.add_argument("--held-out", help="folder of held-out shards, looked at with each checkpoint")
    parser.add_argument("--start", required=True, help="decoder to start from")
    parser.add_argument("--out", required=True, help="folder for checkpoints and the trained file")
    parser.add_argument("--resume", nargs="?", const="", help="go on from RUN/checkpoint.pt or the given one")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--steps", type=int, help="end after so many steps instead: the same figures on every machine")
    parser.add_argument("--decay", type=float, default=0.25, help="share of the time in which the rate goes down")
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument("--windows", type=int, default=8, help="windows of a step")
    parser.add_argument("--one", type=float, default=0.35, help="share of steps with one lane")
    parser.add_argument("--two", type=float, default=0.1, help="share of steps with two lanes")
    parser.add_argument("--alone", type=int, default=2, help="lanes of each start that one-lane steps take, each alone")
    parser.add_argument(
        "--mix", type=float, default=dec.MIX_TEMPERATURE, help="lanes' weights: the softmax's; inf: equal"
    )
    parser.add_argument("--sharpen", type=float, default=1.0, help="temperature of the full model's distributions")
    parser.add_argument("--states", type=float, default=0.0, help="weight of the states' distance beside the KL")
    parser.add_argument("--rank", type=int, default=0, help="train deltas of this rank on the layers' matrices")
    parser.add_argument("--fake-quant", type=float, default=0.0, help="last share of the time with 4-bit weights")
    parser.add_argument("--grid", action="store_true", help="quantised layers lie on the encoder's grid (grids.py)")
    parser.add_argument("--round", action="store_true", help="layers read activations rounded to 8 bits")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args(argv)


def choose_lanes(args, shard, windows, rng):
    """Which lanes the places of a batch are made of; see batches.make."""
    have, draw = shard.lanes.shape[2], rng.random()
    if draw < args.one:
        return batches.drawn_lanes(shard, windows, 1, min(args.alone, have), rng)
    if have > 3:
        return batches.drawn_lanes(shard, windows, rng.choice([5, 8]), 1, rng)
    if draw < args.one + args.two:
        return batches.drawn_lanes(shard, windows, 2, 1, rng)
    return batches.first_lanes(shard, windows, have)


class Run(sittings.Sittings):
    """A decoder in training, its optimizer, and where it is in the data."""

    LOG_EVERY, SAVE_EVERY = 20, 600

    def __init__(self, args):
        super().__init__(args.out, args.minutes, args.steps)
        self.args, self.kept_before_decay = args, False
        embedding = enc.read_embedding(args.gguf)
        decoder, self.metadata = dec.load(args.start, embedding)
        identity = reference.file_identity(args.gguf)["sha256"]
        if self.metadata["encoder_sha256"] != identity:
            raise SystemExit(f"{args.start} is for encoder {self.metadata['encoder_sha256']}, not {identity}")
        decoder.mix_temperature = args.mix
        decoder.round_activations(args.round)
        on_grid = grids.of_encoder(args.gguf, decoder.source_layers) if args.grid else None
        self.weights = Weights(decoder, args.rank, args.seed, on_grid)
        self.optimizer = torch.optim.AdamW(
            self.weights.parameters(), lr=args.rate, betas=(0.9, 0.95), weight_decay=0.0, fused=True
        )
        self.source = batches.Source(args.lanes, args.seed, args.windows, args.shards)
        self.reader = None

    def context(self, shard, windows):
        """Keys and values of the windows, from disk or by the full model."""
        layers = self.weights.decoder.source_layers
        if shard.cached(layers):
            return shard.context(layers, windows)
        if self.reader is None:
            from teacher import Teacher

            print("shards lack the keys and values of these source layers: windows are read again", flush=True)
            self.reader = Teacher(self.args.gguf)
        caches, _, _ = self.reader.read(shard.tokens[windows.start : windows.stop], last_layer=max(layers))
        return [caches[n] for n in layers]

    def train_step(self):
        """One step. Returns its lanes, KL, agreement and the gradient's norm."""
        args, work, share = self.args, self.weights.work, self.share()
        shard, windows = self.source.next()
        rng = random.Random(f"{args.seed} {self.step}")
        batch = batches.make(shard, windows, self.context(shard, windows), choose_lanes(args, shard, windows, rng))
        self.weights.publish(quantised=share > 1 - args.fake_quant)
        x, _, _ = work.states(*batch.inputs())
        x, target = x.reshape(-1, dec.D), batch.target.reshape(-1, dec.D).to(x.dtype)
        count = self.step % COUNT_EVERY == 0
        kl, agree = losses.HeadDivergence.apply(x, target, work.head, count, args.sharpen)
        loss = kl.mean()
        if args.states:
            loss = loss + args.states * losses.state_distance(x, target)
        if not torch.isfinite(loss):
            raise SystemExit(f"step {self.step}: loss is {loss.item()}")
        loss.backward()
        self.weights.collect()
        norm = torch.nn.utils.clip_grad_norm_(self.weights.parameters(), 1.0)
        factor = sittings.factor(self.step, share, args.decay, WARM_UP)
        for group in self.optimizer.param_groups:
            group["lr"] = args.rate * factor
        self.optimizer.step()
        self.step += 1
        self.tokens += batch.rows()
        return batch.last.shape[1], kl.mean().item(), agree.mean().item(), norm.item()

    def summary(self, recent):
        by_lanes = {}
        for k, *seen in recent:
            by_lanes.setdefault(k, []).append(seen)
        entry = {}
        for k, seen in sorted(by_lanes.items()):
            kl, agree, norm = (torch.tensor(v).nanmean().item() for v in zip(*seen, strict=True))
            entry[f"k{k}"] = f"{kl:.3f}/{agree:.3f}"
        return entry | {"norm": round(norm, 2), "passes": round(self.source.passes(), 2)}

    def before_step(self):
        if self.share() > 1 - self.args.decay and not self.kept_before_decay:
            self.save("before-decay.pt")
            self.kept_before_decay = True

    def after_save(self):
        self.evaluate()

    def evaluate(self):
        if self.args.held_out:
            self.weights.publish(self.share() > 1 - self.args.fake_quant)
            self.note(measures.brief(self.weights.work, self.args.held_out, self.context))

    def state(self):
        weights, optimizer = self.weights.state(), self.optimizer.state_dict()
        return {"weights": weights, "optimizer": optimizer, "source": self.source.state}

    def restore(self, state):
        self.weights.load_state(state["weights"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.source.state = state["source"]

    def export(self, quantised):
        decoder = self.weights.decoder
        shards.write_atomically(
            Path(self.args.out, "decoder.safetensors"),
            self.weights.exported(quantised),
            {
                "format": "foreword-decoder-trained",
                "version": "1",
                "source_layers": json.dumps(decoder.source_layers),
                "trunk_layers": str(decoder.trunk_layers),
                "mix_temperature": str(self.args.mix),
                "encoder_sha256": self.metadata["encoder_sha256"],
                "training_command": sittings.command(),
                "steps": str(self.step),
                "minutes": f"{self.seconds / 60:.1f}",
                "draft_tokens": str(self.tokens),
                "start": Path(self.args.start).name,
            },
        )


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    run = Run(args)
    run.resume(args.resume)
    decoded = run.weights.decoder
    print(f"layers {decoded.source_layers}, trunk {decoded.trunk_layers}, head {len(decoded.vocab)}", flush=True)
    run.evaluate()
    run.kept_before_decay = run.share() > 1 - args.decay
    run.go()
    run.evaluate()
    run.export(args.fake_quant > 0 and run.share() >= 1)
    print(f"{run.out / 'decoder.safetensors'}: {run.step} steps, {run.tokens} draft tokens", flush=True)


if __name__ == "__main__":
    main()
