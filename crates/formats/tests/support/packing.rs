//! A small encoder, to be packed or adapted.

use foreword_formats::BlockKind;

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
