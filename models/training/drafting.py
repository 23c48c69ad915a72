"""Drafts as the decoder writes them on its own."""

import torch

import decoder as dec


@torch.no_grad()
def write(decoder, context, starts, first, scores, tokens, together=True):
    """Writes lanes on greedily. context: keys and values `[W, 3, T, 64]` of each source layer; starts `[W, S]`; first,
    scores `[W, S, k]`: first tokens and their log-probabilities under the encoder; tokens: length of a lane; together:
    the k lanes of a start share the trunk, else each is a row of its own.

    Returns ids `[W, S, k, tokens]` and the log-probabilities the decoder gave them (over its head's tokens)."""
    w, s, k = first.shape
    shape = (w * s, k, 1) if together else (w * s * k, 1, 1)
    start = starts.reshape(-1) if together else starts.reshape(-1).repeat_interleave(k)
    visible = torch.arange(context[0][0].shape[2]) < start[:, None]
    last, total = first.reshape(shape), scores.reshape(shape).float()
    before, past = torch.full_like(last, dec.NO_TOKEN), None
    ids, values = [last], [total]
    for step in range(tokens - 1):
        logits, _, past = decoder(last, before, total, start, context, visible, past, step)
        best = torch.log_softmax(logits.float(), -1).max(-1)
        before, last, total = last, decoder.vocab[best.indices], total + best.values
        ids.append(last)
        values.append(best.values)
    return torch.stack(ids, -1).view(w, s, k, tokens), torch.stack(values, -1).view(w, s, k, tokens)
