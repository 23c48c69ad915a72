"""What the adaptation trains: scales and centres of the encoder's 4-bit blocks, and norms; levels stay.

A weight of level q is d (1 + s) (q - 7.5) + c + d t, with c = m + 7.5 d. So s stretches a block about its centre and t
moves it, and the two hardly depend on each other. s and t are trained as f32 of about the same size.

When they are to be what ships, s and t are rounded to their steps, the norms to bf16, and the blocks are made by
adapt_rule.adapted's rule; the gradient passes the rounding as if it were not there (straight-through).
"""

import numpy as np
import torch

import adapt_model
import adapt_rule
import blocks
import reference


def rule(d, m, s, t, scale_step, centre_step):
    """adapt_rule.adapted in torch, for whole numbers s and t as f32: the same bits, operation by operation."""
    centre = m + d * 7.5
    centre = centre + d * (t * float(np.float32(centre_step)))
    scale = d * (s * float(np.float32(scale_step)) + 1)
    new_m = (centre - scale * 7.5).bfloat16().half().float()
    new_d = ((centre - new_m) / 7.5).half().float()
    return torch.where(d == 0, d, new_d), torch.where(d == 0, m, new_m)


class Adaptation:
    """masters: {"NAME.s", "NAME.t": f32 `[rows, cols / 32]` by fused matrix, and the norms by their GGUF names}."""

    def __init__(
        self, gguf, scale_step=adapt_rule.SCALE_STEP, centre_step=adapt_rule.CENTRE_STEP, dtype=torch.bfloat16
    ):
        self.steps, self.dtype = {"s": scale_step, "t": centre_step}, dtype
        self.model = adapt_model.Model(gguf, dtype)
        stored = {tensor.name: tensor for tensor in reference.open_gguf(gguf).tensors}
        self.grids, self.masters, self.parts = {}, {}, {}
        for name, tensors in adapt_model.fused().items():
            found = [adapt_rule.split(q4_1(stored[tensor])) for tensor in tensors]
            d, m, levels = (torch.from_numpy(np.concatenate(part)) for part in zip(*found, strict=True))
            # Halves up to 7.5 are exact in bf16.
            centred = (levels.float() - 7.5).to(dtype).view(len(d), -1, blocks.BLOCK)
            self.grids[name] = (d, m, centred)
            self.masters[f"{name}.s"], self.masters[f"{name}.t"] = torch.zeros_like(d), torch.zeros_like(d)
            self.parts[name] = [(tensor, len(part[0])) for tensor, part in zip(tensors, found, strict=True)]
        self.masters |= {name: value.clone() for name, value in self.model.norms.items()}

    def integers(self, name):
        """s and t of a fused matrix in whole steps, as f32."""
        return [torch.round(self.masters[f"{name}.{kind}"] / float(step)) for kind, step in self.steps.items()]

    def line(self, name, rounded):
        """Scale and centre of each block, f32 `[rows, cols / 32]`."""
        d, m, _ = self.grids[name]
        if rounded:
            d, m = rule(d, m, *self.integers(name), self.steps["s"], self.steps["t"])
            return d, m + 7.5 * d
        return d * (1 + self.masters[f"{name}.s"]), m + 7.5 * d + d * self.masters[f"{name}.t"]

    @torch.no_grad()
    def publish(self, rounded=False):
        """Gives the model its weights anew, as leaves that collect gradients."""
        for name, (_, _, centred) in self.grids.items():
            scale, centre = self.line(name, rounded)
            value = centred * scale[..., None] + centre[..., None]
            self.model.matrices[name] = value.view(len(value), -1).to(self.dtype).requires_grad_()
        for name in adapt_model.NORMS:
            value = self.masters[name]
            value = value.bfloat16().float() if rounded else value.clone()
            self.model.norms[name] = value.requires_grad_()

    @torch.no_grad()
    def gradients(self):
        """Gradients of the masters from those of the model's weights, which are then dropped."""
        out = {}
        for name, (d, _, centred) in self.grids.items():
            leaf = self.model.matrices[name]
            gradient = leaf.grad.view(centred.shape)
            out[f"{name}.s"] = (gradient * centred).sum(-1, dtype=torch.float32) * d
            out[f"{name}.t"] = gradient.sum(-1, dtype=torch.float32) * d
            leaf.grad = None
        for name in adapt_model.NORMS:
            out[name], self.model.norms[name].grad = self.model.norms[name].grad, None
        return out

    @torch.no_grad()
    def limit(self):
        """Keeps scales positive, and both within a byte of steps."""
        for name in self.grids:
            s, t = self.masters[f"{name}.s"], self.masters[f"{name}.t"]
            s.clamp_(adapt_rule.LEAST_SCALE, 127 * float(self.steps["s"]))
            most = min(adapt_rule.MOST_CENTRE, 127 * float(self.steps["t"]))
            t.clamp_(-most, most)

    @torch.no_grad()
    def load_state(self, masters):
        if masters.keys() != self.masters.keys():
            raise SystemExit(f"checkpoint has {len(masters)} tensors, {len(self.masters)} are expected")
        for name, value in masters.items():
            self.masters[name].copy_(value)

    @torch.no_grad()
    def begin_from(self, tensors):
        """Takes up s, t and norms of an adaptation of the same encoder, with the same steps (adapt_export.read)."""
        for name in adapt_model.NORMS:
            self.masters[name].copy_(torch.from_numpy(tensors[name].copy()))
        for name, parts in self.parts.items():
            for (short, step), kind in zip(self.steps.items(), ("scale", "centre"), strict=True):
                whole = np.concatenate([tensors[f"{tensor}.{kind}"] for tensor, _ in parts]).astype(np.float32)
                self.masters[f"{name}.{short}"].copy_(torch.from_numpy(whole) * float(step))

    def notes(self):
        """What a log says of s and t: about what they take packed, their entropy value by value, in megabytes."""
        total = 0.0
        for kind in (0, 1):
            values = torch.cat([self.integers(name)[kind].flatten() for name in self.grids])
            counts = torch.bincount((values + 128).long()).double()
            share = counts[counts > 0] / counts.sum()
            total -= float((share * share.log2()).sum()) * len(values) / 8
        return {"mb": round(total / 1e6, 3)}

    def tensors(self):
        """What adapt_export.py writes: {GGUF name + ".scale" or ".centre": I8, norm: f32 of bf16 precision}, numpy."""
        out = {name: adapt_rule.bf16(self.masters[name].numpy()) for name in adapt_model.NORMS}
        for name, parts in self.parts.items():
            rows = [count for _, count in parts]
            for kind, value in zip(("scale", "centre"), self.integers(name), strict=True):
                for (tensor, _), part in zip(parts, value.to(torch.int8).split(rows), strict=True):
                    out[f"{tensor}.{kind}"] = part.numpy()
        return out


def q4_1(tensor):
    """The blocks of a GGUF's tensor, U8 `[rows, bytes]`."""
    if tensor.tensor_type.name != "Q4_1":
        raise SystemExit(f"{tensor.name} is {tensor.tensor_type.name}, not Q4_1")
    return np.asarray(tensor.data)
