//! Packed files, made and unpacked again; and files that are packed wrongly.

use foreword_formats::packed::{Form, Header, PackedError, Unpacker, pack};
use foreword_formats::{FormatError, Levels, Parsed, RowOrder, decoder_vocab, shrink_embedding, stamp_encoder};
use proptest::prelude::*;

#[path = "support/gguf_writer.rs"]
mod gguf_writer;
#[path = "support/packing.rs"]
mod packing;
#[path = "support/packing_decoder.rs"]
mod packing_decoder;
use packing::{HEAD, Noise, encoder, place};
use packing_decoder::{decoder, packed_decoder};

fn header(packed: &[u8]) -> Result<Header, PackedError> {
    match Header::parse(packed, packed.len() as u64)? {
        Parsed::Complete(header) => Ok(header),
        Parsed::Incomplete { need_at_least } => panic!("asks for {need_at_least} bytes of {}", packed.len()),
    }
}

fn unpack(packed: &[u8], base: &[u8], step: usize) -> Result<Vec<u8>, PackedError> {
    let header = header(packed)?;
    let body = header.len as usize;
    let (mut unpacker, mut out) = (Unpacker::new(header), Vec::new());
    for chunk in base.chunks(step) {
        unpacker.push_base(chunk)?;
    }
    for chunk in packed[body..].chunks(step) {
        unpacker.push(chunk, &mut out)?;
    }
    unpacker.finish()?;
    Ok(out)
}

proptest! {
    #[test]
    fn what_was_packed_comes_back(seed in any::<u32>(), step in 1usize..3000) {
        let mut noise = Noise(seed);
        let encoder = encoder(&mut noise);
        let packed = pack(&encoder, [7; 32], None).unwrap();
        prop_assert_eq!(unpack(&packed, &[], step).unwrap(), encoder.clone());
        let decoder = decoder(&encoder, &mut noise);
        let packed = packed_decoder(&encoder, &decoder);
        prop_assert_eq!(unpack(&packed, &encoder, step).unwrap(), decoder);
    }

    #[test]
    fn a_damaged_file_is_an_error_or_other_bytes(seed in any::<u32>(), at in any::<prop::sample::Index>(), bit in 0..8) {
        let mut noise = Noise(seed);
        let encoder = encoder(&mut noise);
        let decoder = decoder(&encoder, &mut noise);
        let mut packed = packed_decoder(&encoder, &decoder);
        let at = at.index(packed.len());
        packed[at] ^= 1u8 << bit;
        if let Ok(found) = unpack(&packed, &encoder, 1000) {
            prop_assert_eq!(found.len(), decoder.len());
        }
    }

    #[test]
    fn any_bytes_are_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Header::parse(&bytes, bytes.len() as u64).is_err());
        let started = [&b"FWPK\x01\0\0\0"[..], &bytes].concat();
        let _ = unpack(&started, &[], 10);
    }
}

#[test]
fn matrices_on_the_bases_grid_are_stored_as_differences() {
    let mut noise = Noise(1);
    let encoder = encoder(&mut noise);
    let decoder = decoder(&encoder, &mut noise);
    let (with, without) = (packed_decoder(&encoder, &decoder), pack(&decoder, [1; 32], None).unwrap());
    assert!(with.len() < without.len(), "{} {}", with.len(), without.len());
    let found = header(&with).unwrap();
    let deltas: Vec<_> =
        found.segments.iter().filter(|s| matches!(s.form, Form::Delta { .. })).map(|s| s.form).collect();
    let at = |name: &str| place(&encoder, name).start as u64;
    let halves = RowOrder::Halves { head_dim: HEAD };
    let expected = [
        Form::Delta { base: at("blk.1.attn_q.weight"), row_blocks: 2, order: halves },
        Form::Delta { base: at("blk.1.ffn_down.weight"), row_blocks: 1, order: RowOrder::Stored },
        Form::Delta { base: at("blk.0.attn_q.weight"), row_blocks: 2, order: halves },
    ];
    assert_eq!(deltas, expected);
    assert_eq!(found.base.unwrap().len, encoder.len() as u64);
    assert_eq!(header(&without).unwrap().base, None);
}

#[test]
fn a_base_that_is_of_no_use_is_not_asked_for() {
    let mut noise = Noise(1);
    let (encoder, other) = (encoder(&mut noise), encoder(&mut noise));
    let decoder = decoder(&encoder, &mut noise);
    assert_eq!(header(&packed_decoder(&other, &decoder)).unwrap().base, None);
}

