//! The keys of one message's words, as they are kept.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Key;

/// The key of each word of a message, in their order.
///
/// In a file they are one string in base64: 64 bytes a word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys(pub Vec<Key>);

impl Keys {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Keys {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self.0.iter().flat_map(|key| key.0.map(i8::cast_unsigned)).collect();
        serializer.serialize_str(&STANDARD.encode(bytes))
    }
}

impl<'d> Deserialize<'d> for Keys {
    fn deserialize<D: Deserializer<'d>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD.decode(text).map_err(D::Error::custom)?;
        let (keys, rest) = bytes.as_chunks::<{ Key::LEN }>();
        if !rest.is_empty() {
            return Err(D::Error::custom(format!("{} bytes are no keys of {} bytes", bytes.len(), Key::LEN)));
        }
        Ok(Self(keys.iter().map(|key| Key(key.map(u8::cast_signed))).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_back_and_others_refused() {
        let keys = Keys(vec![Key([-127; 64]), Key(std::array::from_fn(|i| i as i8))]);
        let text = serde_json::to_string(&keys).unwrap();
        assert_eq!(serde_json::from_str::<Keys>(&text).unwrap(), keys);
        let short = serde_json::from_str::<Keys>("\"AAAA\"").unwrap_err().to_string();
        assert!(short.contains("3 bytes are no keys of 64"), "{short}");
        assert!(serde_json::from_str::<Keys>("\"*\"").is_err());
    }
}
