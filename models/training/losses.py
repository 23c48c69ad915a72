"""Distances between the full model's and a lane's distributions over the head's tokens."""

import torch

# Rows computed at once: 128 rows of 16,384 f32 are 8 MB, which stays in the processor's cache.
ROWS = 128


def divergences(target, lane):
    """KL(target || lane) in nats and whether both name the same likeliest token, per row of logits `[R, V]`."""
    p, q = torch.log_softmax(target.float(), -1), torch.log_softmax(lane.float(), -1)
    return (p.exp() * (p - q)).sum(-1), p.argmax(-1) == q.argmax(-1)


class HeadDivergence(torch.autograd.Function):
    """KL(full || lane) per row, from what the two heads read.

    x `[R, D]` (gets a gradient), target `[R, D]`, head `[V, D]`; count: whether agreement is wanted too (it takes a
    tenth of the time), else it is NaN; temperature: the full model's logits are divided by it, so that below 1 what
    is likely counts more. The gradient by a lane's logits is q - p, so both directions are done chunk by chunk and no
    `[R, V]` matrix is kept.
    """

    @staticmethod
    def forward(ctx, x, target, head, count=True, temperature=1.0):
        loss, agree, gradient = torch.empty(len(x)), torch.full((len(x),), torch.nan), torch.empty_like(x)
        for at in range(0, len(x), ROWS):
            part = slice(at, at + ROWS)
            p = torch.log_softmax((target[part] @ head.T).float().div_(temperature), -1)
            q = torch.log_softmax((x[part] @ head.T).float(), -1)
            if count:
                agree[part] = (p.argmax(-1) == q.argmax(-1)).float()
            weights = p.exp()
            loss[part] = (weights * p.sub_(q)).sum(-1)
            gradient[part] = q.exp_().sub_(weights).to(x.dtype) @ head
        ctx.save_for_backward(gradient)
        ctx.mark_non_differentiable(agree)
        return loss, agree

    @staticmethod
    def backward(ctx, of_loss, _of_agree):
        (gradient,) = ctx.saved_tensors
        return gradient * of_loss[:, None].to(gradient.dtype), None, None, None, None


def state_distance(x, target):
    """Mean square of the difference of two states over the mean square of the target's, both `[R, D]`."""
    target = target.float()
    return (x.float() - target).square().mean() / target.square().mean()