#[test]
fn a_missing_or_wrong_base_is_named() {
    let mut noise = Noise(1);
    let encoder = encoder(&mut noise);
    let packed = packed_decoder(&encoder, &decoder(&encoder, &mut noise));
    let expected = encoder.len() as u64;
    for len in [0, 100, place(&encoder, "blk.1.attn_q.weight").end - 1] {
        let found = len as u64;
        assert_eq!(unpack(&packed, &encoder[..len], 5000), Err(PackedError::BaseLen { expected, found }));
    }
    let longer = [&encoder[..], &[0]].concat();
    assert_eq!(unpack(&packed, &longer, usize::MAX), Err(PackedError::BaseLen { expected, found: expected + 1 }));
}

#[test]
fn every_cut_is_noticed() {
    let encoder = encoder(&mut Noise(5));
    let packed = pack(&encoder, [7; 32], None).unwrap();
    for len in 0..packed.len() {
        let error = unpack(&packed[..len], &[], usize::MAX).unwrap_err();
        assert!(matches!(error, PackedError::PackedLen { .. }), "{len}: {error}");
    }
    let longer = [&packed[..], &[0]].concat();
    let (expected, found) = (packed.len() as u64, packed.len() as u64 + 1);
    assert_eq!(unpack(&longer, &[], 1000), Err(PackedError::PackedLen { expected, found }));
}

/// A packed file of one segment of a kilobyte of zeros, with bytes changed.
fn patched(changes: &[(usize, &[u8])]) -> Result<Vec<u8>, PackedError> {
    let file = [&1016u64.to_le_bytes()[..], b"{}", &[b' '; 1014]].concat();
    let mut packed = pack(&file, [0; 32], None).expect("well-formed");
    assert_eq!(header(&packed).expect("just packed").segments.len(), 1);
    for &(at, bytes) in changes {
        packed[at..at + bytes.len()].copy_from_slice(bytes);
    }
    unpack(&packed, &[], 100)
}

/// Where the only segment of [`patched`] says how long it is.
const SEGMENT: usize = 92;

#[test]
fn a_segment_that_inflates_to_more_than_it_says_is_refused() {
    let error = patched(&[(8, &1000u64.to_le_bytes()), (SEGMENT + 1, &1000u32.to_le_bytes())]).unwrap_err();
    assert!(matches!(error, PackedError::Inflate { segment: 0, expected: 1000, .. }), "{error}");
    let error = patched(&[(8, &2000u64.to_le_bytes()), (SEGMENT + 1, &2000u32.to_le_bytes())]).unwrap_err();
    assert!(matches!(error, PackedError::Inflate { expected: 2000, found: 1024, .. }), "{error}");
}

#[test]
fn a_wrong_start_is_refused() {
    let text = |at, bytes: &[u8]| patched(&[(at, bytes)]).unwrap_err().to_string();
    assert_eq!(text(0, b"FWPQ"), "not a packed file: it is of no format known here: it begins with [46, 57, 50, 51]");
    assert_eq!(text(4, &[2]), "packed file of version 2, only version 1 is known");
    assert_eq!(text(8, &1025u64.to_le_bytes()), "the segments cover 1024 bytes of an unpacked file of 1025");
    assert_eq!(text(88, &70_000u32.to_le_bytes()), "70000 segments, at most 65536 are accepted");
}

