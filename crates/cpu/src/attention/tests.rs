use foreword_model::{AttentionShape, DraftSlots, Ops, SeenContext, TextCache};
use proptest::prelude::*;

use crate::testing::{buffer, noise};
use crate::{Buffer, CpuOps, Isa};

/// Rows of a text read together, and drafts written together, against the same one by one.
fn check(heads: (usize, usize), before: usize, rows: usize, seed: u64) {
    let (n_heads, n_kv_heads) = heads;
    let shape = AttentionShape { n_heads, n_kv_heads, head_dim: 32, rope_theta: 1e5, positions: before + rows + 1 };
    let width = shape.qkv_width();
    let (text, drafts) = (noise(seed, (before + rows) * width), noise(seed + 1, rows * width));
    for isa in Isa::available() {
        let ops = CpuOps::with_isa(isa, 1).unwrap();
        let attention = ops.attention(shape);
        let read = |cache: &mut crate::KvCache, range: std::ops::Range<usize>| {
            let (mut out, values) = (Buffer::default(), &text[range.start * width..range.end * width]);
            let start = range.start;
            ops.attend_text(&attention, &buffer(range.len(), values), TextCache { cache, start }, &mut out);
            (0..range.len()).map(|row| out.row(row).to_vec()).collect::<Vec<_>>()
        };
        let new = || ops.cache(&attention, 1, before + rows);
        let (mut together, mut alone) = (new(), new());
        for cache in [&mut together, &mut alone] {
            read(cache, 0..before);
        }
        let expected: Vec<_> = (before..before + rows).flat_map(|at| read(&mut alone, at..at + 1)).collect();
        assert_eq!(read(&mut together, before..before + rows), expected, "{isa:?}");

        let draft = |slots: std::ops::Range<usize>| {
            let (mut out, values) = (Buffer::default(), &drafts[slots.start * width..slots.end * width]);
            let mut own = ops.cache(&attention, slots.len(), 1);
            let context = SeenContext { cache: &together, len: before };
            let own = DraftSlots { cache: &mut own, step: 0 };
            ops.attend_drafts(&attention, &buffer(slots.len(), values), context, own, &mut out);
            (0..slots.len()).map(|row| out.row(row).to_vec()).collect::<Vec<_>>()
        };
        let expected: Vec<_> = (0..rows).flat_map(|slot| draft(slot..slot + 1)).collect();
        assert_eq!(draft(0..rows), expected, "{isa:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn rows_that_are_taken_together_get_the_same_bits_as_alone(
        heads in prop::sample::select(vec![(3, 1), (9, 3), (4, 2), (4, 1), (8, 1)]),
        before in 1usize..40, rows in 1usize..10, seed in 0u64..1 << 40,
    ) {
        check(heads, before, rows, seed);
    }
}
