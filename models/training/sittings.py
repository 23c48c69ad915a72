"""A training run in one or more sittings: its clock, its log, its checkpoints, and the loop that all runs share.

RUN/checkpoint.pt (and .old)   what a run needs to go on; written now and then, when it is stopped and at its end
RUN/log.jsonl                  a line every few steps and for whatever the run itself notes
"""

import json
import os
import shlex
import signal
import sys
import time
from pathlib import Path

import torch

# A machine that slept has not trained: no step counts for more seconds.
LONGEST_STEP = 120


def command():
    """The command line without folders, which are of no interest to others."""
    words = [Path(word).name if "/" in word else word for word in sys.argv]
    return "python " + shlex.join(words)


def factor(step, share, decay, warm_up):
    """What a learning rate is multiplied with: up over the first steps, down to nothing in the last share of a run."""
    falling = min(1.0, (1 - share) / decay) if decay else 1.0
    return min(1.0, (step + 1) / warm_up) * max(0.0, falling)


class Sittings:
    """What a run has beside what it trains. A subclass gives `train_step`, `summary`, `state` and `restore`.

    It ends after `steps`, else after `minutes` of training, all sittings counted.
    """

    LOG_EVERY, SAVE_EVERY = 10, 300

    def __init__(self, out, minutes, steps=None):
        self.out, self.minutes, self.steps = Path(out), minutes, steps
        self.step, self.seconds, self.tokens = 0, 0.0, 0
        self.out.mkdir(parents=True, exist_ok=True)
        self.log = None

    def train_step(self):
        """One step, which counts itself and its tokens. Returns what `summary` wants to know of it."""
        raise NotImplementedError

    def summary(self, recent):
        """What the log says of some steps."""
        raise NotImplementedError

    def state(self):
        """What a checkpoint keeps, beside the counts."""
        raise NotImplementedError

    def restore(self, state):
        """Takes up what `state` gave."""
        raise NotImplementedError

    def before_step(self):
        """Called before each step."""

    def after_save(self):
        """Called after each checkpoint but the last."""

    def share(self):
        """How much of the run is done, 0 to 1."""
        return self.step / self.steps if self.steps else self.seconds / (self.minutes * 60)

    def note(self, entry):
        """A line in the log and on the screen."""
        entry = {"step": self.step, "minutes": round(self.seconds / 60, 2), "tokens": self.tokens, **entry}
        if self.log is None:
            self.log = open(self.out / "log.jsonl", "a", buffering=1)
        self.log.write(json.dumps(entry) + "\n")
        print(" ".join(f"{k} {v}" for k, v in entry.items()), flush=True)

    def save(self, name="checkpoint.pt"):
        counts = {"step": self.step, "seconds": self.seconds, "tokens": self.tokens}
        path = self.out / name
        torch.save(self.state() | counts, f"{path}.part")
        if path.exists() and name == "checkpoint.pt":
            os.replace(path, path.with_suffix(".old"))
        os.replace(f"{path}.part", path)

    def load(self, path):
        state = torch.load(path, weights_only=True)
        self.restore(state)
        self.step, self.seconds, self.tokens = state["step"], state["seconds"], state["tokens"]
        print(f"going on from step {self.step}, {self.seconds / 60:.1f} minutes", flush=True)

    def resume(self, path):
        """Goes on from RUN/checkpoint.pt if path is "", else from path; if it is None, RUN has to be new."""
        own = self.out / "checkpoint.pt"
        if path is not None:
            self.load(path or own)
        elif own.exists():
            raise SystemExit(f"{self.out} holds a run already: give --resume or another --out")

    def go(self):
        """Trains until the end or a signal. Returns whether it was the end."""
        stopping = []
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stopping.append(True))
        recent, noted, saved = [], (self.step, self.seconds, self.tokens), self.seconds
        while self.share() < 1 and not stopping:
            self.before_step()
            begun = time.perf_counter()
            recent.append(self.train_step())
            self.seconds += min(time.perf_counter() - begun, LONGEST_STEP)
            if self.step % self.LOG_EVERY == 0 or self.share() >= 1:
                steps, seconds, tokens = self.step - noted[0], self.seconds - noted[1], self.tokens - noted[2]
                pace = {"s/step": round(seconds / steps, 3), "tokens/s": round(tokens / seconds)}
                left = max(0.0, self.seconds / 60 * (1 / self.share() - 1))
                self.note({**self.summary(recent), **pace, "left": f"{left:.0f} min"})
                recent, noted = [], (self.step, self.seconds, self.tokens)
            if self.seconds - saved > self.SAVE_EVERY:
                self.save()
                saved = self.seconds
                self.after_save()
        self.save()
        return not stopping