#[test]
fn segments_that_cannot_be_are_refused_before_anything_is_unpacked() {
    /// A header of one segment of this form, with this length, of a base of 1,000 bytes.
    fn text(form: u8, len: u32, more: &[u8]) -> String {
        let mut file =
            [&b"FWPK\x01\0\0\0"[..], &u64::from(len).to_le_bytes(), &[0; 32], &1000u64.to_le_bytes()].concat();
        file.extend(
            [&[0; 32][..], &1u32.to_le_bytes(), &[form], &len.to_le_bytes(), &1u32.to_le_bytes(), more].concat(),
        );
        file.push(0);
        header(&file).map_or_else(|error| error.to_string(), |_| "fine".into())
    }
    let delta = |base: u64, blocks: u32, head: u32| {
        [&base.to_le_bytes()[..], &blocks.to_le_bytes(), &head.to_le_bytes()].concat()
    };
    for (form, len, more, expected) in [
        (3, 10, vec![], "segment 0 has form 3, only 0 to 2 are known"),
        (0, 0, vec![], "segment 0: length 0, expected 1 to 1048576"),
        (0, 1 << 21, vec![], "segment 0: length 2097152, expected 1 to 1048576"),
        (0, 10, vec![], "fine"),
        (1, 40, vec![20, 4], "fine"),
        (1, 40, vec![20, 21], "segment 0: single bytes 21, expected at most 20"),
        (1, 41, vec![20, 4], "segment 0: length of the records 41, expected a multiple of 20"),
        (1, 40, vec![0, 0], "segment 0: length of the records 40, expected a multiple of 0"),
        (2, 160, delta(840, 1, 4), "fine"),
        (2, 160, delta(841, 1, 4), "segment 0 needs bytes 841 to 1001 of a base of 1000"),
        (
            2,
            160,
            delta(u64::MAX, 1, 0),
            "segment 0 needs bytes 18446744073709551615 to 18446744073709551615 of a base of 1000",
        ),
        (2, 120, delta(0, 1, 4), "segment 0: length of the rows 120, expected a multiple of 80"),
        (2, 160, delta(0, 0, 0), "segment 0: length of the rows 160, expected a multiple of 0"),
        (
            2,
            160,
            delta(0, u32::MAX, u32::MAX - 1),
            "segment 0: length of the rows 160, expected a multiple of 18446744073709551615",
        ),
        (2, 60, delta(0, 1, 3), "segment 0: rows of a head 3, expected an even number"),
    ] {
        assert_eq!(text(form, len, &more), expected, "{form} {len} {more:?}");
    }
}

#[test]
fn an_embedding_is_shrunk_and_nothing_else() {
    let before = encoder(&mut Noise(11));
    let mut after = before.clone();
    let at = place(&before, "token_embd.weight");
    // Scales that are finite half floats.
    after[at.clone()].chunks_exact_mut(34).for_each(|block| block[1] = 0x2c);
    let finite = after.clone();
    let levels = Levels { frequent: 15, other: 7, exact_below: 2 };
    shrink_embedding(&mut after, &[0, 8], levels).unwrap();
    assert_eq!((&after[..at.start], &after[at.end..]), (&before[..at.start], &before[at.end..]));
    let row_bytes = at.len() / 9;
    assert_eq!(after[at.clone()][..2 * row_bytes], finite[at.clone()][..2 * row_bytes], "kept as they are");
    for (row, block) in after[at].chunks_exact(34).enumerate().skip(2) {
        let most = if row == 8 { 15 } else { 7 };
        let greatest = block[2..].iter().map(|&byte| (byte as i8).unsigned_abs()).max().unwrap();
        assert!(greatest <= most && greatest >= most - 1, "row {row}: {greatest}");
    }
    let packed = |file: &[u8]| pack(file, [0; 32], None).unwrap().len();
    assert!(packed(&after) < packed(&finite));

    let mut file = finite.clone();
    let error = shrink_embedding(&mut file, &[9], levels).unwrap_err();
    assert!(matches!(error, FormatError::Token { token: 9, vocab_size: 9 }), "{error}");
    let error = shrink_embedding(&mut file, &[], Levels { frequent: 128, ..levels }).unwrap_err();
    assert_eq!(error.to_string(), "levels: 128 is not between 1 and 127");
    assert_eq!(file, finite);
}

#[test]
fn a_decoder_is_stamped_in_place() {
    let (old, new) = ("a".repeat(64), "0123456789abcdef".repeat(4));
    let file = |metadata: &str| {
        let header = format!(
            "{{\"__metadata__\":{{{metadata}}},\"decoder.vocab\":{{\"dtype\":\"U32\",\"shape\":[2],\"data_offsets\":[0,8]}}}}"
        );
        [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &[3, 0, 0, 0, 5, 0, 0, 0]].concat()
    };
    let mut stamped = file(&format!("\"encoder_sha256\":\"{old}\""));
    stamp_encoder(&mut stamped, &new).unwrap();
    assert_eq!(stamped, file(&format!("\"encoder_sha256\":\"{new}\"")));
    assert_eq!(decoder_vocab(&stamped).unwrap(), [3, 5]);
    assert!(stamp_encoder(&mut stamped, "x").is_err());
    let twice = format!("\"encoder_sha256\":\"{old}\",\"other\":\"{old}\"");
    for metadata in ["\"format\":\"x\"", "\"encoder_sha256\":\"short\"", &twice] {
        let error = stamp_encoder(&mut file(metadata), &new).unwrap_err();
        assert!(matches!(error, FormatError::Metadata { key: "encoder_sha256", .. }), "{error}");
    }
}
