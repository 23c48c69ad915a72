"""Trains a beginning that is no text: rows in front of what people type in one kind of field; the encoder stays.

    python soft_beginning.py --gguf ENCODER.gguf --data DATA/adapt --corpora CORPORA --exclude EVAL_DEV \\
        --kind mail --start "mail:two-short" --out RUN --minutes 8

In front of a text stand what the engine always reads (<|endoftext|> and a blank line), the trained places, and a blank
line, as behind a message. --what rows trains rows of the embedding (Lester et al. 2021), --what cache the keys and
values of every layer (Li and Liang 2021). Both begin as those of a text, given in words or as kind:name of
beginnings.toml; of a longer one its end is taken, a shorter one is repeated. Values are trained in units of their root
mean square at the start, of each layer by itself. The loss is cross-entropy over the first 60 tokens of a text, the
first 20 counting twice; the texts are those the encoder was adapted to.

RUN/checkpoint.pt            every 2 minutes; a run that stopped goes on from there
RUN/log.jsonl                one line per 10 steps, and held-out messages of beginnings.py now and then
RUN/beginning.safetensors    `rows` F32 [P, 576], or `keys` and `values` F32 [30, 3, P, 64], keys rotated
"""

import argparse
import json
import os
import tomllib
from pathlib import Path

# Two threads that spin while they wait are several times slower than one as soon as something else runs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np  # noqa: E402
import torch  # noqa: E402

import adapt_model  # noqa: E402
import adapt_windows  # noqa: E402
import beginnings  # noqa: E402
import behind  # noqa: E402
import blocks  # noqa: E402
import letters  # noqa: E402
import reference  # noqa: E402
import sittings  # noqa: E402

FORMAT, VERSION = "foreword-beginning", "1"
TOKENS, EARLY, EARLY_WEIGHT = 60, 20, 2.0
BLOCK, BATCH_TOKENS = 256, 720
EVALUATE_EVERY, WARM_UP = 100, 10
MEASURED = 100
# Corpora of each kind of field; "document" has all that the others don't.
CORPORA = {
    "mail": ("clinton-foia-emails", "masc"),
    "chat": (
        "byu-chitchat",
        "self-dialogue",
        "synthetic-persona-chat",
        "sms-ham",
        "human-conversation",
        "ubuntu-irc",
        "multidogo",
        "dstc9",
        "chatterbot",
        "casino",
        "taskmaster4",
    ),
}


def is_of(kind, name):
    """Whether a corpus is one of a kind of field."""
    listed = {listed: name.startswith(prefixes) for listed, prefixes in CORPORA.items()}
    return listed.get(kind, not any(listed.values()))


class Texts:
    """Batches of beginnings of texts of one kind, all about as long as each other. Batch `n` of a seed is always the
    same."""

    def __init__(self, windows, kind, seed, least=4):
        self.windows, self.seed, self.least = windows, seed, least
        self.chances = np.array([c["chance"] * is_of(kind, c["name"]) for c in windows.corpora])
        self.chances /= self.chances.sum()
        self.blocks, self.batches = 0, []

    def block(self, number):
        """Batches of BLOCK texts, in no order."""
        rng, drawn = np.random.default_rng([self.seed, number]), []
        while len(drawn) < BLOCK:
            which = int(rng.choice(len(self.chances), p=self.chances))
            text = self.windows.run(self.windows.corpora[which], rng, TOKENS)[:TOKENS]
            if len(text) >= self.least:
                drawn.append(text)
        drawn.sort(key=len)
        out, batch = [], []
        for text in drawn:
            if batch and (len(batch) + 1) * len(text) > BATCH_TOKENS:
                out.append(batch)
                batch = []
            batch.append(text)
        out.append(batch)
        return [out[n] for n in rng.permutation(len(out))]

    def batch(self, n):
        """Ids `[B, T]` and which of them are tokens of a text."""
        while len(self.batches) <= n:
            self.batches += self.block(self.blocks)
            self.blocks += 1
        texts = self.batches[n]
        lengths = torch.tensor([len(text) for text in texts])
        ids = torch.zeros(len(texts), int(lengths.max()), dtype=torch.long)
        for row, text in enumerate(texts):
            ids[row, : len(text)] = torch.from_numpy(text)
        return ids, torch.arange(ids.shape[1]) < lengths[:, None]


