"""The encoder and teacher for the scripts of this folder: `transformers` on the GGUF, as the golden tests load it."""

import torch

import reference


def open_encoder(gguf):
    """The model, and the tokenizer that knows no special tokens."""
    reader = reference.open_gguf(gguf)
    model = reference.load_model(gguf, reader).requires_grad_(False)
    return model, reference.pinned_tokenizer(*reference.read_vocabulary(reader))


@torch.no_grad()
def read(model, ids, source_layers):
    """Reads one context. Returns the logits of the next token `[49152]`, (keys, values) `[1, 3, T, 64]` of each source
    layer, keys after rotation, and what the model's own `past_key_values` is, to go on with."""
    out = model(torch.tensor([ids]), use_cache=True)
    cache = out.past_key_values
    context = [(cache.layers[n].keys.clone(), cache.layers[n].values.clone()) for n in source_layers]
    return out.logits[0, -1], context, cache


@torch.no_grad()
def write_lanes(model, logits, cache, k, tokens):
    """k lanes as the full model writes them: the k likeliest first tokens, each continued greedily.

    Returns ids `[k, tokens]`, their log-probabilities `[k, tokens]` (over all tokens), and the model's logits
    `[k, tokens - 1, 49152]`: entry j is the distribution of token j + 1.
    """
    first = torch.log_softmax(logits, -1).topk(k)
    ids, scores, seen = [first.indices], [first.values], []
    cache.batch_repeat_interleave(k)
    for _ in range(tokens - 1):
        out = model(ids[-1][:, None], past_key_values=cache, use_cache=True).logits[:, -1]
        best = torch.log_softmax(out, -1).max(-1)
        seen.append(out)
        ids.append(best.indices)
        scores.append(best.values)
    return torch.stack(ids, 1), torch.stack(scores, 1), torch.stack(seen, 1)


def read_embedding(gguf):
    """The tied embedding `[49152, 576]` alone, f32, without loading the model."""
    for tensor in reference.open_gguf(gguf).tensors:
        if tensor.name == "token_embd.weight":
            return torch.from_numpy(reference.dequantize(tensor.data, tensor.tensor_type))
    raise SystemExit(f"{gguf} holds no token_embd.weight")
