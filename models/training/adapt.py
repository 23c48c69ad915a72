"""Adapts the encoder to everyday writing: trains scales and centres of its 4-bit blocks, and its norms.

    python adapt.py --gguf MODEL.gguf --data DATA --eval-dev EVAL_DEV --out RUN --minutes 60

PEQA (Kim et al. 2023): the levels of the blocks stay what they are, so what is trained is exactly what a 4-bit file
can hold. Loss: cross-entropy of the next token over the windows of adapt_data.py. Adam on f32 masters, products in
bf16. The rate warms up over 20 steps and goes down to nothing over the last part of the run, in which the model
computes with the values as they will be shipped (adapt_weights.py). `--minutes` count training time of all sittings.
Stopped runs go on with `--resume`; with more `--minutes`, also finished ones, and `--resume RUN/before-decay.pt` goes
on from where the rate began to fall.

RUN/checkpoint.pt (and .old), before-decay.pt   masters, optimizer, the next window; every 5 minutes
RUN/log.jsonl                                   one line per 5 steps and per evaluation
"""

import argparse
import json
import os
import signal
import time
from pathlib import Path

# Two threads that spin while they wait are several times slower than one as soon as something else runs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch  # noqa: E402

import adapt_measures  # noqa: E402
import adapt_model  # noqa: E402
import adapt_rule  # noqa: E402
import adapt_windows  # noqa: E402
import reference  # noqa: E402
from adapt_weights import Adaptation, entropy_bytes  # noqa: E402
from train import command  # noqa: E402

SAVE_EVERY = 300
LOG_EVERY = 5
WARM_UP = 20
SMALL_SETS = ("brief", "comm", "clinton", "sms")
LAST_SETS = ("quick", "comm", "clinton", "sms", "chat", "general")


