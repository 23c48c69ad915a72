use super::GgufError;
use super::read::{Reader, Stop};

/// Names of GGUF's value types, by number, and the bytes of one value (0: not fixed).
const TYPES: [(&str, u64); 13] = [
    ("u8", 1),
    ("i8", 1),
    ("u16", 2),
    ("i16", 2),
    ("u32", 4),
    ("i32", 4),
    ("f32", 4),
    ("bool", 1),
    ("string", 0),
    ("array", 0),
    ("u64", 8),
    ("i64", 8),
    ("f64", 8),
];
pub(super) const U32: u32 = 4;
pub(super) const I32: u32 = 5;
pub(super) const F32: u32 = 6;
pub(super) const BOOL: u32 = 7;
const STRING: u32 = 8;
const ARRAY: u32 = 9;

/// The value of an entry.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// A value of fixed size: its type and its bytes, padded with zeros.
    Scalar(u32, [u8; 8]),
    String(String),
    Strings(Vec<String>),
    /// Values of fixed size: their type and their bytes.
    Scalars(u32, Vec<u8>),
}

impl Value {
    pub(super) fn read(reader: &mut Reader<'_>, key: &str) -> Result<Self, Stop> {
        let kind = reader.u32("value type")?;
        match kind {
            STRING => Ok(Self::String(reader.string(u64::MAX, "string value")?.to_owned())),
            ARRAY => Self::read_array(reader, key),
            _ => {
                let bytes = reader.take(size(kind, key)?, "value")?;
                if let (BOOL, &[found]) = (kind, bytes)
                    && found > 1
                {
                    return Err(GgufError::Bool { key: key.to_owned(), found }.into());
                }
                let mut value = [0; 8];
                value[..bytes.len()].copy_from_slice(bytes);
                Ok(Self::Scalar(kind, value))
            }
        }
    }

    fn read_array(reader: &mut Reader<'_>, key: &str) -> Result<Self, Stop> {
        let kind = reader.u32("element type")?;
        match kind {
            STRING => {
                let count = reader.count(8, u64::MAX, "array of strings")?;
                let mut strings = Vec::with_capacity(count);
                for _ in 0..count {
                    strings.push(reader.string(u64::MAX, "string in an array")?.to_owned());
                }
                Ok(Self::Strings(strings))
            }
            ARRAY => Err(GgufError::NestedArray { key: key.to_owned() }.into()),
            _ => {
                let size = size(kind, key)?;
                let count = reader.count(size, u64::MAX, "array")? as u64;
                Ok(Self::Scalars(kind, reader.take(count * size, "array")?.to_vec()))
            }
        }
    }

    /// The type, for messages.
    pub(super) fn type_name(&self) -> String {
        match self {
            Self::Scalar(kind, _) => TYPES[*kind as usize].0.to_owned(),
            Self::String(_) => "string".to_owned(),
            Self::Strings(_) => "array of string".to_owned(),
            Self::Scalars(kind, _) => format!("array of {}", TYPES[*kind as usize].0),
        }
    }
}

/// Bytes of one value of the type numbered `kind`; neither string nor array.
fn size(kind: u32, key: &str) -> Result<u64, GgufError> {
    match TYPES.get(kind as usize) {
        Some(&(_, size)) if size > 0 => Ok(size),
        _ => Err(GgufError::ValueType { key: key.to_owned(), found: kind }),
    }
}
