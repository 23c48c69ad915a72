"""Short runs that differ in one thing each, and what comes of them, in one table.

    python ablate.py --gguf MODEL.gguf --data DATA --lanes DATA/lanes --held-out DATA/held-out --work RUNS \\
        --out ablations.json

Runs are listed in ablations.toml: `born` are arguments of born.py (left out: the run starts from `start`), `train` of
train.py, `lanes` a folder beside --lanes with other shards. Each run is born, trained, evaluated, and added to
--out; runs that stand there are skipped, so the command can be stopped and started again. Runs end after a number
of steps, not minutes: a busy machine changes no figure. Their time per step is in the table.

With --foreword (the built command line) and --texts (a folder or archive of messages by user) the keystroke savings at
three drafts are measured too, on each decoder's plain 4-bit blocks. The engine mixes lanes at one temperature: runs
with another have none.
"""

import argparse
import json
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent


def call(script, *words):
    command = [sys.executable, str(HERE / script), *map(str, words)]
    print(" ".join([script, *map(str, words)]), flush=True)
    subprocess.run(command, check=True)


def done(path):
    return json.loads(path.read_text())["runs"] if path.exists() else []


def savings(args, folder, limit):
    """Keystroke savings (KSR) at three drafts, in per cent, of the decoder that a run left in its folder."""
    blocks = folder / "plain.safetensors"
    call("quantise.py", "--plain", "--input", folder / "decoder.safetensors", "--out", blocks, "--limit-bytes", 1 << 30)
    command = [args.foreword, "--model", args.gguf, "--decoder-file", blocks, "--threads", 1]
    command += ["eval", args.texts, "--json"]
    command += ["--decoder", "superposed", "--drafts", 3, "--judge", 1, "--seed", 1, "--limit", limit]
    done = subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True)
    return round(100 * json.loads(done.stdout)["runs"][0]["ksr"]["ksr"], 2)


def row_of(run, steps, log, figures, ksr):
    """What a run adds to the table."""
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    paces = sorted(line["s/step"] for line in lines if "s/step" in line)
    file = figures["files"][0]
    free = {kind.split(", ")[-1]: entry for kind, entry in figures.get("free", {}).items()}
    given = {kind: [file["given"][kind][m] for m in ("kl", "agreement")] for kind in file["given"]}
    return {
        "name": run["name"],
        "what": run.get("what", ""),
        "steps": steps,
        "seconds_per_step": paces[len(paces) // 2],
        "megabytes": file["megabytes"],
        "step_million_macs": file["step_million_macs"],
        **given,
        "ksr": ksr,
        "free": {kind: free[kind]["log_prob_best_second_third"] for kind in free},
        "first_word": {kind: free[kind]["first_word"] for kind in free},
        "born": run.get("born", []),
        "train": run.get("train", []),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--lanes", required=True)
    parser.add_argument("--held-out", required=True)
    parser.add_argument("--start", help="the decoder that runs without `born` start from")
    parser.add_argument("--runs", default=str(HERE / "ablations.toml"))
    parser.add_argument("--only", action="append", help="names of runs; repeat")
    parser.add_argument("--steps", type=int, help="instead of the number in the list")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--foreword", help="the command line, to measure keystroke savings with")
    parser.add_argument("--texts", help="messages by user, for the savings")
    parser.add_argument("--work", required=True, help="folder for what the runs write")
    parser.add_argument("--out", required=True, help="the table, JSON")
    args = parser.parse_args()
    listed = tomllib.loads(Path(args.runs).read_text())
    out, steps = Path(args.out), args.steps or listed["steps"]
    shared = ("--gguf", args.gguf)
    for run in listed["run"]:
        rows = done(out)
        if run["name"] in [row["name"] for row in rows] or (args.only and run["name"] not in args.only):
            continue
        folder = Path(args.work, run["name"])
        folder.mkdir(parents=True, exist_ok=True)
        start = args.start
        if "born" in run:
            start = folder / "start.safetensors"
            if not start.exists():
                fresh = "--layers" in run["born"] and not run.get("grown")
                given = ("--from", args.start) if args.start and not fresh else ()
                call("born.py", *shared, "--data", args.data, *given, *run["born"], "--out", start)
        if not start:
            raise SystemExit(f"{run['name']} needs --start")
        lanes = Path(args.lanes).parent / run["lanes"] if "lanes" in run else args.lanes
        resume = ("--resume",) if (folder / "checkpoint.pt").exists() else ()
        train = ("--lanes", lanes, "--start", start, "--steps", steps, "--threads", args.threads, "--out", folder)
        call("train.py", *shared, *train, *resume, *listed.get("train", []), *run.get("train", []))
        decoder = f"{run['name']}={folder / 'decoder.safetensors'}"
        windows = ("--windows", listed["windows"], "--free-windows", listed["free_windows"])
        evaluate = ("--held-out", args.held_out, "--decoder", decoder, "--threads", args.threads, *windows)
        call("evaluate.py", *shared, *evaluate, "--out", folder / "figures.json")
        figures = json.loads((folder / "figures.json").read_text())
        measured = args.foreword and args.texts and "--mix" not in run.get("train", [])
        ksr = savings(args, folder, listed["messages"]) if measured else None
        rows = done(out)
        rows.append(row_of(run, steps, folder / "log.jsonl", figures, ksr))
        out.write_text(json.dumps({"encoder": figures["encoder"], "runs": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
