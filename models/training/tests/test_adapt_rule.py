"""The rule that changes a block, on blocks computed by hand."""

import numpy as np
import pytest

import adapt_rule
import blocks


def adapted(d, m, s, t, **steps):
    d, m = (np.float32([[value]]) for value in (d, m))
    found = adapt_rule.adapted(d, m, np.int8([[s]]), np.int8([[t]]), **steps)
    return [float(value[0, 0]) for value in found]


def test_a_block_computed_by_hand():
    # Centre -8 + 7.5 = -0.5, moved by 5 steps of 0.02 to -0.4. Scale 1.1: the minimum would be -8.65, and bf16 has
    # sixteenths between 8 and 16: -8.625. (-0.4 + 8.625) / 7.5 = 1.09667, in 1024ths 1123.
    assert adapted(1, -8, 10, 5) == [1123 / 1024, -8.625]


def test_other_steps_count_as_they_are_written():
    assert adapted(1, -8, 5, 10, scale_step="0.02", centre_step="0.01") == [1123 / 1024, -8.625]


def test_nothing_changes_without_steps_where_minima_have_eight_bits():
    rng = np.random.default_rng(1)
    d = adapt_rule.f16(rng.uniform(0.001, 0.1, (50, 4)).astype(np.float32))
    m = adapt_rule.f16(adapt_rule.bf16(-7.5 * d + 0.01 * d))
    zero = np.zeros(d.shape, np.int8)
    new_d, new_m = adapt_rule.adapted(d, m, zero, zero)
    assert (new_d == d).all() and (new_m == m).all()


def test_blocks_without_a_scale_stay():
    assert adapted(0, 0.333251953125, 20, -20) == [0, 0.333251953125]


def test_a_negative_or_infinite_scale_is_refused():
    # The minimum is rounded from -2.9914 to -2.984, above the centre.
    with pytest.raises(ValueError, match="1 of 1 scales"):
        adapted(2**-10, -2.998046875, -90, 0)
    with pytest.raises(ValueError, match="not finite"):
        adapted(60000, 0, 127, 0)


def test_bf16_rounds_ties_to_even():
    ties = np.float32([1 + 2**-8, 1 + 3 * 2**-8, -1 - 2**-8, 1 + 2**-8 + 2**-20])
    assert list(adapt_rule.bf16(ties)) == [1, 1 + 2**-6, -1, 1 + 2**-7]


def test_splitting_and_joining_keeps_levels():
    given = np.random.default_rng(2).normal(size=(6, 64)).astype(np.float32)
    raw = blocks.encode(given, "q4_1")
    d, m, levels = adapt_rule.split(raw)
    assert d.shape == m.shape == (6, 2) and levels.shape == (6, 64)
    line = np.repeat(d, 32, 1) * levels + np.repeat(m, 32, 1)
    assert (line == blocks.decode(raw, 64)).all()
    assert (adapt_rule.joined(raw, d, m) == raw).all()
    other = adapt_rule.split(adapt_rule.joined(raw, d * 2, m + 1))
    assert (other[0] == d * 2).all() and (other[2] == levels).all()


def test_torch_makes_the_same_bits():
    torch = pytest.importorskip("torch", reason="torch is not installed (models/training/requirements.txt)")
    pytest.importorskip("gguf", reason="gguf is not installed (models/training/requirements.txt)")
    pytest.importorskip("tokenizers", reason="tokenizers is not installed (models/training/requirements.txt)")
    import adapt_weights

    rng = np.random.default_rng(3)
    d = adapt_rule.f16(rng.lognormal(-4, 1, (300, 40)).astype(np.float32))
    d[0] = 0
    m = adapt_rule.f16((-7.5 * d * rng.uniform(0.8, 1.2, d.shape)).astype(np.float32))
    s, t = (rng.integers(-60, 61, d.shape).astype(np.int8) for _ in range(2))
    wanted = adapt_rule.adapted(d, m, s, t)
    given = [torch.from_numpy(value.astype(np.float32)) for value in (d, m, s, t)]
    found = adapt_weights.rule(*given, adapt_rule.SCALE_STEP, adapt_rule.CENTRE_STEP)
    for a, b in zip(wanted, found, strict=True):
        assert (a.view(np.uint32) == b.numpy().view(np.uint32)).all()
