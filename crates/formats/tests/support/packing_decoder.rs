//! Decoders born from the small encoder in `packing.rs`, to be packed.

use std::collections::HashMap;

use foreword_formats::packed::{PackBase, pack};
use safetensors::tensor::{Dtype, TensorView};

use crate::packing::{HEAD, Noise, SHAPES, place};

/// A decoder whose two layers were born from layers 1 and 0 and lie on their grid; `ffn_down` of the second doesn't.
pub fn decoder(encoder: &[u8], noise: &mut Noise) -> Vec<u8> {
    let mut tensors =
        vec![("decoder.vocab".to_owned(), Dtype::U32, vec![3], [1u32, 2, 7].map(u32::to_le_bytes).concat())];
    for (layer, source) in [(0, 1), (1, 0)] {
        for (name, rows, cols) in SHAPES {
            let stored = &encoder[place(encoder, &format!("blk.{source}.{name}.weight"))];
            let row = cols / 32 * 20;
            let mut blocks = Vec::new();
            for n in 0..rows {
                // Written out once more: rows 0, 1 of a head are its even rows, 2, 3 its odd ones.
                let at = if name == "attn_q" { n / HEAD * HEAD + [0, 2, 1, 3][n % HEAD] } else { n };
                blocks.extend_from_slice(&stored[at * row..(at + 1) * row]);
            }
            for block in blocks.chunks_exact_mut(20) {
                block[4..].iter_mut().step_by(3).for_each(|byte| *byte = byte.wrapping_add(noise.byte() & 0x11));
            }
            if (layer, name) == (1, "ffn_down") {
                blocks[1] ^= 1;
            }
            tensors.push((format!("decoder.layers.{layer}.{name}.weight"), Dtype::U8, vec![rows, row], blocks));
        }
    }
    tensors.push(("decoder.preview.in".into(), Dtype::U8, vec![2, 34], noise.bytes(68)));
    let views = tensors.iter().map(|(name, dtype, shape, data)| {
        (name.as_str(), TensorView::new(*dtype, shape.clone(), data).expect("shapes fit"))
    });
    let metadata = HashMap::from([("source_layers".to_owned(), "1,0".to_owned())]);
    safetensors::serialize(views, Some(metadata)).expect("serialises")
}

/// Packs a decoder against its encoder.
pub fn packed_decoder(encoder: &[u8], decoder: &[u8]) -> Vec<u8> {
    pack(decoder, [1; 32], Some(PackBase { file: encoder, sha256: [2; 32] })).expect("both are well-formed")
}
