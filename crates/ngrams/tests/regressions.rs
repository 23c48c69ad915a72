//! Replays the fuzzer's seeds, and whatever once made it fail, on the fuzz target's own code.

use foreword_ngrams::{NgramCounts, NgramTable, TableOptions};

#[path = "../../../fuzz/bodies/ngrams.rs"]
mod body;
#[path = "../../../fuzz/bodies/replay.rs"]
mod replay;

/// A table over 40 tokens, with short and long lists.
fn table(code_bits: u32) -> Vec<u8> {
    let mut counts = NgramCounts::new(40, 39).expect("a vocabulary");
    for i in 0..10 {
        for _ in 0..30 {
            // The last token depends on the first, three before it; the one before on one of many.
            counts.push(&[10 + i, 1, 2, 20 + i], 1.0).expect("a line");
            counts.push(&[0, 3 + 2 * i, i % 4 + 30, i % 3 + 35], 1.0).expect("a line");
        }
    }
    counts
        .finish()
        .table(&TableOptions { budget_bytes: 2_000 + 400 * code_bits as usize, code_bits })
        .expect("enough bytes")
}

fn seeds() -> [(&'static str, Vec<u8>); 4] {
    let mut counts = NgramCounts::new(3, 0).expect("a vocabulary");
    counts.push(&[1, 2], 1.0).expect("a line");
    let bare = counts.finish().table(&TableOptions { budget_bytes: 1_000, code_bits: 4 }).expect("enough bytes");
    let mut cut = table(4);
    cut.truncate(1_700);
    [("four-bits", table(4)), ("eight-bits", table(8)), ("unigrams", bare), ("cut", cut)]
}

#[test]
fn the_seeds_reach_every_branch() {
    for bits in [4, 8] {
        let table = NgramTable::parse(table(bits)).unwrap();
        let sizes = table.sizes();
        assert!(sizes.contexts.iter().all(|&contexts| contexts > 0), "{sizes:?}");
        let after_0 = (0..40).filter(|&token| table.after(&[38, 0]).order(token) == 2).count();
        assert!(after_0 > 7, "the list after 0 is not long: {after_0}");
        assert!(table.after(&[10, 1, 2]).order(20) == 4);
    }
}

#[test]
fn every_saved_input_passes() {
    replay::replay("ngrams", &seeds(), body::ngrams);
}
