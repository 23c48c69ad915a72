"""A decoder before any training: layers born from the encoder's, bridges by regression, a fork that passes lanes on.

    python born.py --gguf MODEL.gguf --data DATA --layers 0,1,11,19,20,22,23,26,27,29 --trunk 8 --out START.safetensors
    python born.py --gguf MODEL.gguf --data DATA --from DECODER.safetensors --trunk 7 --out START.safetensors

A bridge after layer a that leads to layer b stands in for the layers between: ridge regression from the residual stream
after a to that before b, rows weighing by the inverse of their energy, over windows of DATA (prepare.py).

With `--from`, layers, bridges, fork and norm are those of a trained decoder; the height of the fork or the tokens of
the head change, and with `--layers` further layers stand between its own: born from the encoder, like the bridges
before and after them. `--head` takes the most frequent tokens of the mixture: beside those of `--from`,
or among them if it has more.
"""

import argparse
import json
import os
from pathlib import Path

import numpy as np

# Two threads that spin while they wait are several times slower than one as soon as something else runs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch  # noqa: E402

import decoder as dec  # noqa: E402
import encoder as enc  # noqa: E402
import prepare  # noqa: E402
import reference  # noqa: E402
import shards  # noqa: E402
from teacher import Teacher  # noqa: E402
from weights import exported  # noqa: E402

# Added to the diagonal, as a share of its mean.
RIDGE = 1e-3
LAYERS = "0,1,11,19,20,22,23,26,27,29"


def head_tokens(folder, size, among=None):
    """The `size` most frequent tokens of the mixture, ascending. `among`: tokens that are taken before all others, or,
    if there are more than `size`, that alone are taken."""
    counts = np.load(Path(folder, "frequency.npy"))
    bonus = np.zeros_like(counts)
    if among is not None:
        bonus[among.numpy()] = 1 + counts.max()
    return torch.from_numpy(np.sort(np.argsort(-(counts + bonus), kind="stable")[:size]).astype(np.int64))


def ridge(x, y):
    """Weight `[D, D]` and bias `[D]` with y - x = x @ weight.T + bias as nearly as may be, f64 inside."""
    x, change = x.double(), (y - x).double()
    weights = 1 / x.square().mean(1, keepdim=True)
    x = torch.cat([x, torch.ones(len(x), 1, dtype=torch.float64)], 1)
    gram = x.T @ (weights * x)
    gram.diagonal().add_(RIDGE * gram.diagonal()[:-1].mean())
    solved = torch.linalg.solve(gram, x.T @ (weights * change))
    return solved[:-1].T.float(), solved[-1].float()


@torch.no_grad()
def born(teacher, folder, layers, trunk, head, windows):
    """A new decoder in f32."""
    decoder = dec.Decoder(layers, trunk, head_tokens(folder, head), teacher.embedding.float())
    for own, source in zip(decoder.layers, layers, strict=True):
        own.load_state_dict({name: value.float() for name, value in teacher.layers[source].state_dict().items()})
    decoder.norm.weight.copy_(teacher.norm.weight)
    for part in (*decoder.bridges, decoder.fork["out"]):
        for parameter in part.parameters():
            parameter.zero_()
    torch.nn.init.eye_(decoder.fork["lane"].weight)
    torch.manual_seed(1)
    torch.nn.init.normal_(decoder.fork["in"].weight, std=(3 * dec.D) ** -0.5)
    gaps = [(n, a + 1, b) for n, (a, b) in enumerate(zip(layers, [*layers[1:], 30], strict=True)) if b > a + 1]
    if gaps:
        drawn = prepare.open_windows(folder, 0)
        streams = {}
        for at in range(0, windows, 16):
            ids = np.stack([drawn.window(i)[0] for i in range(at, min(at + 16, windows))]).astype(np.int64)
            # The first tokens of a window, where the stream is unlike elsewhere, are left out.
            _, _, seen = teacher.read(torch.from_numpy(ids), residuals={n for _, a, b in gaps for n in (a, b)})
            for n, value in seen.items():
                streams.setdefault(n, []).append(value[:, 2:].reshape(-1, dec.D).float())
        streams = {n: torch.cat(parts) for n, parts in streams.items()}
        for n, a, b in gaps:
            weight, bias = ridge(streams[a], streams[b])
            decoder.bridges[n].weight.copy_(weight)
            decoder.bridges[n].bias.copy_(bias)
            error = (streams[a] @ weight.T + bias + streams[a] - streams[b]).square().sum() / streams[b].square().sum()
            print(f"bridge {n}, from before layer {a} to before {b}: relative error {error.sqrt():.3f}", flush=True)
    return decoder


