use std::collections::BTreeMap;
use std::io::Read;

use foreword_text::Vocabulary;

use super::GgufError;
use super::read::{Reader, Stop};
use super::tensor::{TensorInfo, place};
use super::value::{BOOL, F32, I32, U32, Value};
use crate::{FileKind, FormatError, Parsed, next_prefix};

/// Most entries a file may have. Published models have a few dozen; an entry takes up to ten times its bytes in
/// memory.
const MAX_ENTRIES: u64 = 4096;
/// Bytes of the shortest entry: an empty key, a value of one byte.
const MIN_ENTRY_LEN: u64 = 8 + 4 + 1;
/// Longest key, from the format's description.
const MAX_KEY: u64 = 65_535;
const DEFAULT_ALIGNMENT: u32 = 32;
/// Bytes read from a file at first.
const FIRST_READ: u64 = 1 << 20;

/// What a GGUF file says about itself and its tensors.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    entries: BTreeMap<String, Value>,
    /// The tensors in the order of their data. They do not overlap, and all lie within the file.
    pub tensors: Vec<TensorInfo>,
    /// Where tensor data starts, in bytes from the start of the file.
    pub data_start: u64,
    /// What every tensor's offset is a multiple of, counted from `data_start`.
    pub alignment: u32,
}

impl Header {
    /// Reads the header of a file of `file_len` bytes from its first bytes.
    ///
    /// Takes time proportional to the prefix.
    ///
    /// # Errors
    /// The file is not a GGUF file of version 3, or breaks a rule of the format; see [`GgufError`].
    pub fn parse(prefix: &[u8], file_len: u64) -> Result<Parsed<Self>, GgufError> {
        let most = usize::MAX as u64;
        if file_len > most {
            return Err(GgufError::FileLen { file_len, most });
        }
        if prefix.len() as u64 > file_len {
            return Err(GgufError::PrefixLen { prefix: prefix.len() as u64, file_len });
        }
        match Self::read(&mut Reader::new(prefix, file_len), file_len) {
            Ok(header) => Ok(Parsed::Complete(header)),
            Err(Stop::Need(need_at_least)) => Ok(Parsed::Incomplete { need_at_least }),
            Err(Stop::Bad(error)) => Err(error),
        }
    }

    /// Reads the header of a file of `file_len` bytes from its beginning, and no more of the file than about twice
    /// that.
    ///
    /// # Errors
    /// As [`Header::parse`]; or the file cannot be read, or ends before its header does.
    pub fn from_file(mut file: impl Read, file_len: u64) -> Result<Self, FormatError> {
        let (mut prefix, mut need) = (Vec::new(), file_len.min(FIRST_READ));
        loop {
            file.by_ref().take(need - prefix.len() as u64).read_to_end(&mut prefix)?;
            let found = prefix.len() as u64;
            match Self::parse(&prefix, file_len)? {
                Parsed::Complete(header) => return Ok(header),
                Parsed::Incomplete { need_at_least } if found < need => {
                    return Err(FormatError::Length { expected: need_at_least, found });
                }
                Parsed::Incomplete { need_at_least } => need = next_prefix(found, need_at_least, file_len),
            }
        }
    }

    fn read(reader: &mut Reader<'_>, file_len: u64) -> Result<Self, Stop> {
        if reader.array("magic")? != *b"GGUF" {
            return Err(GgufError::Magic { found: FileKind::of(reader.prefix()) }.into());
        }
        let found = reader.u32("version")?;
        if found != 3 {
            return Err(GgufError::Version { found }.into());
        }
        let tensor_count = reader.u64("number of tensors")?;
        let entry_count = reader.count(MIN_ENTRY_LEN, MAX_ENTRIES, "number of entries")?;
        let tensors_len = tensor_count.saturating_mul(TensorInfo::MIN_LEN);
        reader.require(tensors_len, "tensor descriptions")?;

        let mut entries = BTreeMap::new();
        for _ in 0..entry_count {
            let key = reader.string(MAX_KEY, "key")?;
            let value = Value::read(reader, key)?;
            if entries.insert(key.to_owned(), value).is_some() {
                return Err(GgufError::DuplicateKey { key: key.to_owned() }.into());
            }
        }
        let mut header = Self { entries, tensors: Vec::new(), data_start: 0, alignment: DEFAULT_ALIGNMENT };
        if header.entries.contains_key("general.alignment") {
            let found = header.u32("general.alignment")?;
            if !found.is_power_of_two() || !(8..=65_536).contains(&found) {
                return Err(GgufError::Alignment { found }.into());
            }
            header.alignment = found;
        }

        reader.require(tensors_len, "tensor descriptions")?;
        header.tensors.reserve_exact(tensor_count as usize);
        for _ in 0..tensor_count {
            header.tensors.push(TensorInfo::read(reader)?);
        }
        let alignment = u64::from(header.alignment);
        header.data_start = reader.at().next_multiple_of(alignment);
        place(&mut header.tensors, header.data_start, alignment, file_len)?;
        // Some programs fill up the last tensor to the alignment, others don't.
        let expected = header.tensors.last().map_or(header.data_start, |tensor| tensor.offset + tensor.bytes);
        if file_len > expected.checked_next_multiple_of(alignment).unwrap_or(u64::MAX) {
            return Err(GgufError::Longer { expected, found: file_len }.into());
        }
        Ok(header)
    }

