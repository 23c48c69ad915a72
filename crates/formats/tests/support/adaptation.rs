//! An adaptation of the small encoder in `packing.rs`.

use safetensors::tensor::Dtype;

use crate::packing::{Noise, SHAPES, encoder, place};

/// What the adaptation says its encoder's SHA-256 is.
pub const BASE: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// A tensor of an adaptation under construction.
pub type Given = (String, Dtype, Vec<usize>, Vec<u8>);

/// The small encoder with finite scales and minima, as real ones are: scales of about 0.06, minima of about −0.5.
pub fn finite_encoder() -> Vec<u8> {
    let mut file = encoder(&mut Noise(5));
    for name in names() {
        for block in file[place(&encoder(&mut Noise(5)), &name)].chunks_exact_mut(20) {
            (block[1], block[2], block[3]) = (0x2c, block[2] & 0xf0, 0xb8);
        }
    }
    file
}

/// The names of its 4-bit matrices.
pub fn names() -> Vec<String> {
    let of_layer = |layer| SHAPES.map(|(name, ..)| format!("blk.{layer}.{name}.weight"));
    (0..2).flat_map(of_layer).collect()
}

/// The tensors of an adaptation with steps from −16 to 15, and a norm of ones.
pub fn tensors(seed: u32) -> Vec<Given> {
    let mut noise = Noise(seed);
    let mut given = vec![("norm".to_owned(), Dtype::F32, vec![40], 1f32.to_le_bytes().repeat(40))];
    for (at, name) in names().into_iter().enumerate() {
        let (_, rows, cols) = SHAPES[at % SHAPES.len()];
        let (shape, len) = (vec![rows, cols / 32], rows * cols / 32);
        for part in ["scale", "centre"] {
            let steps = noise.bytes(len).iter().map(|byte| (byte % 32).wrapping_sub(16)).collect();
            given.push((format!("{name}.{part}"), Dtype::I8, shape.clone(), steps));
        }
    }
    given
}

/// The file, with entries of its metadata replaced by `changed`. Written here, since the library's order of metadata
/// changes from run to run.
pub fn file(tensors: &[Given], changed: &[(&str, &str)]) -> Vec<u8> {
    let usual =
        [("format", "foreword-adaptation"), ("base_sha256", BASE), ("scale_step", "0.01"), ("centre_step", "0.02")];
    let value = |key, usual| changed.iter().find(|entry| entry.0 == key).map_or(usual, |entry| entry.1);
    let metadata = usual.map(|(key, usual)| format!("{key:?}:{:?}", value(key, usual))).join(",");
    let mut header = format!("{{\"__metadata__\":{{{metadata}}}");
    let mut data = Vec::new();
    for (name, dtype, shape, bytes) in tensors {
        let (start, end) = (data.len(), data.len() + bytes.len());
        header +=
            &format!(",{name:?}:{{\"dtype\":\"{dtype:?}\",\"shape\":{shape:?},\"data_offsets\":[{start},{end}]}}");
        data.extend_from_slice(bytes);
    }
    header += "}";
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &data].concat()
}
