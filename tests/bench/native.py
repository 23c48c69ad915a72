"""Foreword and llama.cpp natively, one thread each, on the same GGUF.

    pip install llama-cpp-python
    python tests/bench/native.py --foreword target/release/foreword --model SmolLM2-135M-Instruct.Q4_1.gguf --out native.json

`foreword bench` runs before and after the peer, so that a change of the machine's speed in between shows. Milliseconds: the first
reading of 74 tokens, and one more token on a context already read, the distribution of the next token included in both.
"""

import argparse
import json
import statistics
import subprocess
import time

import llama_cpp

TEXT = (
    "Thanks for sending the notes from Tuesday. I read them on the train and most of it makes sense to me, though I am "
    "still not sure about the second point. If we move the review to the end of the month, the people in the other "
    "office will have to wait for the numbers, and they asked twice already. Could we send them a short version first, "
    "with only the totals, and keep the rest for the meeting? I can write it tomorrow morning."
)


def ours(args):
    command = [args.foreword, "bench", "--json", "--threads", "1", "--repeat", str(args.repeat), "--model", args.model]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    by_name = {(s["what"], s["drafts"]): s["ms"] for s in report["samples"]}
    reading = {"read_74": by_name["first reading of 74 tokens", 0], "token": by_name["one more token", 0]}
    return {"isa": report["isa"], **reading}


def peer(args):
    model = llama_cpp.Llama(args.model, n_ctx=512, n_threads=1, n_threads_batch=1, verbose=False)
    tokens = model.tokenize(TEXT.encode(), add_bos=False)
    samples = {"read_74": [], "token": []}
    for round_ in range(args.repeat + 1):
        model.reset()
        start = time.perf_counter()
        model.eval(tokens[:74])
        read = time.perf_counter()
        model.eval(tokens[74:75])
        end = time.perf_counter()
        if round_ > 0:  # the first round warms up
            samples["read_74"].append((read - start) * 1e3)
            samples["token"].append((end - read) * 1e3)
    return {"version": llama_cpp.__version__, **samples}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--foreword", required=True, help="the release build of the command line")
    parser.add_argument("--model", required=True, help="the GGUF file")
    parser.add_argument("--out", required=True, help="where the raw figures go")
    parser.add_argument("--repeat", type=int, default=20)
    args = parser.parse_args()
    result = {"before": ours(args), "llama_cpp": peer(args), "after": ours(args)}
    with open(args.out, "w", encoding="utf-8") as file:
        json.dump(result, file, indent=1)
    for what in ("read_74", "token"):
        medians = {name: statistics.median(samples[what]) for name, samples in result.items()}
        print(what, {name: round(ms, 2) for name, ms in medians.items()})


if __name__ == "__main__":
    main()