def arguments(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder")
    parser.add_argument("--data", required=True, help="folder of adapt_data.py")
    parser.add_argument("--eval-dev", required=True, help="folder of texts to measure on")
    parser.add_argument("--out", required=True, help="folder of the run")
    parser.add_argument("--minutes", type=float, default=60, help="training time of all sittings")
    parser.add_argument("--steps", type=int, help="this many steps instead, however long they take")
    parser.add_argument("--resume", nargs="?", const="", help="go on from RUN/checkpoint.pt, or from the file given")
    parser.add_argument("--decay", type=float, default=0.3, help="share of the run in which the rate goes down")
    parser.add_argument("--rate", type=float, default=1.2e-3, help="for scales and centres")
    parser.add_argument("--norm-rate", type=float, default=1e-3)
    parser.add_argument("--windows", type=int, default=8, help="windows of a step")
    parser.add_argument("--scale-step", default=adapt_rule.SCALE_STEP)
    parser.add_argument("--centre-step", default=adapt_rule.CENTRE_STEP)
    parser.add_argument("--unmeasured", action="store_true", help="measure nothing before the first step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args(argv)


class Run:
    """An adaptation in training, its optimizer, and where it is in the data."""

    def __init__(self, args):
        self.args, self.step, self.seconds, self.tokens = args, 0, 0.0, 0
        index = json.loads(Path(args.data, "index.json").read_text())
        self.sha256 = reference.file_identity(args.gguf)["sha256"]
        if index["encoder_sha256"] != self.sha256:
            raise SystemExit(f"{args.data} is for encoder {index['encoder_sha256']}, not {self.sha256}")
        self.adaptation = Adaptation(args.gguf, args.scale_step, args.centre_step)
        masters = self.adaptation.masters
        self.norms = [masters[name] for name in adapt_model.NORMS]
        self.blocks = [value for name, value in masters.items() if name not in adapt_model.NORMS]
        groups = [{"params": self.blocks, "base": args.rate}, {"params": self.norms, "base": args.norm_rate}]
        self.optimizer = torch.optim.Adam(groups, lr=args.rate, betas=(0.9, 0.98))
        self.windows = adapt_windows.open_windows(args.data, args.seed)
        tokenizer = reference.pinned_tokenizer(*reference.read_vocabulary(reference.open_gguf(args.gguf)))
        self.sets = adapt_measures.open_sets(args.eval_dev, args.data, tokenizer)

    def share(self):
        """How much of the run is done, 0 to 1."""
        args = self.args
        return self.step / args.steps if args.steps else self.seconds / (args.minutes * 60)

    def decaying(self):
        return self.share() > 1 - self.args.decay

    def factor(self):
        """What the learning rates are multiplied with."""
        falling = min(1.0, (1 - self.share()) / self.args.decay) if self.args.decay else 1.0
        return min(1.0, (self.step + 1) / WARM_UP) * max(0.0, falling)

    def train_step(self):
        """One step. Returns the loss in nats and the norms of the gradients of blocks and norms."""
        args, adaptation = self.args, self.adaptation
        batch = self.windows.batch(self.step * args.windows, args.windows)
        ids, positions, mask, following, chosen = (torch.from_numpy(part) for part in batch)
        adaptation.publish(rounded=self.decaying())
        states = adaptation.model.states(ids, positions, mask)
        loss = adapt_model.HeadCrossEntropy.apply(states[chosen], adaptation.model.embedding, following[chosen])
        if not torch.isfinite(loss):
            raise SystemExit(f"step {self.step}: loss is {loss.item()}")
        loss.backward()
        for name, gradient in adaptation.gradients().items():
            adaptation.masters[name].grad = gradient
        # Apart, since the first token of a text sometimes has a gradient a hundred times as large in the first norms,
        # and would leave nothing of the blocks' step.
        norms = [torch.nn.utils.clip_grad_norm_(part, 1.0).item() for part in (self.blocks, self.norms)]
        for group in self.optimizer.param_groups:
            group["lr"] = group["base"] * self.factor()
        self.optimizer.step()
        adaptation.limit()
        self.step += 1
        self.tokens += int(chosen.sum())
        return loss.item(), *norms

    def evaluate(self, names, rounded):
        self.adaptation.publish(rounded)
        found = adapt_measures.brief(self.adaptation.model, self.sets, names, self.windows.beginning)
        megabytes = entropy_bytes(self.adaptation) / 1e6
        return {**found, "rounded": rounded, "mb": round(megabytes, 3)}

    def save(self, name):
        args = self.args
        state = {
            "masters": self.adaptation.masters,
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "tokens": self.tokens,
            "block_steps": self.adaptation.steps,
            "encoder_sha256": self.sha256,
            "command": command(),
        }
        path = Path(args.out, name)
        torch.save(state, f"{path}.part")
        if path.exists() and name == "checkpoint.pt":
            os.replace(path, path.with_suffix(".old"))
        os.replace(f"{path}.part", path)

    def load(self, path):
        state = torch.load(path, weights_only=True)
        if state["encoder_sha256"] != self.sha256:
            raise SystemExit(f"{path} is for encoder {state['encoder_sha256']}, not {self.sha256}")
        self.adaptation.load_state(state["masters"])
        self.optimizer.load_state_dict(state["optimizer"])
        for group, base in zip(self.optimizer.param_groups, (self.args.rate, self.args.norm_rate), strict=True):
            group["base"] = base
        self.step, self.seconds, self.tokens = state["step"], state["seconds"], state["tokens"]
        print(f"going on from step {self.step}, {self.seconds / 60:.1f} minutes", flush=True)


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    run = Run(args)
    if args.resume is not None:
        run.load(args.resume or out / "checkpoint.pt")
    elif (out / "checkpoint.pt").exists():
        raise SystemExit(f"{out} holds a run already: give --resume or another --out")
    log = open(out / "log.jsonl", "a", buffering=1)

    def note(entry):
        entry = {"step": run.step, "minutes": round(run.seconds / 60, 2), "tokens": run.tokens, **entry}
        log.write(json.dumps(entry) + "\n")
        print(" ".join(f"{k} {v}" for k, v in entry.items()), flush=True)

    stopping = []
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stopping.append(True))
    if run.step or not args.unmeasured:
        note(run.evaluate(LAST_SETS if run.step == 0 else SMALL_SETS, run.decaying()))
    recent, noted, saved = [], (run.seconds, run.tokens), run.seconds
    kept_before_decay = run.decaying()
    while run.share() < 1 and not stopping:
        if run.decaying() and not kept_before_decay:
            run.save("before-decay.pt")
            note(run.evaluate(SMALL_SETS, True))
            kept_before_decay = True
        begun = time.perf_counter()
        recent.append(run.train_step())
        # A machine that slept has not trained.
        run.seconds += min(time.perf_counter() - begun, 120)
        if run.step % LOG_EVERY == 0 or run.share() >= 1:
            loss, *norms = (sum(part) / len(recent) for part in zip(*recent, strict=True))
            pace = (run.tokens - noted[1]) / (run.seconds - noted[0])
            left = run.seconds / 60 * (1 / run.share() - 1)
            entry = {"loss": round(loss, 3), "gradient": "/".join(f"{norm:.2f}" for norm in norms)}
            entry |= {"tokens/s": round(pace), "left": f"{left:.0f} min"}
            note(entry)
            recent, noted = [], (run.seconds, run.tokens)
        if run.seconds - saved > SAVE_EVERY:
            run.save("checkpoint.pt")
            saved = run.seconds
            note(run.evaluate(SMALL_SETS, run.decaying()))
    run.save("checkpoint.pt")
    if not stopping:
        note(run.evaluate(LAST_SETS, True))
    print(f"{out / 'checkpoint.pt'}: {run.step} steps, {run.tokens} tokens", flush=True)


if __name__ == "__main__":
    main()
