#!/bin/sh
# From a trained decoder to the committed files. Prints the length and the SHA-256 of each for models.toml.
#
#   ./ship.sh GGUF ADAPTATION DECODER CORPORA OUT
#
# GGUF: the published encoder. ADAPTATION: what adapt_export.py wrote. DECODER: what quantise.py wrote. FOREWORD (the
# command line) and PYTHON may be set in the environment.
set -eu
gguf=$1 adaptation=$2 decoder=$3 corpora=$4 out=$5
here=$(dirname "$0")
foreword=${FOREWORD:-foreword}
mkdir -p "$out"
shipped="$out/decoder-lanes-10.safetensors"
cp "$decoder" "$shipped"

# The head's tokens, by which the embedding keeps more levels, are the same in every decoder.
"$foreword" model shrink --input "$gguf" --adaptation "$adaptation" --decoder "$shipped" \
    --frequent-levels 15 --other-levels 7 --exact-below 4096 --out "$out/foreword-encoder.gguf"
texts=
for name in byu-chitchat clinton-foia gum human-conversation masc synthetic-persona; do
    texts="$texts $(find "$corpora" -name "$name*.txt.xz" | sort | sed 's/^/--texts /')"
done
# shellcheck disable=SC2086
"${PYTHON:-python3}" "$here/preview.py" --gguf "$out/foreword-encoder.gguf" --decoder "$shipped" $texts \
    --rank 128 --windows 34 --check 4
"$foreword" model stamp --decoder "$shipped" --encoder "$out/foreword-encoder.gguf"
"$foreword" model pack --input "$adaptation" --out "$out/encoder-adaptation.safetensors.packed"
"$foreword" model pack --input "$out/foreword-encoder.gguf" --out "$out/foreword-encoder.gguf.packed"
"$foreword" model pack --input "$shipped" --base "$out/foreword-encoder.gguf" --out "$shipped.packed"
