"""GPTQ against an implementation that solves for the columns left after each column, and against rounding alone."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (models/training/requirements.txt)")

import blocks  # noqa: E402
import gptq  # noqa: E402

ROWS, COLS = 6, 96


def problem(seed, correlated=True):
    """Weights, scales, minima, and the H of inputs that are sums of a few common ones and a little noise."""
    rng = np.random.default_rng(seed)
    w = rng.normal(size=(ROWS, COLS)).astype(np.float32)
    d, m = (part.reshape(ROWS, -1) for part in blocks.plain_q4_1(w.reshape(-1, blocks.BLOCK)))
    # As after an update: no longer on the grid, by a fraction of a level.
    w = w + 0.02 * rng.normal(size=w.shape).astype(np.float32)
    x = rng.normal(size=(400, 12)) @ rng.normal(size=(12, COLS)) + 0.3 * rng.normal(size=(400, COLS))
    x = x if correlated else rng.normal(size=(400, COLS))
    h = (x.T @ x / len(x)).astype(np.float32)
    return tuple(torch.from_numpy(part) for part in (w, d, m, h))


def solved(w, d, m, h):
    """The same by its meaning: after each column, the columns left become what makes the least error together with
    those that are fixed."""
    w, d, m, h = (np.asarray(part, np.float64) for part in (w, d, m, h))
    order = sorted(range(COLS), key=lambda j: -h[j, j])
    h = h + gptq.DAMPING * np.sort(np.diag(h))[(COLS - 1) // 2] * np.eye(COLS)
    now, out = w.copy(), np.zeros(w.shape, np.uint8)
    for n, j in enumerate(order):
        scale, low = d[:, j // 32], m[:, j // 32]
        level = np.clip(np.rint((now[:, j] - low) / np.where(scale > 0, scale, 1)), 0, 15) * (scale > 0)
        out[:, j], now[:, j] = level, level * scale + low
        fixed, left = order[: n + 1], order[n + 1 :]
        wrong = (w[:, fixed] - now[:, fixed]) @ h[np.ix_(fixed, left)]
        if left:
            now[:, left] = w[:, left] + np.linalg.solve(h[np.ix_(left, left)], wrong.T).T
    return out


def error(w, new, h):
    off = (w - new).double()
    return ((off @ h.double()) * off).sum().item()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_levels_are_those_of_solving_anew_after_each_column(seed):
    w, d, m, h = problem(seed)
    d[0, 1] = 0
    assert (gptq.levels(w, d, m, h).numpy() == solved(w, d, m, h)).all()


def test_errors_are_smaller_than_of_rounding_alone_where_inputs_are_correlated():
    for seed in range(4, 10):
        w, d, m, h = problem(seed)
        found = gptq.levels(w, d, m, h)
        assert found.dtype == torch.uint8 and found.max() <= 15
        by_gptq, alone = (gptq.values(levels, d, m) for levels in (found, gptq.nearest(w, d, m)))
        assert error(w, by_gptq, h) < 0.7 * error(w, alone, h)


def test_sweeps_only_lower_the_error_and_end_where_no_level_is_better():
    for seed in (1, 2):
        w, d, m, h = problem(seed)
        d[0, 1] = 0
        damped = gptq.damped(h)
        found = gptq.levels(w, d, m, h)
        assert (gptq.swept(found, w, d, m, h, 0) == found).all()
        errors = [error(w, gptq.values(gptq.swept(found, w, d, m, h, n), d, m), damped) for n in (0, 1, 2, 60)]
        assert errors[0] > errors[1] >= errors[2] >= errors[3]
        last = gptq.swept(found, w, d, m, h, 60)
        for row, column in np.random.default_rng(seed).integers(0, (ROWS, COLS), (60, 2)):
            for step in (-1, 1):
                other = last.clone().int()
                other[row, column] = (other[row, column] + step).clamp(0, 15)
                assert error(w, gptq.values(other, d, m), damped) >= errors[3] * (1 - 1e-5)


def test_without_correlation_there_is_nothing_to_hand_on():
    w, d, m, _ = problem(1)
    alone = gptq.nearest(w, d, m)
    assert (gptq.levels(w, d, m, torch.eye(COLS)) == alone).all()
    scaled = ((w.view(ROWS, -1, 32) - m[..., None]) / d[..., None]).view(ROWS, COLS).clamp(0, 15)
    assert (scaled - alone).abs().max() <= 0.5


def test_weights_on_the_grid_stay_where_they_are():
    w, d, m, h = problem(2)
    levels = gptq.nearest(w, d, m)
    assert (gptq.levels(gptq.values(levels, d, m), d, m, h) == levels).all()


def test_columns_that_carry_nothing_do_no_harm():
    w, d, m, h = problem(3)
    h[40], h[:, 40] = 0, 0
    found = gptq.levels(w, d, m, h)
    assert (found[:, 40] == gptq.nearest(w, d, m)[:, 40]).all()


def test_packed_levels_are_what_blocks_hold():
    w, d, m, _ = problem(1)
    levels = gptq.nearest(w, d, m)
    raw = blocks.encode_on(w.numpy(), d.numpy(), m.numpy()).reshape(ROWS, -1, 20)
    assert (raw[..., 4:] == gptq.packed(levels.numpy())).all()
    assert (blocks.decode(raw.reshape(ROWS, -1), COLS) == gptq.values(levels, d, m).numpy()).all()
