//! What must hold for any bytes given to the n-gram table's reader. Shared by the fuzz target and by a test that
//! replays the saved inputs.

use foreword_ngrams::NgramTable;

/// Parses `data` as it is and with the right checksum; panics if a promise of the reader is broken.
pub fn ngrams(data: &[u8]) {
    check(data);
    if data.len() >= 80 {
        let mut sealed = data.to_vec();
        let sum = checksum(&sealed);
        sealed[72..80].copy_from_slice(&sum.to_le_bytes());
        check(&sealed);
    }
}

fn check(data: &[u8]) {
    let table = match NgramTable::parse(data) {
        Ok(table) => table,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let sizes = table.sizes();
    assert_eq!(sizes.bytes, data.len());
    let vocab_size = sizes.vocab_size as u32;
    // Histories from the input itself, so that the fuzzer can steer them.
    let numbers: Vec<u32> =
        data.chunks_exact(2).map(|pair| u32::from(u16::from_le_bytes([pair[0], pair[1]]))).collect();
    for history in numbers.windows(4).step_by(1 + numbers.len() / 16).chain([&[][..], &[u32::MAX, 0]]) {
        let history: Vec<u32> = history.iter().map(|&n| if n > 60_000 { n } else { n % (vocab_size + 1) }).collect();
        let top = table.top(&history, 5);
        assert_eq!(top.len(), 5.min(sizes.vocab_size));
        assert!(top.is_sorted_by(|a, b| a.log_prob >= b.log_prob), "{top:?}");
        let given = table.after(&history);
        for token in top.iter().map(|candidate| candidate.token).chain([0, vocab_size, u32::MAX]) {
            let log_prob = table.log_prob(&history, token);
            assert!(log_prob.is_finite() && log_prob <= 0.0, "{log_prob} for {token} after {history:?}");
            assert!((1..=4).contains(&given.order(token)));
        }
        assert!(top.iter().all(|c| c.token < vocab_size && c.log_prob == table.log_prob(&history, c.token)));
    }
}

/// The checksum as the format describes it: written a second time, so that the description is tested too.
fn checksum(bytes: &[u8]) -> u64 {
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    for part in [&bytes[..72], &bytes[80..]] {
        for chunk in part.chunks(8) {
            let word = chunk.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
            sum = (sum ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
        }
    }
    let mut x = (sum ^ bytes.len() as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
