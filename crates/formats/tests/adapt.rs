//! Encoders are adapted block by block, the same everywhere, and what doesn't fit is refused.

use foreword_formats::{FormatError, adapt};
use half::{bf16, f16};
use proptest::prelude::*;
use safetensors::tensor::Dtype;

#[path = "support/adaptation.rs"]
mod adaptation;
#[path = "support/gguf_writer.rs"]
mod gguf_writer;
#[path = "support/packing.rs"]
mod packing;

use adaptation::{BASE, Given, file, finite_encoder, names, tensors};
use packing::place;

/// Scale and minimum.
fn read(block: &[u8]) -> (f32, f32) {
    let half = |at: usize| f16::from_le_bytes([block[at], block[at + 1]]).to_f32();
    (half(0), half(2))
}

fn steps<'a>(given: &'a [Given], name: &str) -> &'a [u8] {
    &given.iter().find(|tensor| tensor.0 == name).expect("it is there").3
}

#[test]
fn levels_stay_and_blocks_move_as_they_were_trained() {
    let (before, given) = (finite_encoder(), tensors(3));
    let mut after = before.clone();
    adapt(&mut after, BASE, &file(&given, &[])).unwrap();
    for name in names() {
        let at = place(&before, &name);
        let (scales, centres) = (steps(&given, &format!("{name}.scale")), steps(&given, &format!("{name}.centre")));
        let blocks = before[at.clone()].chunks_exact(20).zip(after[at].chunks_exact(20));
        for (n, (old, new)) in blocks.enumerate() {
            assert_eq!(old[4..], new[4..], "levels");
            let ((d, m), (found_d, found_m)) = (read(old), read(new));
            // In double precision, without rounding the minimum: the centre stays within half a unit of the scale's.
            let (s, t) = (0.01 * f64::from(scales[n] as i8), 0.02 * f64::from(centres[n] as i8));
            let (d, m) = (f64::from(d), f64::from(m));
            let centre = m + 7.5 * d + d * t;
            let found = f64::from(found_m) + 7.5 * f64::from(found_d);
            assert!((found - centre).abs() < 7.5 * d * 0.0006, "{name} {n}: centre {found} for {centre}");
            let wanted = d * (1.0 + s);
            // The minimum has eight significant bits, and the scale makes up for it.
            let slack = (m.abs() + 0.3) / 256.0 / 7.5 + wanted * 0.0006;
            assert!((f64::from(found_d) - wanted).abs() < slack, "{name} {n}: scale {found_d} for {wanted}");
            assert_eq!(bf16::from_f32(found_m).to_f32(), found_m, "{name} {n}: eight significant bits");
        }
    }
    assert_eq!(after[place(&after, "norm")], 1f32.to_le_bytes().repeat(40));
    let embedding = place(&before, "token_embd.weight");
    assert_eq!(after[embedding.clone()], before[embedding]);
}

/// A block worked out by hand: d = 0.0625, m = −0.5, s = 10 steps of 0.01, t = −5 steps of 0.02.
///
/// c = −0.5 + 7.5 · 0.0625 = −0.03125; c' = c − 0.00625 = −0.0375; d1 = 0.06875; c' − 7.5 d1 = −0.553125, in eight
/// bits −0.5546875 (steps of 1/256 there: −141.6, rounded to −142); d' = (−0.0375 + 0.5546875) / 7.5 = 0.06895833, as a
/// half float (steps of 2⁻¹⁴) 0.06896973 (1129.8 steps, rounded to 1130).
#[test]
fn a_block_is_what_was_worked_out_by_hand() {
    let name = &names()[0];
    let mut given = tensors(3);
    for (part, step) in [("scale", 10i8), ("centre", -5)] {
        let tensor = given.iter_mut().find(|tensor| tensor.0 == format!("{name}.{part}")).expect("it is there");
        tensor.3[0] = step as u8;
    }
    let mut encoder = finite_encoder();
    let at = place(&encoder, name).start;
    encoder[at..at + 2].copy_from_slice(&f16::from_f32(0.0625).to_le_bytes());
    encoder[at + 2..at + 4].copy_from_slice(&f16::from_f32(-0.5).to_le_bytes());
    adapt(&mut encoder, BASE, &file(&given, &[])).unwrap();
    assert_eq!(read(&encoder[at..at + 20]), (1130.0 / 16384.0, -142.0 / 256.0));
}

