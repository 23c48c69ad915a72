"""SmolLM2 from a GGUF, as little as training scales, minima and norms needs.

    python adapt_model.py --gguf MODEL.gguf      compares the logits with those of `transformers`

Products are bf16 with q, k, v and gate, up in one each; norms, rotation angles and the residual stream are f32. The
rows of q and k stay in the order of the GGUF, where rows 2j and 2j + 1 of a head are a rotary pair: a product of a
query and a key is the same in any order that both have.
"""

import argparse
import os

# Two threads that spin while they wait are several times slower than one as soon as something else runs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np  # noqa: E402
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

import reference  # noqa: E402

LAYERS, D, HEADS, KV_HEADS, HEAD_DIM, FFN = 30, 576, 9, 3, 64, 1536
ROPE_BASE, EPSILON = 100000.0, 1e-5
HEAD_ROWS = 256
# A fused matrix is these tensors of a layer, one below the other.
PARTS = {
    "qkv": ("attn_q", "attn_k", "attn_v"),
    "output": ("attn_output",),
    "gate_up": ("ffn_gate", "ffn_up"),
    "down": ("ffn_down",),
}
NORMS = [f"blk.{n}.{part}.weight" for n in range(LAYERS) for part in ("attn_norm", "ffn_norm")] + ["output_norm.weight"]


def fused():
    """{name of a fused matrix: names of its tensors in the GGUF}, in the order of the layers."""
    each = [(n, k, parts) for n in range(LAYERS) for k, parts in PARTS.items()]
    return {f"{n}.{k}": [f"blk.{n}.{part}.weight" for part in parts] for n, k, parts in each}


def rotation(positions, dtype):
    """Cosines and sines `[B, 1, T, 32]` of positions `[B, T]`."""
    inverse = ROPE_BASE ** -(torch.arange(0, HEAD_DIM, 2, dtype=torch.float32) / HEAD_DIM)
    angles = positions.float()[:, None, :, None] * inverse
    return angles.cos().to(dtype), angles.sin().to(dtype)


def rotated(x, angles):
    """Rotates `[B, H, T, 64]` whose pairs are neighbours; pairs come out as (j, j + 32)."""
    (cos, sin), even, odd = angles, x[..., 0::2], x[..., 1::2]
    return torch.cat([even * cos - odd * sin, odd * cos + even * sin], -1)


