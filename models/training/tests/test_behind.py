"""Texts behind a beginning are read as if it stood in front of them."""

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (models/training/requirements.txt)")
pytest.importorskip("gguf", reason="gguf is not installed (models/training/requirements.txt)")
pytest.importorskip("tokenizers", reason="tokenizers is not installed (models/training/requirements.txt)")

import adapt_model  # noqa: E402
import behind  # noqa: E402
import soft_beginning  # noqa: E402

IDS = [0, 7, 3, 9, 12]
TEXTS = torch.tensor([[5, 6, 7, 8], [4, 4, 30, 31]])


@pytest.fixture
def model(monkeypatch):
    """Two layers of random weights over 40 tokens, in f32."""
    monkeypatch.setattr(adapt_model, "LAYERS", 2)
    generator = torch.Generator().manual_seed(1)

    def random(*shape):
        return torch.randn(*shape, generator=generator) * 0.05

    made = adapt_model.Model.__new__(adapt_model.Model)
    made.dtype, made.embedding = torch.float32, random(40, adapt_model.D) * 20
    made.norms = {name: 1 + random(adapt_model.D) for name in adapt_model.NORMS}
    heads = adapt_model.HEADS + 2 * adapt_model.KV_HEADS
    shapes = {"qkv": (heads * 64, 576), "output": (576, 576), "gate_up": (3072, 576), "down": (576, 1536)}
    made.matrices = {f"{n}.{part}": random(*shape) for n in range(2) for part, shape in shapes.items()}
    return made


def whole(model, ids):
    return model.states(torch.tensor([[*ids, *text] for text in TEXTS.tolist()]))


def test_states_are_those_of_the_whole(model):
    beginning = behind.read(model, behind.rows_of(model, IDS))
    assert beginning.places == len(IDS)
    found, wanted = behind.states(model, beginning, TEXTS), whole(model, IDS)
    torch.testing.assert_close(found, wanted[:, len(IDS) :], rtol=1e-4, atol=1e-4)
    last = wanted[:, len(IDS) - 1 : len(IDS)]
    torch.testing.assert_close(beginning.last.expand(2, 1, -1), last, rtol=1e-4, atol=1e-4)
    longer = behind.followed(model, behind.read(model, behind.rows_of(model, IDS[:3])), behind.rows_of(model, IDS[3:]))
    torch.testing.assert_close(behind.states(model, longer, TEXTS), found, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(longer.last, beginning.last, rtol=1e-4, atol=1e-4)


def test_it_takes_the_place_of_what_stood_before(model):
    other = behind.Behind(model, behind.read(model, behind.rows_of(model, IDS)), 2)
    ids = torch.tensor([[1, 2, *text] for text in TEXTS.tolist()])
    found = other.states(ids)
    assert found.shape[1] == ids.shape[1]
    torch.testing.assert_close(found[:, 1:], whole(model, IDS)[:, len(IDS) - 1 :], rtol=1e-4, atol=1e-4)
    assert other.states(ids[:, :2]).shape[1] == 2


@pytest.mark.parametrize("what", ["rows", "cache"])
def test_an_untrained_beginning_is_the_text_it_began_from(model, what):
    soft = soft_beginning.Soft(model, what, IDS[:2], IDS[2:4], IDS[4:])
    read = behind.read(model, behind.rows_of(model, IDS))
    torch.testing.assert_close(soft.beginning().last, read.last, rtol=1e-4, atol=1e-4)
    found = behind.states(model, soft.beginning(), TEXTS)
    torch.testing.assert_close(found, behind.states(model, read, TEXTS), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("what", ["rows", "cache"])
def test_a_step_down_the_gradient_lessens_the_loss_and_leaves_the_model(model, what):
    soft, real = soft_beginning.Soft(model, what, IDS[:2], IDS[2:4], IDS[4:]), torch.ones_like(TEXTS, dtype=torch.bool)
    for value in soft.values.values():
        value.requires_grad_()
    before = soft_beginning.loss_of(model, soft.beginning(), TEXTS, real)
    before.backward()
    with torch.no_grad():
        length = sum(value.grad.square().sum() for value in soft.values.values()).sqrt()
        for value in soft.values.values():
            value -= 0.05 * value.grad / length
        after = soft_beginning.loss_of(model, soft.beginning(), TEXTS, real)
    assert after < before
    assert not any(weight.requires_grad for weight in model.matrices.values())


def test_early_tokens_count_more_and_padding_not_at_all(model, monkeypatch):
    beginning = behind.read(model, behind.rows_of(model, IDS))
    monkeypatch.setattr(soft_beginning, "EARLY", 2)
    real = torch.tensor([[True, True, True, True], [True, True, False, False]])
    inner = torch.cat([beginning.last.expand(2, 1, -1), behind.states(model, beginning, TEXTS[:, :-1])], 1)
    nats = -model.logits(inner).log_softmax(-1).gather(2, TEXTS[..., None])[..., 0]
    weights = real * torch.tensor([2.0, 2.0, 1.0, 1.0])
    wanted = (nats * weights).sum() / weights.sum()
    found = soft_beginning.loss_of(model, beginning, TEXTS, real)
    torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-4)
