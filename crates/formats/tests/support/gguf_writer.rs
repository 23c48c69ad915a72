//! Writes small GGUF files, well-formed or not.

/// A GGUF file under construction; every field can be set to something wrong.
#[derive(Clone)]
pub struct Writer {
    pub magic: [u8; 4],
    pub version: u32,
    /// Keys, value types and the bytes of the values.
    pub entries: Vec<(Vec<u8>, u32, Vec<u8>)>,
    pub tensors: Vec<Tensor>,
    /// What is written as the counts, if not the truth.
    pub counts: [Option<u64>; 2],
    pub alignment: usize,
    /// Bytes of tensor data.
    pub data_len: usize,
}

#[derive(Clone)]
pub struct Tensor {
    pub name: Vec<u8>,
    pub dims: Vec<u64>,
    pub kind: u32,
    pub offset: u64,
}

pub fn string(text: &[u8]) -> Vec<u8> {
    [&(text.len() as u64).to_le_bytes()[..], text].concat()
}

pub fn array(kind: u32, values: &[Vec<u8>]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(values.len() as u64).to_le_bytes(), &values.concat()].concat()
}

pub fn strings(values: &[&str]) -> Vec<u8> {
    array(8, &values.iter().map(|value| string(value.as_bytes())).collect::<Vec<_>>())
}

/// A good file: ten entries, three tensors (F32, Q4_1, Q8_0) with 32, 40 and 68 bytes.
pub fn good() -> Writer {
    let i32s = |values: &[i32]| array(5, &values.iter().map(|v| v.to_le_bytes().to_vec()).collect::<Vec<_>>());
    let entry = |key: &str, kind: u32, value: Vec<u8>| (key.as_bytes().to_vec(), kind, value);
    let tensor = |name: &str, dims: &[u64], kind: u32, offset: u64| Tensor {
        name: name.as_bytes().to_vec(),
        dims: dims.to_vec(),
        kind,
        offset,
    };
    Writer {
        magic: *b"GGUF",
        version: 3,
        entries: vec![
            entry("general.architecture", 8, string(b"llama")),
            entry("general.alignment", 4, 32u32.to_le_bytes().to_vec()),
            entry("llama.block_count", 4, 30u32.to_le_bytes().to_vec()),
            entry("llama.rope.freq_base", 6, 1e5f32.to_le_bytes().to_vec()),
            entry("tokenizer.ggml.add_bos_token", 7, vec![1]),
            entry("tokenizer.ggml.model", 8, string(b"gpt2")),
            entry("tokenizer.ggml.pre", 8, string(b"smollm")),
            entry("tokenizer.ggml.tokens", 9, strings(&["<|end|>", "a", "b", "ab"])),
            entry("tokenizer.ggml.token_type", 9, i32s(&[3, 1, 1, 1])),
            entry("tokenizer.ggml.merges", 9, strings(&["a b"])),
        ],
        tensors: vec![tensor("q8", &[32, 2], 8, 96), tensor("norm", &[8], 0, 0), tensor("q4", &[32, 1, 2], 3, 32)],
        counts: [None; 2],
        alignment: 32,
        data_len: 96 + 68,
    }
}

impl Writer {
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = self.magic.to_vec();
        out.extend(self.version.to_le_bytes());
        out.extend(self.counts[0].unwrap_or(self.tensors.len() as u64).to_le_bytes());
        out.extend(self.counts[1].unwrap_or(self.entries.len() as u64).to_le_bytes());
        for (key, kind, value) in &self.entries {
            out.extend(string(key));
            out.extend(kind.to_le_bytes());
            out.extend(value);
        }
        for tensor in &self.tensors {
            out.extend(string(&tensor.name));
            out.extend((tensor.dims.len() as u32).to_le_bytes());
            tensor.dims.iter().for_each(|dim| out.extend(dim.to_le_bytes()));
            out.extend(tensor.kind.to_le_bytes());
            out.extend(tensor.offset.to_le_bytes());
        }
        out.resize(out.len().next_multiple_of(self.alignment), 0);
        out.resize(out.len() + self.data_len, 0xAA);
        out
    }

    /// Replaces the entry `key`, or adds it.
    pub fn set(&mut self, key: &str, kind: u32, value: Vec<u8>) {
        self.entries.retain(|entry| entry.0 != key.as_bytes());
        self.entries.push((key.as_bytes().to_vec(), kind, value));
    }
}
