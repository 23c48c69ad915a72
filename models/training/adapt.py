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
from pathlib import Path

# Two threads that spin while they wait are several times slower than one as soon as something else runs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch  # noqa: E402

import adapt_export  # noqa: E402
import adapt_lora  # noqa: E402
import adapt_measures  # noqa: E402
import adapt_model  # noqa: E402
import adapt_rule  # noqa: E402
import adapt_windows  # noqa: E402
import reference  # noqa: E402
import sittings  # noqa: E402
from adapt_weights import Adaptation  # noqa: E402

WARM_UP = 20
RATE, LORA_RATE = 1.2e-3, 2e-3
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
    parser.add_argument(
        "--start", metavar="ADAPTATION", help="begin from this file of adapt_export.py, not from nothing"
    )
    parser.add_argument("--f32", action="store_true", help="products in f32, for processors without bf16")
    parser.add_argument("--lora", type=int, metavar="RANK", help="train low-rank updates instead of scales and centres")
    parser.add_argument("--rate", type=float, help=f"all but norms; {RATE} without it, {LORA_RATE} with --lora")
    parser.add_argument("--norm-rate", type=float, default=1e-3)
    parser.add_argument("--windows", type=int, default=8, help="windows of a step")
    parser.add_argument("--scale-step", default=adapt_rule.SCALE_STEP)
    parser.add_argument("--centre-step", default=adapt_rule.CENTRE_STEP)
    parser.add_argument("--unmeasured", action="store_true", help="measure nothing before the first step")
    parser.add_argument("--blind", action="store_true", help="measure nothing at all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args(argv)
    args.rate = args.rate or (LORA_RATE if args.lora else RATE)
    return args


class Run(sittings.Sittings):
    """An adaptation in training, its optimizer, and where it is in the data."""

    LOG_EVERY = 5

    def __init__(self, args):
        super().__init__(args.out, args.minutes, args.steps)
        self.args, self.kept_before_decay = args, False
        index = json.loads(Path(args.data, "index.json").read_text())
        self.sha256 = reference.file_identity(args.gguf)["sha256"]
        if index["encoder_sha256"] != self.sha256:
            raise SystemExit(f"{args.data} is for encoder {index['encoder_sha256']}, not {self.sha256}")
        self.adaptation = (
            adapt_lora.LowRank(args.gguf, args.lora, args.seed)
            if args.lora
            else Adaptation(args.gguf, args.scale_step, args.centre_step, torch.float32 if args.f32 else torch.bfloat16)
        )
        if args.start:
            tensors, metadata = adapt_export.read(args.start)
            if (metadata["base_sha256"], metadata["scale_step"]) != (self.sha256, args.scale_step):
                raise SystemExit(f"{args.start} is for encoder {metadata['base_sha256']}, or has other steps")
            self.adaptation.begin_from(tensors)
        masters = self.adaptation.masters
        self.norms = [masters[name] for name in adapt_model.NORMS]
        self.blocks = [value for name, value in masters.items() if name not in adapt_model.NORMS]
        groups = [{"params": self.blocks, "base": args.rate}, {"params": self.norms, "base": args.norm_rate}]
        self.optimizer = torch.optim.Adam(groups, lr=args.rate, betas=(0.9, 0.98))
        self.windows = adapt_windows.open_windows(args.data, args.seed)
        tokenizer = reference.pinned_tokenizer(*reference.read_vocabulary(reference.open_gguf(args.gguf)))
        self.sets = adapt_measures.open_sets(args.eval_dev, args.data, tokenizer)

    def decaying(self):
        return self.share() > 1 - self.args.decay

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
        factor = sittings.factor(self.step, self.share(), args.decay, WARM_UP)
        for group in self.optimizer.param_groups:
            group["lr"] = group["base"] * factor
        self.optimizer.step()
        adaptation.limit()
        self.step += 1
        self.tokens += int(chosen.sum())
        return loss.item(), *norms

    def measure(self, names, rounded):
        """Notes the figures of some sets, unless the run is blind."""
        if not self.args.blind:
            self.note(self.evaluate(names, rounded))

    def evaluate(self, names, rounded):
        self.adaptation.publish(rounded)
        found = adapt_measures.brief(self.adaptation.model, self.sets, names, self.windows.beginning)
        return {**found, "rounded": rounded, **self.adaptation.notes()}

    def summary(self, recent):
        loss, *norms = (sum(part) / len(recent) for part in zip(*recent, strict=True))
        return {"loss": round(loss, 3), "gradient": "/".join(f"{norm:.2f}" for norm in norms)}

    def before_step(self):
        if self.decaying() and not self.kept_before_decay:
            self.save("before-decay.pt")
            self.measure(SMALL_SETS, True)
            self.kept_before_decay = True

    def after_save(self):
        self.measure(SMALL_SETS, self.decaying())

    def state(self):
        return {
            "masters": self.adaptation.masters,
            "optimizer": self.optimizer.state_dict(),
            "block_steps": self.adaptation.steps,
            "encoder_sha256": self.sha256,
            "command": sittings.command(),
        }

    def restore(self, state):
        if state["encoder_sha256"] != self.sha256:
            raise SystemExit(f"the checkpoint is for encoder {state['encoder_sha256']}, not {self.sha256}")
        self.adaptation.load_state(state["masters"])
        self.optimizer.load_state_dict(state["optimizer"])
        for group, base in zip(self.optimizer.param_groups, (self.args.rate, self.args.norm_rate), strict=True):
            group["base"] = base


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    run = Run(args)
    run.resume(args.resume)
    if run.step or not args.unmeasured:
        run.measure(LAST_SETS if run.step == 0 else SMALL_SETS, run.decaying())
    run.kept_before_decay = run.decaying()
    if run.go():
        run.measure(LAST_SETS, True)
    print(f"{run.out / 'checkpoint.pt'}: {run.step} steps, {run.tokens} tokens", flush=True)


if __name__ == "__main__":
    main()
