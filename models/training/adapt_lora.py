"""Low-rank updates of the encoder's matrices (LoRA, Hu et al. 2021), and norms: the other thing that adapt.py trains.

A fused matrix W gets b a, with a `[rank, cols]` and b `[rows, rank]`; b begins as nothing, so that training begins at
the encoder as it is. q, k and v share an a, as gate and up do. While it is trained, the update stands apart: 4-bit
weights lie exactly on their grid, and what a run changes is a fraction of a level. adapt_round.py merges and rounds.
"""

import torch
import torch.nn.functional as F

import adapt_model
import reference

RANK = 16


class Apart(adapt_model.Model):
    """A model with updates beside its matrices. pairs: {fused name: (a, b)}; matrices without one stay."""

    def __init__(self, gguf, dtype=torch.bfloat16):
        super().__init__(gguf, dtype)
        self.pairs = {}

    def product(self, x, name):
        plain = super().product(x, name)
        if name not in self.pairs:
            return plain
        a, b = self.pairs[name]
        return plain + F.linear(F.linear(x, a), b)


class LowRank:
    """masters: {"NAME.a", "NAME.b": f32, by fused matrix, and the norms by their GGUF names}."""

    def __init__(self, gguf, rank=RANK, seed=1, dtype=torch.bfloat16):
        self.steps, self.dtype = {"rank": str(rank)}, dtype
        self.model = Apart(gguf, dtype)
        self.masters, generator = {}, torch.Generator().manual_seed(seed)
        for name, matrix in self.model.matrices.items():
            rows, cols = matrix.shape
            self.masters[f"{name}.a"] = torch.randn(rank, cols, generator=generator) * cols**-0.5
            self.masters[f"{name}.b"] = torch.zeros(rows, rank)
        self.masters |= {name: value.clone() for name, value in self.model.norms.items()}

    @torch.no_grad()
    def publish(self, rounded=False):
        """Gives the model its updates and norms anew, as leaves that collect gradients. rounded: norms as bf16."""
        for name in self.model.matrices:
            pair = (self.masters[f"{name}.{kind}"].to(self.dtype, copy=True) for kind in "ab")
            self.model.pairs[name] = tuple(part.requires_grad_() for part in pair)
        for name in adapt_model.NORMS:
            value = self.masters[name]
            value = value.bfloat16().float() if rounded else value.clone()
            self.model.norms[name] = value.requires_grad_()

    @torch.no_grad()
    def gradients(self):
        """Gradients of the masters from those of the model's leaves, which are then dropped."""
        leaves = {name: self.model.norms[name] for name in adapt_model.NORMS}
        for name, pair in self.model.pairs.items():
            leaves |= {f"{name}.{kind}": part for kind, part in zip("ab", pair)}
        out = {name: leaf.grad.float() for name, leaf in leaves.items()}
        for leaf in leaves.values():
            leaf.grad = None
        return out

    def limit(self):
        """Nothing bounds an update."""

    def notes(self):
        """What a log says of the updates: their root mean square as a share of the matrices'."""
        changed = sum(self.update(name).square().sum().item() for name in self.model.matrices)
        whole = sum(matrix.float().square().sum().item() for matrix in self.model.matrices.values())
        return {"changed": round((changed / whole) ** 0.5, 5)}

    def update(self, name):
        """What is added to a fused matrix, f32, of a and b as the model computes with them."""
        a, b = (self.masters[f"{name}.{kind}"].to(self.dtype).float() for kind in "ab")
        return b @ a

    @torch.no_grad()
    def load_state(self, masters):
        shapes = {name: value.shape for name, value in masters.items()}
        if shapes != {name: value.shape for name, value in self.masters.items()}:
            raise SystemExit(f"checkpoint has {len(masters)} tensors that are not those of rank {self.steps['rank']}")
        for name, value in masters.items():
            self.masters[name].copy_(value)


def open_run(checkpoint, ggufs, dtype=torch.bfloat16):
    """A trained `LowRank`, published, on the one of the GGUFs that it was trained on."""
    state = torch.load(checkpoint, weights_only=True)
    if "rank" not in state["block_steps"]:
        raise SystemExit(f"{checkpoint} has scales of blocks, not low-rank updates")
    known = {reference.file_identity(path)["sha256"]: path for path in ggufs}
    if state["encoder_sha256"] not in known:
        raise SystemExit(f"{checkpoint} is for encoder {state['encoder_sha256']}, not {', '.join(known)}")
    low_rank = LowRank(known[state["encoder_sha256"]], int(state["block_steps"]["rank"]), dtype=dtype)
    low_rank.load_state(state["masters"])
    low_rank.publish(rounded=True)
    return low_rank
