"""Golden log-probabilities and hidden states of the encoder, by Hugging Face `transformers` from the GGUF itself.

Made with Python 3.11 and the versions in requirements.txt (the script prints what it runs with, and records
it in the output). To run, with the model file that `cargo xtask model fetch` gets:

    pip install -r requirements.txt
    python make_encoder_golden.py --gguf SmolLM2-135M-Instruct.Q4_1.gguf \\
        --texts texts.json --out encoder.json --layers-out layers.json

`--texts` is texts.json, or a folder of UTF-8 `.txt` files, or one such file. Each text is cut to its first 256
tokens: no start token before it, the spellings of special tokens taken as plain text. float32, eager attention.

encoder.json, per text, for a window of n tokens:
    ids        n token ids
    log_prob   n - 1 values: entry i is the natural-log probability of ids[i + 1] after ids[0..=i], 5 decimals
    top1       n - 1 ids: entry i is the most probable token after ids[0..=i]
    gap        n - 1 values: logit of the first minus that of the second most probable token, 3 decimals
layers.json, for one text of 12 tokens, at its last position: the first 8 values and the L2 norm of the hidden
state after the embedding, after layers 0, 1, 14 and 29 (before the final norm), and after the final norm, each
with 6 significant digits.
"""

import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models" / "training"))
import reference  # noqa: E402

WINDOW = 256
LAYER_TEXT = "Thanks for the note, I will read it this evening."
LAYER_TOKENS = 12
LAYERS = (0, 1, 14, 29)


def read_texts(path):
    """(name, text) pairs, in order."""
    path = Path(path)
    if path.is_dir():
        return [(file.name, file.read_text(encoding="utf-8")) for file in sorted(path.glob("*.txt"))]
    if path.suffix == ".json":
        import json

        return [(item["name"], item["text"]) for item in json.loads(path.read_text(encoding="utf-8"))["texts"]]
    return [(path.name, path.read_text(encoding="utf-8"))]


@torch.no_grad()
def score(model, ids):
    """log_prob, top1 and gap of one window (unrounded lists of len(ids) - 1)."""
    logits = model(torch.tensor([ids]), use_cache=False).logits[0, :-1]
    true_next = torch.tensor(ids[1:]).unsqueeze(1)
    # In float64 only from the logits on: the sum over 49,152 terms then adds no error of its own.
    log_prob = torch.log_softmax(logits.double(), dim=-1).gather(1, true_next).squeeze(1)
    top = logits.topk(2, dim=-1)
    return log_prob.tolist(), top.indices[:, 0].tolist(), (top.values[:, 0] - top.values[:, 1]).tolist()


def six(value):
    """`value` with 6 significant digits."""
    return float(f"{value:.6g}")


@torch.no_grad()
def layer_states(model, ids):
    """Hidden states at the last position, by hooks: `output_hidden_states` would give layer 29 after the norm."""
    seen = []

    def keep(place):
        def hook(_module, _inputs, output):
            state = (output[0] if isinstance(output, tuple) else output).reshape(len(ids), -1)[-1]
            norm = torch.linalg.vector_norm(state.double()).item()
            seen.append({"after": place, "first8": [six(v) for v in state[:8].tolist()], "l2": six(norm)})

        return hook

    places = [("embedding", model.model.embed_tokens)]
    places += [(f"layer {index}", model.model.layers[index]) for index in LAYERS]
    places += [("final norm", model.model.norm)]
    handles = [module.register_forward_hook(keep(place)) for place, module in places]
    model(torch.tensor([ids]), use_cache=False)
    for handle in handles:
        handle.remove()
    return seen


def main():
    parser = reference.arguments(__doc__.splitlines()[0])
    parser.add_argument("--texts", required=True, help="texts.json, a folder of .txt files, or one .txt file")
    parser.add_argument("--layers-out", help="also write the hidden states of one short text here")
    args = parser.parse_args()
    made_with = reference.versions()
    print(made_with)

    reader = reference.open_gguf(args.gguf)
    tokenizer = reference.pinned_tokenizer(*reference.read_vocabulary(reader))
    model = reference.load_model(args.gguf, reader)
    identity = reference.file_identity(args.gguf)

    entries, total, count = [], 0.0, 0
    for name, text in read_texts(args.texts):
        ids = tokenizer.encode(text, add_special_tokens=False).ids[:WINDOW]
        if len(ids) < 2:
            raise SystemExit(f"{name}: {len(ids)} tokens, at least 2 are needed")
        log_prob, top1, gap = score(model, ids)
        entries.append(
            {
                "name": name,
                "ids": ids,
                "log_prob": [round(v, 5) for v in log_prob],
                "top1": top1,
                "gap": [round(v, 3) for v in gap],
            }
        )
        total, count = total + sum(log_prob), count + len(log_prob)
        print(f"{name}: {len(ids)} tokens, mean log-prob {sum(log_prob) / len(log_prob):.4f}")
    mean = total / count
    print(f"{count} positions in {len(entries)} texts, mean log-prob {mean:.4f}")
    head = {"made_with": made_with, "model": identity}
    summary = {"positions": count, "mean_log_prob": round(mean, 5), "window": WINDOW}
    reference.write_json(args.out, {**head, **summary, "texts": entries})

    if args.layers_out:
        ids = tokenizer.encode(LAYER_TEXT, add_special_tokens=False).ids
        if len(ids) != LAYER_TOKENS:
            raise SystemExit(f"the layer text has {len(ids)} tokens, not {LAYER_TOKENS}")
        states = layer_states(model, ids)
        reference.write_json(args.layers_out, {**head, "text": LAYER_TEXT, "ids": ids, "states": states})


if __name__ == "__main__":
    main()