class Model:
    """matrices: {fused name: `[rows, cols]`}; norms: {GGUF name: f32 `[576]`}; embedding `[49152, 576]`, the head too.

    A trainer replaces entries of `matrices` and `norms` by leaves of its own.
    """

    def __init__(self, gguf, dtype=torch.bfloat16):
        stored = {tensor.name: tensor for tensor in reference.open_gguf(gguf).tensors}

        def weight(name):
            return torch.from_numpy(np.array(reference.dequantize(stored[name].data, stored[name].tensor_type)))

        self.dtype = dtype
        self.embedding = weight("token_embd.weight").to(dtype)
        self.norms = {name: weight(name) for name in NORMS}
        self.matrices = {k: torch.cat([weight(name) for name in names]).to(dtype) for k, names in fused().items()}

    def product(self, x, name):
        """What fused matrix `name` makes of x. Others do more here: add an update, look at what comes in."""
        return F.linear(x, self.matrices[name])

    def norm(self, x, name):
        return F.rms_norm(x, (D,), self.norms[name], EPSILON).to(self.dtype)

    def layer(self, n, x, angles, mask, remembered=None):
        batch, tokens, _ = x.shape
        qkv = self.product(self.norm(x, f"blk.{n}.attn_norm.weight"), f"{n}.qkv")
        qkv = qkv.view(batch, tokens, HEADS + 2 * KV_HEADS, HEAD_DIM).transpose(1, 2)
        q, k, v = qkv.split([HEADS, KV_HEADS, KV_HEADS], 1)
        q, k = rotated(q, angles), rotated(k, angles)
        if remembered is not None:
            k, v = remembered(n, k, v)
        k, v = (part.repeat_interleave(HEADS // KV_HEADS, 1) for part in (k, v))
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=mask is None)
        seen = seen.transpose(1, 2).reshape(batch, tokens, D)
        x = x + self.product(seen, f"{n}.output")
        both = self.product(self.norm(x, f"blk.{n}.ffn_norm.weight"), f"{n}.gate_up")
        gate, up = both.split([FFN, FFN], -1)
        return x + self.product(F.silu(gate) * up, f"{n}.down")

    def states(self, ids, positions=None, mask=None):
        """What the head reads, `[B, T, 576]`. ids `[B, T]`; mask: bool `[B, 1, T, T]`, who may see whom, or None for
        all that came before."""
        if positions is None:
            positions = torch.arange(ids.shape[1])[None]
        return self.states_of(F.embedding(ids, self.embedding).float(), positions, mask)

    def states_of(self, x, positions, mask=None, remembered=None):
        """The same of rows `[B, T, 576]` in place of tokens. remembered: gets a layer's number and its keys and values
        `[B, 3, T, 64]`, keys rotated, and returns those that are looked at."""
        angles = rotation(positions, self.dtype)
        for n in range(LAYERS):
            x = self.layer(n, x, angles, mask, remembered)
        return self.norm(x, "output_norm.weight")

    def logits(self, states):
        return F.linear(states, self.embedding).float()


class HeadCrossEntropy(torch.autograd.Function):
    """Mean cross-entropy in nats of states `[N, 576]` against targets `[N]`; the head itself is not trained.

    The gradient is made at once, a few rows at a time: 49,152 scores for every row would take gigabytes.
    """

    @staticmethod
    def forward(ctx, states, head, targets):
        gradient, total = torch.empty_like(states), 0.0
        parts = zip(states.split(HEAD_ROWS), targets.split(HEAD_ROWS), gradient.split(HEAD_ROWS), strict=True)
        for rows, wanted, out in parts:
            scores = F.linear(rows, head).float()
            log_sum = scores.logsumexp(-1, keepdim=True)
            total += (log_sum - scores.gather(1, wanted[:, None])).sum().item()
            scores.sub_(log_sum).exp_()
            scores.scatter_add_(1, wanted[:, None], scores.new_full((len(wanted), 1), -1.0))
            out.copy_(scores.to(head.dtype) @ head)
        ctx.save_for_backward(gradient / len(targets))
        return states.new_tensor(total / len(targets), dtype=torch.float32)

    @staticmethod
    def backward(ctx, outer):
        return ctx.saved_tensors[0] * outer.to(ctx.saved_tensors[0].dtype), None, None


@torch.no_grad()
def compare(
    gguf, text="Hi Sarah, thanks for the notes. Could we move the meeting to Thursday? I have to pick up the kids."
):
    """By type of the products: the greatest difference of logits from those of `transformers`, and the mean KL
    (transformers || this) in nats, both over the tokens of a text; the two tokens before a text come apart, since there
    the network has its few huge activations, which bf16 keeps badly."""
    import encoder as enc

    other, tokenizer = enc.open_encoder(gguf)
    ids = torch.tensor([[0, *tokenizer.encode("\n\n" + text, add_special_tokens=False).ids]])
    wanted, out = other(ids).logits, {}
    for dtype in (torch.float32, torch.bfloat16):
        model = Model(gguf, dtype)
        found = model.logits(model.states(ids))
        most = (found - wanted).abs().amax(-1)[0]
        kl = F.kl_div(found.log_softmax(-1), wanted.log_softmax(-1), log_target=True, reduction="none").sum(-1)[0]
        out[str(dtype)] = {"before": most[:2].max().item(), "text": most[2:].max().item(), "kl": kl[2:].mean().item()}
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    for dtype, off in compare(args.gguf).items():
        print(f"{dtype}: logits differ by {off['text']:.5f} at most, KL {off['kl']:.6f}; before it {off['before']:.5f}")


if __name__ == "__main__":
    main()
