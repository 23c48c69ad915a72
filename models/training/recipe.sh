#!/bin/sh
# From corpora to the file that is shipped. Every step goes on where it stopped when the command is given again.
#
#   ./recipe.sh GGUF CORPORA EVAL_DEV START DATA MINUTES
#
# START: a decoder to start from, or - for one born from the encoder. DATA: a folder for tokens, shards (1.4 MB a window)
# and the run. SHARDS (288), THREADS (2) and TRAIN (more arguments of train.py) may be set in the environment.
set -eu
gguf=$1 corpora=$2 eval=$3 start=$4 data=$5 minutes=$6
threads=${THREADS:-2}
here=$(dirname "$0")
run="$data/run"
py() { script=$1; shift; python3 "$here/$script" "$@"; }

[ -f "$data/data/index.json" ] || py prepare.py --gguf "$gguf" --corpora "$corpora" --exclude "$eval" --out "$data/data"
py write_lanes.py --gguf "$gguf" --data "$data/data" --out "$data/held-out" --held-out --threads "$threads"
py write_lanes.py --gguf "$gguf" --data "$data/data" --out "$data/lanes" --shards "0:${SHARDS:-288}" --threads "$threads"
if [ "$start" = - ]; then
    start="$data/born.safetensors"
    [ -f "$start" ] || py born.py --gguf "$gguf" --data "$data/data" --threads "$threads" --out "$start"
fi
resume=
[ ! -f "$run/checkpoint.pt" ] || resume=--resume
# shellcheck disable=SC2086
py train.py --gguf "$gguf" --lanes "$data/lanes" --held-out "$data/held-out" --start "$start" --out "$run" \
    --minutes "$minutes" --threads "$threads" $resume ${TRAIN:-}
py evaluate.py --gguf "$gguf" --held-out "$data/held-out" --decoder "trained=$run/decoder.safetensors" \
    --threads "$threads" --out "$run/figures.json"
texts=
for name in byu-chitchat clinton-foia gum human-conversation masc synthetic-persona; do
    texts="$texts $(find "$corpora" -name "$name*.txt.xz" | sort | sed 's/^/--texts /')"
done
# shellcheck disable=SC2086
py activation_energy.py --gguf "$gguf" --decoder "$run/decoder.safetensors" $texts --contexts 9 --out "$run/energy.safetensors"
grid=
case " ${TRAIN:-} " in *" --grid "*) grid="--grid $gguf" ;; esac
# shellcheck disable=SC2086
py quantise.py --input "$run/decoder.safetensors" --energy "$run/energy.safetensors" $grid --out "$run/shipped.safetensors"
py evaluate.py --gguf "$gguf" --held-out "$data/held-out" --decoder "shipped=$run/shipped.safetensors" \
    --threads "$threads" --out "$run/figures-shipped.json"
# shellcheck disable=SC2086
py preview.py --gguf "$gguf" --decoder "$run/shipped.safetensors" $texts --rank 128 --windows 34 --check 4
