//! A small encoder and decoders born from it, to be packed.

use std::collections::HashMap;

use foreword_formats::BlockKind;
use foreword_formats::packed::{PackBase, pack};
use safetensors::tensor::{Dtype, TensorView};

use crate::gguf_writer::{Tensor, Writer, good};

/// Rows of a head.
pub const HEAD: usize = 4;
/// Rows and columns of the matrices: `attn_q` and `ffn_down`.
pub const SHAPES: [(&str, usize, usize); 2] = [("attn_q", 8, 64), ("ffn_down", 6, 32)];

/// Bytes as weights are: not all as frequent as others.
pub struct Noise(pub u32);

impl Noise {
    pub fn byte(&mut self) -> u8 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [_, _, a, b] = self.0.to_le_bytes();
        a & b
    }

    pub fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.byte()).collect()
    }
}

/// An encoder of two layers with matrices of [`SHAPES`], an embedding and a norm.
pub fn encoder(noise: &mut Noise) -> Vec<u8> {
    let mut tensors = vec![("token_embd.weight".to_owned(), vec![32, 9], 8, 9 * 34)];
    tensors.push(("norm".into(), vec![40], 0, 160));
    for layer in 0..2 {
        for (name, rows, cols) in SHAPES {
            let bytes = rows * cols / 32 * BlockKind::Q4_1.bytes();
            tensors.push((format!("blk.{layer}.{name}.weight"), vec![cols as u64, rows as u64], 3, bytes));
        }
    }
    let mut writer = Writer { tensors: Vec::new(), data_len: 0, ..good() };
    writer.set("llama.rope.dimension_count", 4, (HEAD as u32).to_le_bytes().to_vec());
    for (name, dims, kind, bytes) in tensors {
        let offset = writer.data_len as u64;
        writer.tensors.push(Tensor { name: name.into_bytes(), dims, kind, offset });
        writer.data_len += bytes.next_multiple_of(32);
    }
    let mut file = writer.bytes();
    let data = file.len() - writer.data_len;
    file[data..].iter_mut().for_each(|byte| *byte = noise.byte());
    file
}

/// Where a tensor of an encoder is.
pub fn place(encoder: &[u8], name: &str) -> std::ops::Range<usize> {
    use foreword_formats::Parsed;
    use foreword_formats::gguf::Header;
    let Ok(Parsed::Complete(header)) = Header::parse(encoder, encoder.len() as u64) else { panic!("well-formed") };
    let tensor = header.tensors.iter().find(|tensor| tensor.name == name).expect("it has the tensor");
    tensor.offset as usize..(tensor.offset + tensor.bytes) as usize
}

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