@torch.no_grad()
def take_trained(decoder, trained):
    """Gives a newly born decoder what a trained one with fewer layers has: its layers, the bridges of neighbours that
    still are neighbours, its fork and its norm. Returns how many layers and bridges were taken."""
    have = {source: n for n, source in enumerate(trained.source_layers)}
    missing = have.keys() - set(decoder.source_layers)
    if missing:
        raise SystemExit(f"the trained decoder's layers {sorted(missing)} are not among the wanted ones")
    following = [*decoder.source_layers[1:], None]
    after = dict(zip(trained.source_layers, [*trained.source_layers[1:], None], strict=True))
    layers = bridges = 0
    for n, (source, next_source) in enumerate(zip(decoder.source_layers, following, strict=True)):
        if source not in have:
            continue
        decoder.layers[n].load_state_dict(trained.layers[have[source]].state_dict())
        layers += 1
        if after[source] == next_source:
            decoder.bridges[n].load_state_dict(trained.bridges[have[source]].state_dict())
            bridges += 1
    decoder.fork.load_state_dict(trained.fork.state_dict())
    decoder.norm.load_state_dict(trained.norm.state_dict())
    return layers, bridges


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder")
    parser.add_argument("--data", required=True, help="folder that prepare.py wrote")
    parser.add_argument("--from", dest="given", help="a trained decoder to change instead")
    parser.add_argument("--layers", help=f"source layers, ascending; default {LAYERS}, or those of --from")
    parser.add_argument("--trunk", type=int, help="layers that lanes share; default: all but 2")
    parser.add_argument("--head", type=int, help="tokens of the head; default 16384, or as many as before")
    parser.add_argument("--windows", type=int, default=128, help="windows for the regression")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)

    identity = reference.file_identity(args.gguf)["sha256"]
    trained = None
    if args.given:
        trained, metadata = dec.load(args.given, enc.read_embedding(args.gguf))
        if metadata["encoder_sha256"] != identity:
            raise SystemExit(f"{args.given} is for encoder {metadata['encoder_sha256']}, not {identity}")
        if args.head:
            trained.vocab = head_tokens(args.data, args.head, trained.vocab)
    if trained is not None and not args.layers:
        decoder = trained
        decoder.trunk_layers = args.trunk or decoder.trunk_layers
    else:
        layers = sorted({int(n) for n in (args.layers or LAYERS).split(",")})
        trunk = len(layers) - 2 if args.trunk is None else args.trunk
        decoder = born(Teacher(args.gguf, torch.float32), args.data, layers, trunk, args.head or 16384, args.windows)
        if trained is not None:
            taken = take_trained(decoder, trained)
            decoder.vocab = trained.vocab
            print(f"{taken[0]} layers and {taken[1]} bridges of {args.given}", flush=True)
    if not 0 < decoder.trunk_layers < len(decoder.layers):
        raise SystemExit(f"trunk of {decoder.trunk_layers} out of {len(decoder.layers)} layers")
    tensors = exported(decoder)
    shards.write_atomically(
        args.out,
        tensors,
        {
            "format": "foreword-decoder-trained",
            "version": "1",
            "source_layers": json.dumps(decoder.source_layers),
            "trunk_layers": str(decoder.trunk_layers),
            "encoder_sha256": identity,
            "training_command": "none: born.py",
        },
    )
    print(f"{args.out}: {sum(t.numel() for t in tensors.values())} weights, head of {len(decoder.vocab)}")


if __name__ == "__main__":
    main()
