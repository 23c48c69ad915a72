/// A place in a text, counted in UTF-8 bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteOffset(pub usize);

/// Why an offset does not name a place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OffsetError {
    /// Past the end of the text, in bytes.
    #[error("byte offset {} is past the end of a text of {} bytes", offset.0, len.0)]
    BytePastEnd {
        /// The offset.
        offset: ByteOffset,
        /// Length of the text.
        len: ByteOffset,
    },
    /// Between the bytes of one character.
    #[error("byte offset {} is inside the character that starts at {}", offset.0, start.0)]
    InsideCharacter {
        /// The offset.
        offset: ByteOffset,
        /// Where the character starts.
        start: ByteOffset,
    },
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

    #[test]
    fn bad_offsets_are_named() {
        assert_eq!(
            check("a🙂", ByteOffset(3)),
            Err(OffsetError::InsideCharacter { offset: ByteOffset(3), start: ByteOffset(1) })
        );
        let past = check("a🙂", ByteOffset(6)).unwrap_err();
        assert_eq!(past.to_string(), "byte offset 6 is past the end of a text of 5 bytes");
        assert_eq!([0, 1, 5].map(|at| check("a🙂", ByteOffset(at))), [Ok(()); 3]);
    }
}
