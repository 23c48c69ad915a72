"""Scales and centres in training: a run may go on from what another one wrote."""

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (models/training/requirements.txt)")


def test_a_run_begins_from_what_another_wrote(small_encoder):
    from adapt_weights import Adaptation

    one, generator = Adaptation(small_encoder), torch.Generator().manual_seed(3)
    for name, value in one.masters.items():
        value += 0.1 * torch.randn(value.shape, generator=generator) * (1 if name.endswith("weight") else 2)
    one.limit()
    other = Adaptation(small_encoder, dtype=torch.float32)
    other.begin_from(one.tensors())
    for name in one.grids:
        for a, b in zip(one.integers(name), other.integers(name), strict=True):
            assert torch.equal(a, b) and a.abs().max() > 0
    one.publish(rounded=True)
    other.publish(rounded=True)
    for name, value in one.model.matrices.items():
        assert torch.equal(value, other.model.matrices[name].bfloat16())
    for name, value in one.model.norms.items():
        assert torch.equal(value, other.model.norms[name])