#[test]
fn a_block_of_zeros_stays() {
    let mut encoder = finite_encoder();
    let at = place(&encoder, &names()[0]).start;
    encoder[at..at + 20].fill(0);
    adapt(&mut encoder, BASE, &file(&tensors(3), &[])).unwrap();
    assert_eq!(encoder[at..at + 20], [0; 20]);
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let refused = |encoder: &[u8], adaptation: &[u8]| {
        adapt(&mut encoder.to_vec(), BASE, adaptation).expect_err("accepted").to_string()
    };
    let (encoder, given) = (finite_encoder(), tensors(3));
    let with = |key, value| refused(&encoder, &file(&given, &[(key, value)]));
    assert_eq!(with("format", "x"), "the file's \"format\" is \"x\", expected foreword-adaptation");
    assert_eq!(with("base_sha256", "ab"), format!("the file's \"base_sha256\" is \"ab\", expected {BASE}"));
    for step in ["", "0", "-1", "2", "NaN", "inf"] {
        let expected = format!("the file's \"scale_step\" is {step:?}, expected a number above 0, at most 1");
        assert_eq!(with("scale_step", step), expected);
    }
    let without = |name: &str| file(&given.iter().filter(|t| t.0 != name).cloned().collect::<Vec<_>>(), &[]);
    let missing = format!("{}.centre", names()[1]);
    assert_eq!(refused(&encoder, &without(&missing)), format!("tensor {missing:?} is missing"));
    assert_eq!(refused(&encoder, &without("norm")), "tensor \"norm\" is missing");
    let mut more = given.clone();
    more.push(("blk.9.x".into(), Dtype::I8, vec![1], vec![0]));
    let expected = "tensor \"foreword-adaptation\": expected 9 tensors, found 10";
    assert_eq!(refused(&encoder, &file(&more, &[])), expected);
    let mut other = given.clone();
    other[0].2 = vec![20, 2];
    assert_eq!(refused(&encoder, &file(&other, &[])), "tensor \"norm\": expected F32 [40], found F32 [20, 2]");
    other[0].2 = vec![40];
    other[0].3[4..8].copy_from_slice(&f32::NAN.to_le_bytes());
    assert_eq!(refused(&encoder, &file(&other, &[])), "a weight in row 1 is not finite");
    assert!(refused(&encoder, &encoder).starts_with("not a safetensors file: it is a GGUF file"));
    let error = adapt(&mut encoder[..400].to_vec(), BASE, &file(&given, &[])).unwrap_err();
    assert!(matches!(error, FormatError::Gguf(_) | FormatError::Length { .. }), "{error}");
}

#[test]
fn a_block_without_a_finite_scale_is_refused() {
    let mut encoder = finite_encoder();
    let at = place(&encoder, &names()[0]).start;
    encoder[at..at + 2].copy_from_slice(&f16::INFINITY.to_le_bytes());
    let error = adapt(&mut encoder, BASE, &file(&tensors(3), &[])).unwrap_err();
    assert!(matches!(&error, FormatError::Tensor { name, .. } if *name == names()[0]), "{error}");
}

proptest! {
    #[test]
    fn whatever_the_blocks_are_they_stay_finite_or_are_refused(
        scale in any::<u16>(), minimum in any::<u16>(), s in any::<u8>(), t in any::<u8>(),
    ) {
        let mut given = tensors(3);
        let name = names()[0].clone();
        for (part, step) in [("scale", s), ("centre", t)] {
            let tensor = given.iter_mut().find(|tensor| tensor.0 == format!("{name}.{part}")).expect("it is there");
            tensor.3[0] = step;
        }
        let mut encoder = finite_encoder();
        let at = place(&encoder, &name).start;
        encoder[at..at + 2].copy_from_slice(&scale.to_le_bytes());
        encoder[at + 2..at + 4].copy_from_slice(&minimum.to_le_bytes());
        let before = read(&encoder[at..at + 20]);
        if adapt(&mut encoder, BASE, &file(&given, &[])).is_ok() {
            let after = read(&encoder[at..at + 20]);
            let is_fine = after.0.is_finite() && after.1.is_finite() && !after.0.is_sign_negative();
            prop_assert!(is_fine || before.0 == 0.0, "{before:?} {after:?}");
        }
    }
}