    /// The keys of all entries left, ascending.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The entry `key`, which must be a u32.
    ///
    /// # Errors
    /// [`GgufError::MissingKey`] or [`GgufError::WrongType`]; so for the other getters.
    pub fn u32(&self, key: &str) -> Result<u32, GgufError> {
        self.scalar(key, U32, "u32").map(u32::from_le_bytes)
    }

    /// The entry `key`, which must be an f32.
    pub fn f32(&self, key: &str) -> Result<f32, GgufError> {
        self.scalar(key, F32, "f32").map(f32::from_le_bytes)
    }

    /// The entry `key`, which must be a boolean.
    pub fn bool(&self, key: &str) -> Result<bool, GgufError> {
        self.scalar(key, BOOL, "bool").map(|[byte]| byte == 1)
    }

    /// The entry `key`, which must be a string.
    pub fn str(&self, key: &str) -> Result<&str, GgufError> {
        match self.value(key)? {
            Value::String(value) => Ok(value),
            other => Err(wrong_type(key, "string", other)),
        }
    }

    /// The entry `key`, which must be an array of strings.
    pub fn strings(&self, key: &str) -> Result<&[String], GgufError> {
        match self.value(key)? {
            Value::Strings(values) => Ok(values),
            other => Err(wrong_type(key, "array of string", other)),
        }
    }

    /// The entry `key`, which must be an array of i32.
    pub fn i32s(&self, key: &str) -> Result<Vec<i32>, GgufError> {
        match self.value(key)? {
            Value::Scalars(I32, bytes) => {
                let (values, _) = bytes.as_chunks();
                Ok(values.iter().map(|&value| i32::from_le_bytes(value)).collect())
            }
            other => Err(wrong_type(key, "array of i32", other)),
        }
    }

    /// Takes the entry `key`, which must be an array of strings, out of the header.
    pub fn take_strings(&mut self, key: &str) -> Result<Vec<String>, GgufError> {
        self.strings(key)?;
        match self.entries.remove(key) {
            Some(Value::Strings(values)) => Ok(values),
            _ => Err(GgufError::MissingKey { key: key.to_owned() }),
        }
    }

    /// Takes the vocabulary out of the header: the entries of tokens and merges are gone afterwards.
    ///
    /// # Errors
    /// An entry is missing or has the wrong type, the tokenizer is another one than SmolLM2's, or a token's type is
    /// neither normal nor control. The header is unchanged after an error.
    pub fn vocabulary(&mut self) -> Result<Vocabulary, GgufError> {
        const TOKENS: &str = "tokenizer.ggml.tokens";
        const TYPES: &str = "tokenizer.ggml.token_type";
        const MERGES: &str = "tokenizer.ggml.merges";
        for (key, expected) in [("tokenizer.ggml.model", "gpt2"), ("tokenizer.ggml.pre", "smollm")] {
            let found = self.str(key)?;
            if found != expected {
                let (key, found) = (key.to_owned(), found.to_owned());
                return Err(GgufError::WrongValue { key, expected, found });
            }
        }
        let types = self.i32s(TYPES)?;
        let (expected, found) = (self.strings(TOKENS)?.len(), types.len());
        if expected != found {
            return Err(GgufError::ArrayLen { key: TYPES, expected, found });
        }
        let mut special = Vec::new();
        for (id, found) in types.into_iter().enumerate() {
            match found {
                1 => {}
                3 => special.push(id as u32),
                _ => return Err(GgufError::TokenType { id, found }),
            }
        }
        self.strings(MERGES)?;
        Ok(Vocabulary { tokens: self.take_strings(TOKENS)?, merges: self.take_strings(MERGES)?, special })
    }

    fn value(&self, key: &str) -> Result<&Value, GgufError> {
        self.entries.get(key).ok_or_else(|| GgufError::MissingKey { key: key.to_owned() })
    }

    /// The first `N` bytes of the scalar `key`, whose type is numbered `kind`.
    fn scalar<const N: usize>(&self, key: &str, kind: u32, expected: &'static str) -> Result<[u8; N], GgufError> {
        match self.value(key)? {
            Value::Scalar(found, bytes) if *found == kind => Ok(std::array::from_fn(|i| bytes[i])),
            other => Err(wrong_type(key, expected, other)),
        }
    }
}

fn wrong_type(key: &str, expected: &'static str, found: &Value) -> GgufError {
    GgufError::WrongType { key: key.to_owned(), expected, found: found.type_name() }
}
