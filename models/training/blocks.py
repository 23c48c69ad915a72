"""The two block formats of the shipped decoder, and a safetensors file that is the same bytes on every run.

A matrix of `rows` by `cols` (cols a multiple of 32) is U8 `[rows, cols / 32 * bytes_per_block]`, as GGUF stores it:
    Q4_1, 20 bytes  f16 scale d >= 0, f16 minimum m, 16 bytes; the low nibble of byte i is column i, the high nibble
                    column i + 16 of the block; weight = d * q + m
    Q8_0, 34 bytes  f16 scale d, 32 int8; weight = d * q
"""

import json
import struct
from pathlib import Path

import numpy as np

BLOCK = 32
BYTES = {"q4_1": 20, "q8_0": 34}
# Starts of the search: the share of the block's range that is kept, and how much of the rest is cut off below.
STARTS = [(1.0, 0.5)] + [(keep, side) for keep in (0.92, 0.84, 0.76) for side in (0.0, 0.5, 1.0)]
ROUNDS = 6
F16_MAX = 65504.0


def _levels(w, d, m):
    safe = np.where(d > 0, d, 1)
    return np.where(d > 0, np.clip(np.rint((w - m) / safe), 0, 15), 0)


def _error(w, a, d, m):
    return (a * np.square(w - m - d * _levels(w, d, m))).sum(1, keepdims=True)


def _f16(value):
    return np.clip(value, -F16_MAX, F16_MAX).astype(np.float16).astype(np.float32)


def plain_q4_1(w):
    """Scale and minimum (f32 holding f16 values, `[blocks, 1]`) that span each block from its least to its greatest."""
    low, high = w.min(1, keepdims=True), w.max(1, keepdims=True)
    return _f16((high - low) / 15), _f16(low)


def search_q4_1(w, a):
    """Scale and minimum that minimise sum(a * (w - d*q - m)^2) per block, as far as the starts lead.

    From each start, levels and then the weighted least-squares line through them are taken in turn. The plain
    choice is a candidate too, so no block comes out worse than by `plain_q4_1`.
    """
    low, high = w.min(1, keepdims=True), w.max(1, keepdims=True)
    best_d, best_m = plain_q4_1(w)
    best = _error(w, a, best_d, best_m)
    sum_a, sum_w = a.sum(1, keepdims=True), (a * w).sum(1, keepdims=True)
    for keep, side in STARTS:
        d = (high - low) * keep / 15
        m = low + (high - low) * (1 - keep) * side
        for _ in range(ROUNDS):
            q = _levels(w, d, m)
            aq = a * q
            sum_q, sum_qq, sum_wq = (part.sum(1, keepdims=True) for part in (aq, aq * q, aq * w))
            spread = sum_a * sum_qq - sum_q * sum_q
            slope = (sum_a * sum_wq - sum_q * sum_w) / np.where(spread > 0, spread, 1)
            d = np.where((spread > 0) & (slope > 0), slope, d)
            m = (sum_w - d * sum_q) / sum_a
        d = _f16(d)
        m = _f16((sum_w - d * (a * _levels(w, d, m)).sum(1, keepdims=True)) / sum_a)
        error = _error(w, a, d, m)
        better = error < best
        best, best_d, best_m = np.where(better, error, best), np.where(better, d, best_d), np.where(better, m, best_m)
    return best_d, best_m


def encode(matrix, kind, energy=None, search=True, chunk=2048):
    """`[rows, cols]` f32 as U8 blocks. `energy`: mean square of each column's input, `[cols]`, or None for equal."""
    rows, cols = matrix.shape
    if cols % BLOCK or not np.isfinite(matrix).all():
        raise ValueError(f"{rows}x{cols}: columns must be a multiple of {BLOCK} and every weight finite")
    blocks = np.ascontiguousarray(matrix, np.float32).reshape(-1, BLOCK)
    out = np.empty((len(blocks), BYTES[kind]), np.uint8)
    if kind == "q8_0":
        d = _f16(np.abs(blocks).max(1, keepdims=True) / 127)
        q = np.clip(np.rint(np.where(d > 0, blocks / np.where(d > 0, d, 1), 0)), -127, 127).astype(np.int8)
        out[:, :2], out[:, 2:] = d.astype("<f2").view(np.uint8), q.view(np.uint8)
        return out.reshape(rows, -1)
    if energy is None:
        energy = np.ones(cols, np.float32)
    # A column that never carried anything still gets a small say, and each block's weights have mean 1.
    a = np.asarray(energy, np.float32)
    a = (a + 1e-3 * a.mean() + 1e-30).reshape(-1, BLOCK)
    a = a / a.mean(1, keepdims=True)
    for at in range(0, len(blocks), chunk):
        w = blocks[at : at + chunk]
        weights = a[(np.arange(at, at + len(w))) % len(a)]
        d, m = search_q4_1(w, weights) if search else plain_q4_1(w)
        _put_q4_1(out[at : at + len(w)], w, d, m)
    return out.reshape(rows, -1)


def encode_on(matrix, d, m):
    """`[rows, cols]` f32 as Q4_1 blocks with given scales and minima `[rows, cols / 32]`, which hold f16 values."""
    w = np.ascontiguousarray(matrix, np.float32).reshape(-1, BLOCK)
    d, m = (np.asarray(part, np.float32).reshape(-1, 1) for part in (d, m))
    out = np.empty((len(w), BYTES["q4_1"]), np.uint8)
    _put_q4_1(out, w, d, m)
    return out.reshape(len(matrix), -1)


def _put_q4_1(out, w, d, m):
    q = _levels(w, d, m).astype(np.uint8)
    out[:, :2], out[:, 2:4] = d.astype("<f2").view(np.uint8), m.astype("<f2").view(np.uint8)
    out[:, 4:] = q[:, :16] | (q[:, 16:] << 4)


def decode(blocks, cols):
    """U8 `[rows, bytes]` as f32 `[rows, cols]`; the kind follows from the number of bytes."""
    rows, width = blocks.shape
    kinds = [kind for kind, size in BYTES.items() if cols % BLOCK == 0 and width == cols // BLOCK * size]
    if not kinds:
        raise ValueError(f"{width} bytes per row are neither Q4_1 nor Q8_0 of {cols} columns")
    flat = np.ascontiguousarray(blocks).reshape(-1, BYTES[kinds[0]])
    d = flat[:, :2].copy().view("<f2").astype(np.float32)
    if kinds[0] == "q8_0":
        return (d * flat[:, 2:].copy().view(np.int8)).reshape(rows, cols)
    m = flat[:, 2:4].copy().view("<f2").astype(np.float32)
    q = np.concatenate([flat[:, 4:] & 15, flat[:, 4:] >> 4], axis=1).astype(np.float32)
    return (d * q + m).reshape(rows, cols)


def write_safetensors(path, tensors, metadata):
    """Writes numpy arrays: 4-byte elements first, then by name; keys of the header in order. Returns the bytes."""
    codes = {"int8": "I8", "uint8": "U8", "float32": "F32", "uint32": "U32"}
    header, offset = {"__metadata__": dict(sorted(metadata.items()))}, 0
    order = sorted(tensors, key=lambda name: (-tensors[name].itemsize, name))
    for name in order:
        value = tensors[name]
        header[name] = {
            "dtype": codes[value.dtype.name],
            "shape": list(value.shape),
            "data_offsets": [offset, offset + value.nbytes],
        }
        offset += value.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in order:
            file.write(np.ascontiguousarray(tensors[name]).tobytes())
    return Path(path).stat().st_size
