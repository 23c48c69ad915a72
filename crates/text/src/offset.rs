use crate::OffsetError;

/// A place in a text, counted in UTF-8 bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteOffset(pub usize);

/// A place in a text, counted in UTF-16 code units, as JavaScript strings and text fields count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Utf16Offset(pub usize);

/// Converts offsets within one text. Each conversion reads the text up to the offset once.
///
/// ```
/// use foreword_text::{ByteOffset, OffsetMap, Utf16Offset};
///
/// let map = OffsetMap::new("né🙂");
/// assert_eq!(map.to_utf16(ByteOffset(3))?, Utf16Offset(2));
/// assert_eq!(map.to_bytes(Utf16Offset(4))?, ByteOffset(7));
/// assert!(map.to_bytes(Utf16Offset(3)).is_err());
/// # Ok::<(), foreword_text::OffsetError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct OffsetMap<'t> {
    text: &'t str,
}

impl<'t> OffsetMap<'t> {
    /// Offsets within `text`.
    pub fn new(text: &'t str) -> Self {
        Self { text }
    }

    /// The same place in UTF-16 code units.
    ///
    /// # Errors
    /// `offset` is past the end or inside a character.
    pub fn to_utf16(&self, offset: ByteOffset) -> Result<Utf16Offset, OffsetError> {
        check(self.text, offset)?;
        let before = &self.text.as_bytes()[..offset.0];
        // A character has one byte that does not continue another; those of four bytes take a second code unit.
        let units = before.iter().map(|&b| usize::from(b & 0xC0 != 0x80) + usize::from(b >= 0xF0)).sum();
        Ok(Utf16Offset(units))
    }

    /// The same place in bytes.
    ///
    /// # Errors
    /// `offset` is past the end or between two surrogates.
    pub fn to_bytes(&self, offset: Utf16Offset) -> Result<ByteOffset, OffsetError> {
        let mut units = 0;
        for (at, c) in self.text.char_indices() {
            if units == offset.0 {
                return Ok(ByteOffset(at));
            }
            if units > offset.0 {
                return Err(OffsetError::InsideSurrogatePair { offset });
            }
            units += c.len_utf16();
        }
        match units.cmp(&offset.0) {
            std::cmp::Ordering::Equal => Ok(ByteOffset(self.text.len())),
            std::cmp::Ordering::Greater => Err(OffsetError::InsideSurrogatePair { offset }),
            std::cmp::Ordering::Less => Err(OffsetError::Utf16PastEnd { offset, len: Utf16Offset(units) }),
        }
    }
}

/// Checks that `offset` is on a character boundary of `text`.
pub(crate) fn check(text: &str, offset: ByteOffset) -> Result<(), OffsetError> {
    if offset.0 > text.len() {
        return Err(OffsetError::BytePastEnd { offset, len: ByteOffset(text.len()) });
    }
    let start = text.floor_char_boundary(offset.0);
    if start != offset.0 {
        return Err(OffsetError::InsideCharacter { offset, start: ByteOffset(start) });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bad_offsets_are_named() {
        let map = OffsetMap::new("a🙂");
        assert_eq!(
            map.to_utf16(ByteOffset(3)),
            Err(OffsetError::InsideCharacter { offset: ByteOffset(3), start: ByteOffset(1) })
        );
        assert_eq!(
            map.to_utf16(ByteOffset(6)),
            Err(OffsetError::BytePastEnd { offset: ByteOffset(6), len: ByteOffset(5) })
        );
        assert_eq!(map.to_bytes(Utf16Offset(2)), Err(OffsetError::InsideSurrogatePair { offset: Utf16Offset(2) }));
        let past = map.to_bytes(Utf16Offset(4)).unwrap_err();
        assert_eq!(past.to_string(), "UTF-16 offset 4 is past the end of a text of 3 code units");
        assert_eq!(OffsetMap::new("").to_bytes(Utf16Offset(0)), Ok(ByteOffset(0)));
    }

    proptest! {
        #[test]
        fn both_directions_agree_with_the_encodings(text in any::<String>()) {
            let map = OffsetMap::new(&text);
            for at in 0..=text.len() + 1 {
                let utf16 = map.to_utf16(ByteOffset(at));
                prop_assert_eq!(utf16.is_ok(), text.is_char_boundary(at));
                if let Ok(utf16) = utf16 {
                    prop_assert_eq!(utf16.0, text[..at].encode_utf16().count());
                    prop_assert_eq!(map.to_bytes(utf16), Ok(ByteOffset(at)));
                }
            }
            let units: Vec<u16> = text.encode_utf16().collect();
            for at in 0..=units.len() + 1 {
                let whole = units.get(..at).is_some_and(|head| String::from_utf16(head).is_ok());
                prop_assert_eq!(map.to_bytes(Utf16Offset(at)).is_ok(), whole);
            }
        }
    }
}
