"""Short adaptations with other mixtures: one table.

    python adapt_ablate.py --gguf MODEL.gguf --data DATA/adapt --eval-dev EVAL_DEV --work RUNS --steps 60 \\
        --out table.json

Each mixture of adapt_ablations.toml is trained by adapt.py for the same number of steps with the same seed, so that
what else runs on the machine makes no difference. The tokens are those of adapt_data.py, for any encoder with that
vocabulary; only the shares differ. What is finished isn't run again, what was stopped goes on. Figures are those that
adapt.py measures at the end, cross-entropy and top-1 by set; the row `before` has those of the encoder as it was.
"""

import argparse
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np

FILES = ("train.npy", "lines.npy", "held_out.json")


def shares(corpora, variant):
    """The share of each corpus in a mixture of adapt_ablations.toml."""
    unknown = variant.keys() - {"shares", "without", "only"}
    if unknown:
        raise SystemExit(f"a mixture has no {sorted(unknown)}")
    changed, without, only = (variant.get(key, {}) for key in ("shares", "without", "only"))
    names = [corpus["name"] for corpus in corpora]
    lost = [name for name in [*changed, *only] if not any(found.startswith(name) for found in names)]
    if lost:
        raise SystemExit(f"no corpus is called {lost}")
    out = []
    for corpus in corpora:
        share = next((value for name, value in changed.items() if corpus["name"].startswith(name)), corpus["share"])
        is_left_out = corpus["kind"] in without or (only and not corpus["name"].startswith(tuple(only)))
        out.append(0 if is_left_out else share)
    return out


def prepared(data, folder, variant, sha256, word_start):
    """Writes the folder of a mixture beside the tokens that all share. Returns its shares of predicted tokens."""
    import adapt_windows

    index = json.loads(Path(data, "index.json").read_text())
    if index["word_start"] != word_start:
        raise SystemExit(f"{data} is for another vocabulary")
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        if not (folder / name).exists():
            (folder / name).symlink_to(Path(data, name).resolve())
    for corpus, share in zip(index["corpora"], shares(index["corpora"], variant)):
        # A corpus that had no share before has no chance from which to settle.
        corpus["chance"] = 0 if share == 0 else corpus["chance"] or 0.01
        corpus["share"] = share
    index["encoder_sha256"] = sha256
    (folder / "index.json").write_text(json.dumps(index))
    windows = adapt_windows.open_windows(folder, index["seed"])
    # What adapt_data.py settled needs no more than a look.
    found = windows.settle(rounds=2 if variant else 0)
    index["corpora"] = windows.corpora
    (folder / "index.json").write_text(json.dumps(index))
    return {c["name"]: round(float(share), 3) for c, share in zip(windows.corpora, np.asarray(found)) if share > 0.02}


def entries(run):
    """The lines of a run's log that have figures of the development sets: before it, and after it or None."""
    log = run / "log.jsonl"
    found = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    full = [entry for entry in found if "quick" in entry]
    before, after = ([entry for entry in full if bool(entry["step"]) == is_after] for is_after in (False, True))
    return (before[0] if before else None), (after[-1] if after else None)


def sets_of(entry):
    """{set: [cross-entropy, top-1]} of a line of adapt.py's log."""
    return {name: [float(n) for n in v.split("/")] for name, v in entry.items() if isinstance(v, str) and "/" in v}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True, help="the encoder before its adaptation")
    parser.add_argument("--data", required=True, help="folder of adapt_data.py")
    parser.add_argument("--eval-dev", required=True, help="folder of texts to measure on")
    parser.add_argument("--mixtures", default=str(Path(__file__).with_name("adapt_ablations.toml")))
    parser.add_argument("--only", help="names of mixtures with commas between; all without it")
    parser.add_argument("--work", required=True, help="folder for the runs")
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", required=True, help="the JSON file to write")
    args = parser.parse_args()

    import reference

    spellings, _ = reference.read_vocabulary(reference.open_gguf(args.gguf))
    word_start = [i for i, s in enumerate(spellings) if s.startswith("\u0120") and s[1:2].isalpha()]
    sha256 = reference.file_identity(args.gguf)["sha256"]
    mixtures, table = tomllib.loads(Path(args.mixtures).read_text()), {"steps": args.steps, "mixtures": {}}
    for name in args.only.split(",") if args.only else mixtures:
        folder, run = Path(args.work, name, "data"), Path(args.work, name, "run")
        found = prepared(args.data, folder, mixtures[name], sha256, word_start)
        if entries(run)[1] is None:
            line = ["--gguf", args.gguf, "--data", folder, "--eval-dev", args.eval_dev, "--out", run]
            line += ["--steps", args.steps, "--threads", args.threads]
            line += ["--resume"] if (run / "checkpoint.pt").exists() else []
            # What all begin from is measured once.
            line += ["--unmeasured"] if "before" in table else []
            subprocess.run([sys.executable, Path(__file__).with_name("adapt.py"), *map(str, line)], check=True)
        before, after = entries(run)
        if before:
            table["before"] = sets_of(before)
        table["mixtures"][name] = {"shares": found, "tokens": after["tokens"], "sets": sets_of(after)}
        Path(args.out).write_text(json.dumps(table, indent=1))
        print(name, table["mixtures"][name], flush=True)


if __name__ == "__main__":
    main()
