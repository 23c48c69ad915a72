"""Activations in 8 bits, as the decoder is trained with."""

import pytest

torch = pytest.importorskip("torch")

import decoder  # noqa: E402


def test_each_row_is_rounded_by_its_own_greatest_value():
    x = torch.tensor([[127.0, 0.4, -0.6], [1.27, 0.004, -0.006], [0.0, 0.0, 0.0]])
    expected = torch.tensor([[127.0, 0.0, -1.0], [1.27, 0.0, -0.01], [0.0, 0.0, 0.0]])
    assert torch.allclose(decoder.rounded(x), expected, atol=1e-6)


def test_the_gradient_passes_as_if_nothing_were_rounded():
    x = torch.tensor([[3.0, 0.013, -1.0]], requires_grad=True)
    (decoder.rounded(x) * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    assert x.grad.tolist() == [[1.0, 2.0, 3.0]]


def test_a_decoder_rounds_in_every_layer_or_in_none():
    made = decoder.Decoder([0, 1], 1, torch.arange(4), torch.zeros(8, decoder.D))
    assert [layer.rounds for layer in made.round_activations(True).layers] == [True, True]
    assert [layer.rounds for layer in made.round_activations(False).layers] == [False, False]
