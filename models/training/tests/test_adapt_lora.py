"""Low-rank updates: nothing at the start, the same merged as apart, and rounded onto the grid of the encoder."""

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (models/training/requirements.txt)")

IDS = torch.arange(40).view(2, 20) * 7


def trained(encoder, dtype=torch.float32, rank=4, size=0.02):
    """Updates as of some training."""
    import adapt_lora

    low_rank = adapt_lora.LowRank(encoder, rank, dtype=dtype)
    generator = torch.Generator().manual_seed(2)
    for name, value in low_rank.masters.items():
        value += size * torch.randn(value.shape, generator=generator) * (not name.endswith(".a"))
    low_rank.publish()
    return low_rank


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_training_begins_at_the_encoder_bit_for_bit(small_encoder, dtype):
    import adapt_lora
    import adapt_model

    low_rank = adapt_lora.LowRank(small_encoder, 4, dtype=dtype)
    low_rank.publish()
    assert len(low_rank.model.pairs) == 4 * adapt_model.LAYERS
    with torch.no_grad():
        assert torch.equal(low_rank.model.states(IDS), adapt_model.Model(small_encoder, dtype).states(IDS))


@torch.no_grad()
def test_merged_is_the_same_as_apart(small_encoder):
    import adapt_model

    low_rank, model = trained(small_encoder), adapt_model.Model(small_encoder, torch.float32)
    before = model.states(IDS)
    model.norms = {name: low_rank.model.norms[name] for name in adapt_model.NORMS}
    model.matrices = {name: value + low_rank.update(name) for name, value in model.matrices.items()}
    apart = low_rank.model.states(IDS)
    assert torch.allclose(model.states(IDS), apart, atol=1e-4) and not torch.allclose(before, apart, atol=1e-2)


def test_gradients_are_those_of_the_merged_matrices(small_encoder):
    import adapt_model

    low_rank = trained(small_encoder)
    low_rank.model.states(IDS).square().sum().backward()
    found = low_rank.gradients()
    assert found.keys() == low_rank.masters.keys()
    model = adapt_model.Model(small_encoder, torch.float32)
    model.norms = {name: low_rank.masters[name].clone() for name in adapt_model.NORMS}
    for name in model.matrices:
        model.matrices[name] = (model.matrices[name] + low_rank.update(name)).requires_grad_()
    model.states(IDS).square().sum().backward()
    for name, matrix in model.matrices.items():
        a, b = low_rank.masters[f"{name}.a"], low_rank.masters[f"{name}.b"]
        assert torch.allclose(found[f"{name}.a"], b.T @ matrix.grad, rtol=1e-3, atol=1e-3)
        assert torch.allclose(found[f"{name}.b"], matrix.grad @ a.T, rtol=1e-3, atol=1e-3)
    assert all(pair[0].grad is None for pair in low_rank.model.pairs.values())


def checkpoint(low_rank, encoder, path):
    import reference

    sha256 = reference.file_identity(encoder)["sha256"]
    torch.save({"masters": low_rank.masters, "block_steps": low_rank.steps, "encoder_sha256": sha256}, path)
    return path


def test_a_run_is_opened_on_its_own_encoder_only(small_encoder, tmp_path):
    import adapt_lora

    path = checkpoint(trained(small_encoder), small_encoder, tmp_path / "checkpoint.pt")
    other = tmp_path / "other.gguf"
    other.write_bytes(small_encoder.read_bytes() + b"\0")
    found = adapt_lora.open_run(path, [other, small_encoder], torch.float32)
    assert torch.equal(found.update("1.down"), trained(small_encoder).update("1.down"))
    with pytest.raises(SystemExit, match="is for encoder"):
        adapt_lora.open_run(path, [other])


def test_a_rounded_encoder_has_new_levels_on_the_old_grid(small_encoder, tmp_path, monkeypatch):
    from test_adapt_windows import windows

    import adapt_lora
    import adapt_model
    import adapt_round

    low_rank = trained(small_encoder, torch.bfloat16)
    path = checkpoint(low_rank, small_encoder, tmp_path / "checkpoint.pt")
    drawn = windows()
    drawn.tokens = drawn.tokens % 300
    monkeypatch.setattr(adapt_round.adapt_windows, "open_windows", lambda data, seed: drawn)
    found = {}
    for how in ("none", "nearest", "gptq"):
        out = tmp_path / f"{how}.gguf"
        line = ["", "--gguf", small_encoder, "--checkpoint", path, "--how", how, "--data", ".", "--windows", 80]
        monkeypatch.setattr("sys.argv", [*map(str, line), "--out", str(out)])
        adapt_round.main()
        assert out.stat().st_size == small_encoder.stat().st_size
        found[how], _ = adapt_round.read_blocks(out)
    old, _ = adapt_round.read_blocks(small_encoder)
    low_rank = adapt_lora.open_run(path, [small_encoder])
    models = {how: adapt_model.Model(tmp_path / f"{how}.gguf", torch.float32) for how in found}
    for name, (d, m, levels) in old.items():
        for how, blocks_ in found.items():
            assert torch.equal(blocks_[name][0], d) and torch.equal(blocks_[name][1], m)
            assert torch.equal(blocks_[name][2], levels) == (how == "none")
    for name in adapt_model.NORMS:
        assert torch.equal(models["gptq"].norms[name], low_rank.masters[name].bfloat16().float())
    # Windows that it has not looked at.
    ids, positions, mask, _, _ = (torch.from_numpy(part) for part in drawn.batch(80, 8))
    with torch.no_grad():
        apart = low_rank.model.states(ids, positions, mask).float()
        off = {how: (model.states(ids, positions, mask) - apart).square().mean() for how, model in models.items()}
    assert off["gptq"] < off["nearest"] < off["none"]


def test_changed_levels_are_counted(small_encoder):
    import adapt_round

    old, _ = adapt_round.read_blocks(small_encoder)
    new = {name: levels.clone() for name, (_, _, levels) in old.items()}
    total = sum(levels.numel() for levels in new.values())
    assert adapt_round.sizes(old, new).startswith(f"0.0000% of {total} levels")
    new["0.down"][0, :5000] ^= 1
    # 256 columns in a row.
    assert adapt_round.sizes(old, new).startswith(f"{256 / total:.4%} of {total} levels")