def fitted(ids, places):
    """The last `places` of ids that are repeated as often as needed."""
    return (ids * -(-places // len(ids)))[-places:]


class Soft:
    """Trained places between what stands before every text and a blank line.

    `values`: {name: what is trained, in units of `scale`}; `start`: {name: where it began}.
    """

    def __init__(self, model, what, beginning, start, line):
        self.model, self.what = model, what
        self.before, self.line = behind.rows_of(model, beginning), behind.rows_of(model, line)
        rows = behind.rows_of(model, start)
        if what == "rows":
            self.start = {"rows": rows}
        else:
            whole, at = behind.read(model, torch.cat([self.before, rows])), len(beginning)
            self.fixed = [(k[:, :, :at], v[:, :, :at]) for k, v in zip(whole.keys, whole.values)]
            parts = {"keys": whole.keys, "values": whole.values}
            self.start = {name: torch.cat(part)[:, :, at:].float() for name, part in parts.items()}
        # A root mean square for each layer's keys and values; of rows one for all.
        self.scale = {}
        for name, value in self.start.items():
            over = tuple(range(value.ndim == 4, value.ndim))
            self.scale[name] = value.square().mean(over, keepdim=True).sqrt()
        self.values = {name: torch.zeros_like(value) for name, value in self.start.items()}

    def trained(self):
        return {name: self.start[name] + self.scale[name] * self.values[name] for name in self.start}

    def beginning(self):
        """The `Beginning` as it stands; gradients reach `values`."""
        trained = self.trained()
        if self.what == "rows":
            return behind.read(self.model, torch.cat([self.before, trained["rows"], self.line]))
        pairs = zip(self.fixed, trained["keys"], trained["values"])
        joined = [(cat(k, key, self.model.dtype), cat(v, value, self.model.dtype)) for (k, v), key, value in pairs]
        keys, values = (list(part) for part in zip(*joined))
        return behind.followed(self.model, behind.Beginning(keys, values, None), self.line)


def cat(fixed, trained, dtype):
    return torch.cat([fixed, trained[None].to(dtype)], 2)


def loss_of(model, beginning, ids, real):
    """Mean cross-entropy of the tokens of texts behind a beginning; early places count more."""
    inner = behind.states(model, beginning, ids[:, :-1])
    states = torch.cat([beginning.last.expand(len(ids), 1, -1), inner], 1)
    early = real & (torch.arange(ids.shape[1]) < EARLY)
    total, weight = 0.0, 0.0
    for chosen, by in ((early, EARLY_WEIGHT), (real & ~early, 1.0)):
        count = int(chosen.sum())
        if count:
            part = adapt_model.HeadCrossEntropy.apply(states[chosen], model.embedding, ids[chosen])
            total, weight = total + by * count * part, weight + by * count
    return total / weight


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder as it ships")
    parser.add_argument("--data", required=True, help="folder of adapt_data.py")
    parser.add_argument("--corpora", required=True, help="folder of texts, for held-out messages")
    parser.add_argument("--exclude", action="append", required=True, help="texts that must not be looked at; repeat")
    parser.add_argument("--kind", choices=list(beginnings.KINDS), required=True)
    parser.add_argument("--what", choices=("rows", "cache"), default="rows")
    parser.add_argument("--start", required=True, help="a text to begin from, or kind:name of beginnings.toml")
    parser.add_argument("--places", type=int, default=16)
    parser.add_argument("--minutes", type=float, default=8, help="training time of all sittings")
    parser.add_argument("--rate", type=float, default=0.02, help="in units of the root mean square at the start")
    parser.add_argument("--decay", type=float, default=0.5, help="share of the run in which the rate goes down")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", required=True, help="folder of the run")
    return parser.parse_args()


class Measure:
    """Held-out messages of beginnings.py, and how they fare behind a beginning, against what the engine reads."""

    def __init__(self, args, model, spellings, encode, beginning):
        held_out = json.loads(Path(args.data, "held_out.json").read_text())
        is_mail = args.kind == "mail"
        long = beginnings.long_lines(args.corpora, args.exclude, "clinton-foia-emails") if is_mail else []
        self.model, self.vocabulary = model, letters.Vocabulary(spellings, beginnings.SPECIALS)
        self.messages = beginnings.messages(args.kind, held_out, long, encode)[:MEASURED]
        self.none = self.scores(behind.read(model, behind.rows_of(model, beginning)))

    def scores(self, beginning):
        return beginnings.score(self.model, beginning, self.messages, self.vocabulary)

    def __call__(self, beginning):
        return beginnings.figures(self.scores(beginning), self.none)


class Run(sittings.Sittings):
    """A beginning in training and its optimizer."""

    LOG_EVERY, SAVE_EVERY = 10, 120

    def __init__(self, args):
        super().__init__(args.out, args.minutes)
        self.args = args
        self.sha256 = reference.file_identity(args.gguf)["sha256"]
        tokenizer, spellings = reference.open_tokenizer(args.gguf)

        def encode(text):
            return tokenizer.encode(text, add_special_tokens=False).ids

        self.text = start_text(args.start)
        windows, self.model = adapt_windows.open_windows(args.data, args.seed), adapt_model.Model(args.gguf)
        start = fitted(encode(self.text), args.places)
        with torch.no_grad():
            self.soft = Soft(self.model, args.what, windows.beginning, start, encode("\n\n"))
            self.measure = Measure(args, self.model, spellings, encode, windows.beginning)
        self.texts = Texts(windows, args.kind, args.seed)
        self.values = list(self.soft.values.values())
        for value in self.values:
            value.requires_grad_()
        self.optimizer = torch.optim.Adam(self.values, lr=args.rate, betas=(0.9, 0.98))

    def train_step(self):
        """One step. Returns the loss in nats."""
        ids, real = self.texts.batch(self.step)
        loss = loss_of(self.model, self.soft.beginning(), ids, real)
        if not torch.isfinite(loss):
            raise SystemExit(f"step {self.step}: loss is {loss.item()}")
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.values, 1.0)
        factor = sittings.factor(self.step, self.share(), self.args.decay, WARM_UP)
        for group in self.optimizer.param_groups:
            group["lr"] = self.args.rate * factor
        self.optimizer.step()
        self.step, self.tokens = self.step + 1, self.tokens + int(real.sum())
        return loss.item()

    @torch.no_grad()
    def held_out(self):
        return self.measure(self.soft.beginning())

    def before_step(self):
        if self.step % EVALUATE_EVERY == 0:
            self.note({"held out": self.held_out()})

    def summary(self, recent):
        return {"loss": round(sum(recent) / len(recent), 3)}

    def state(self):
        values = {name: value.detach() for name, value in self.soft.values.items()}
        return {"values": values, "optimizer": self.optimizer.state_dict(), "encoder_sha256": self.sha256}

    @torch.no_grad()
    def restore(self, state):
        if state["encoder_sha256"] != self.sha256:
            raise SystemExit(f"the checkpoint is for encoder {state['encoder_sha256']}, not {self.sha256}")
        for name, value in self.soft.values.items():
            value.copy_(state["values"][name])
        self.optimizer.load_state_dict(state["optimizer"])

    @torch.no_grad()
    def export(self, path):
        """Writes what ships and returns its bytes."""
        args = self.args
        metadata = {"format": FORMAT, "version": VERSION, "kind": args.kind, "what": args.what, "start": self.text}
        metadata |= {"encoder_sha256": self.sha256, "steps": str(self.step), "tokens": str(self.tokens)}
        trained = {name: value.float().numpy() for name, value in self.soft.trained().items()}
        return blocks.write_safetensors(path, trained, {**metadata, "training_command": sittings.command()})


def start_text(start):
    """The text that kind:name of beginnings.toml stands for, or the text itself."""
    listed = tomllib.loads(Path(__file__).with_name("beginnings.toml").read_text())
    kind, _, name = start.partition(":")
    return listed.get(kind, {}).get(name, start)


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    run = Run(args)
    run.resume("" if (run.out / "checkpoint.pt").exists() else None)
    run.note({"none": beginnings.figures(run.measure.none, run.measure.none, 2)})
    run.go()
    run.note({"held out": run.held_out()})
    path = run.out / "beginning.safetensors"
    print(f"{path}: {run.export(path)} bytes, {run.step} steps, {run.tokens} tokens", flush=True)


if __name__ == "__main__":
    main()
