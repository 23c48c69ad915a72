"""The full model as the teacher: all 30 layers in bf16, many windows at once, one read of a window for all its drafts.

Shapes: W windows of T tokens, S starts in each, k lanes at each start, D = 576. The rows (start, lane) of a window are
rows of one attention over the window's keys and values and the rows' own, kept apart by a mask; see decoder.py. Nothing
of the window's cache is copied per row.
"""

import torch
import torch.nn.functional as F

import decoder as dec
import encoder as enc

# Tokens whose logits are computed again in f32 before the best is taken: bf16 logits of 16 and more are 1/8 apart.
CANDIDATES = 4
NAMES = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


class Teacher:
    """The encoder's layers, its output norm, and its embedding, frozen."""

    def __init__(self, gguf, dtype=torch.bfloat16):
        model, self.tokenizer = enc.open_encoder(gguf)
        self.layers = []
        for source in model.model.layers:
            layer = dec.Layer()
            layer.load_state_dict({f"{a}.weight": source.get_submodule(b).weight for a, b in NAMES.items()})
            self.layers.append(layer.to(dtype).requires_grad_(False).eval())
        self.norm = dec.RMSNorm()
        self.norm.load_state_dict({"weight": model.model.norm.weight})
        self.norm.to(dtype).requires_grad_(False)
        self.embedding = model.model.embed_tokens.weight.detach().to(dtype)
        self.spellings = [self.tokenizer.id_to_token(i) for i in range(len(self.embedding))]

    @torch.no_grad()
    def read(self, tokens, last_layer=None, residuals=()):
        """tokens `[W, T]`. Returns keys and values `[W, 3, T, 64]` of each layer, what the head reads `[W, T, D]`
        (None if only layers up to `last_layer` are computed), and the residual streams before the layers named in
        `residuals` (30: after the last)."""
        w, t = tokens.shape
        x, caches, streams = self.embedding[tokens], [], {}
        at = torch.arange(t).expand(w, t)
        mask = dec.group_mask(torch.zeros(1, t, 0, dtype=torch.bool), dec.own_mask(1, t), x.dtype)
        for n, layer in enumerate(self.layers if last_layer is None else self.layers[: last_layer + 1]):
            if n in residuals:
                streams[n] = x
            x, cache = layer(x, at, None, mask)
            caches.append(cache)
        if 30 in residuals:
            streams[30] = x
        return caches, self.norm(x) if last_layer is None else None, streams

    @torch.no_grad()
    def best(self, states):
        """The likeliest token of each row `[R, D]` and its log-probability over all tokens, f32."""
        logits = states @ self.embedding.T
        ids = torch.cat([part.topk(CANDIDATES).indices for part in logits.split(64)])
        total = torch.cat([torch.logsumexp(part.float(), -1) for part in logits.split(64)])
        exact = (self.embedding[ids].float() @ states.float()[..., None])[..., 0]
        top = exact.max(-1)
        return ids.gather(1, top.indices[:, None])[:, 0], top.values - total

    def run(self, x, positions, caches, visible, past, step):
        """One step of all rows: x `[W, R, D]`, positions `[W, R]`, visible `[W, R, T]`."""
        mask = dec.group_mask(visible, dec.own_mask(x.shape[1], 1, step), x.dtype)
        new = []
        for n, layer in enumerate(self.layers):
            x, cache = layer(x, positions, caches[n], mask, past[n] if past else None)
            new.append(cache)
        return self.norm(x), new

    @torch.no_grad()
    def first_tokens(self, states, k, allowed=None, temperature=None, generator=None):
        """The k likeliest tokens of each row `[R, D]`, or k drawn without replacement; those of `allowed` (bool tensors
        `[49152]` or None, one per row) only. Returns ids and log-probabilities over all tokens, `[R, k]` each."""
        logits = (states @ self.embedding.T).float()
        kept = logits
        if allowed is not None:
            kept = logits.clone()
            for row, tokens in enumerate(allowed):
                if tokens is not None and int(tokens.sum()) >= k:
                    kept[row].masked_fill_(~tokens, float("-inf"))
        if temperature:
            kept = kept / temperature + gumbel(kept.shape, generator)
        ids = kept.topk(k + CANDIDATES).indices
        exact = (self.embedding[ids].float() @ states.float()[..., None])[..., 0]
        if temperature or allowed is not None:
            # Their order is not to be changed, nor is what the mask forbids to be let in by the spare candidates.
            ids, exact = ids[:, :k], exact[:, :k]
        top = exact.topk(k)
        return ids.gather(1, top.indices), top.values - torch.logsumexp(logits, -1, keepdim=True)

    @torch.no_grad()
    def write(self, caches, starts, first, scores, tokens, temperature=None, generator=None):
        """Writes lanes on, greedily (or drawn at a temperature). starts `[W, S]`: context tokens; first, scores
        `[W, S, k]`: first tokens and their log-probabilities; tokens: length of a lane.

        Returns ids and log-probabilities `[W, S, k, tokens]`, and what the head reads at each token but the last,
        `[W, S, k, tokens - 1, D]`: entry j gives the distribution of token j + 1.
        """
        w, s, k = first.shape
        length = caches[0][0].shape[2]
        visible = (torch.arange(length) < starts[..., None])[:, :, None]
        visible = visible.expand(w, s, k, length).reshape(w, s * k, length)
        at = starts[:, :, None].expand(w, s, k).reshape(w, s * k)
        ids, values, states, past = [first.reshape(w, -1)], [scores.reshape(w, -1)], [], None
        for step in range(tokens - 1):
            x, past = self.run(self.embedding[ids[-1]], at + step, caches, visible, past, step)
            states.append(x)
            rows = x.reshape(-1, dec.D)
            if temperature:
                logits = torch.log_softmax((rows @ self.embedding.T).float(), -1)
                best = (logits / temperature + gumbel(logits.shape, generator)).argmax(-1)
                value = logits.gather(1, best[:, None])[:, 0]
            else:
                best, value = self.best(rows)
            ids.append(best.view(w, -1))
            values.append(value.view(w, -1))
        shape = (w, s, k, tokens)
        return torch.stack(ids, 2).view(shape), torch.stack(values, 2).view(shape), self._shape(states, shape)

    @staticmethod
    def _shape(states, shape):
        return torch.stack(states, 2).view(*shape[:3], shape[3] - 1, dec.D)

    @torch.no_grad()
    def score(self, caches, starts, ids):
        """Reads given lanes `[W, S, k, tokens]` at once. Returns what the head reads, `[W, S, k, tokens - 1, D]`."""
        w, s, k, tokens = ids.shape
        steps, length = tokens - 1, caches[0][0].shape[2]
        visible = (torch.arange(length) < starts[..., None])[:, :, None, None]
        visible = visible.expand(w, s, k, steps, length).reshape(w, -1, length)
        at = (starts[:, :, None, None] + torch.arange(steps)).expand(w, s, k, steps).reshape(w, -1)
        x = self.embedding[ids[..., :-1].reshape(w, -1)]
        mask = dec.group_mask(visible, dec.own_mask(s * k, steps), x.dtype)
        for n, layer in enumerate(self.layers):
            x, _ = layer(x, at, caches[n], mask)
        return self.norm(x).view(w, s, k, steps, dec.D)

    @torch.no_grad()
    def log_probs(self, states, ids):
        """Log-probabilities `[...]` (f32, over all tokens) of tokens `[...]` given what the head reads `[..., D]`."""
        rows, out = states.reshape(-1, dec.D), []
        for part, want in zip(rows.split(128), ids.reshape(-1).split(128), strict=True):
            logits = F.linear(part, self.embedding).float()
            out.append(logits.gather(1, want[:, None])[:, 0] - torch.logsumexp(logits, -1))
        return torch.cat(out).view(ids.shape)


def gumbel(shape, generator):
    """Noise that turns the greatest of scores into a draw from their softmax."""
    return -torch.log(-torch.log(torch.rand(shape, generator=generator).clamp(1e-9, 1 - 1e-7)))
