"""The table of sources for the model card: corpora, licences and shares, from `prepare.py`'s index.

python card.py --index DATA/data/index.json
"""

import argparse
import json
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", required=True)
    args = parser.parse_args()
    index = json.loads(Path(args.index).read_text())
    print("| corpus | licence | million tokens | share of windows |\n|---|---|---|---|")
    for corpus in sorted(index["corpora"], key=lambda c: -c["share"]):
        name, licence = corpus["name"].removesuffix(".txt.xz").rsplit("_", 1)
        print(f"| {name} | {licence} | {corpus['tokens'] / 1e6:.2f} | {100 * corpus['share']:.1f}% |")
    left = index["left_out"]
    shared, repeated = left.get("eight words", 0), left["repeated"]
    print(f"\nLeft out: {left['excluded']} lines of the development sets, {shared:,} that share eight words with them,")
    print(f"{repeated:,} repeated ones.")


if __name__ == "__main__":
    main()
