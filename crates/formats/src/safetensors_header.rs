use safetensors::tensor::Metadata;
use safetensors::{SafeTensorError, SafeTensors};

use crate::FileKind;

/// Bytes of the header's length, in front of the header.
const LEN: usize = 8;

/// Why bytes are not a safetensors file that can be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SafetensorsError {
    /// It is another file.
    #[error("not a safetensors file: it is {found}")]
    Other {
        /// What it seems to be.
        found: FileKind,
    },
    /// It has less or more bytes than its header says.
    #[error("the file {}: it has {found} bytes and should have {expected}", length_is(*.expected, *.found))]
    Length {
        /// Bytes by its header; those of the header if it ends inside of it.
        expected: u64,
        /// Bytes there are.
        found: u64,
    },
    /// Its header cannot be used.
    #[error("the safetensors file is damaged")]
    Damaged(#[from] SafeTensorError),
}

fn length_is(expected: u64, found: u64) -> &'static str {
    if found < expected { "ends early" } else { "is longer than it says" }
}

/// The header of a safetensors file, and the header's length. Eight bytes stand before it, and the data after it ends
/// where the file does.
///
/// # Errors
/// The file is another one, is cut short or goes on too long, or its header contradicts itself.
pub fn safetensors_header(file: &[u8]) -> Result<(usize, Metadata), SafetensorsError> {
    header_of(file, file.len())
}

/// Bytes in front of the data, as far as a file that begins like this has them at all; at most as many as there are.
pub(crate) fn header_end(length: &[u8], file_len: usize) -> usize {
    let header = length.first_chunk().map(|bytes| u64::from_le_bytes(*bytes)).and_then(|n| usize::try_from(n).ok());
    header.and_then(|n| n.checked_add(LEN)).unwrap_or(file_len).min(file_len)
}

/// [`safetensors_header`] of a file of `file_len` bytes that begins with `beginning`, its header at least.
pub(crate) fn header_of(beginning: &[u8], file_len: usize) -> Result<(usize, Metadata), SafetensorsError> {
    match SafeTensors::read_metadata(beginning) {
        Ok(found) if beginning.len() == file_len => Ok(found),
        // All is well but for the data, which is elsewhere or not there.
        Ok(_) | Err(SafeTensorError::MetadataIncompleteBuffer) => match parsed(beginning) {
            Some((end, metadata)) if end + metadata.data_len() as u64 == file_len as u64 => {
                Ok((end as usize - LEN, metadata))
            }
            _ => Err(told(beginning, file_len, SafeTensorError::MetadataIncompleteBuffer)),
        },
        Err(error) => Err(told(beginning, file_len, error)),
    }
}

/// What is wrong with a file, in words if it can be told.
fn told(beginning: &[u8], file_len: usize, error: SafeTensorError) -> SafetensorsError {
    let found = FileKind::of(beginning);
    if found != FileKind::Safetensors {
        return SafetensorsError::Other { found };
    }
    let (expected, found) = (expected(beginning), file_len as u64);
    match expected {
        Some(expected) if expected != found => SafetensorsError::Length { expected, found },
        _ => SafetensorsError::Damaged(error),
    }
}

/// Bytes that a file should have by its header, or those of the header if the file ends before that.
fn expected(beginning: &[u8]) -> Option<u64> {
    let len = u64::from_le_bytes(*beginning.first_chunk::<LEN>()?);
    let header_end = (LEN as u64).checked_add(len)?;
    if (beginning.len() as u64) < header_end {
        return Some(header_end);
    }
    let (end, metadata) = parsed(beginning)?;
    end.checked_add(metadata.data_len() as u64)
}

/// Where the header ends, and what it says, unchecked.
fn parsed(beginning: &[u8]) -> Option<(u64, Metadata)> {
    let len = u64::from_le_bytes(*beginning.first_chunk::<LEN>()?);
    let header_end = (LEN as u64).checked_add(len)?;
    let header = beginning.get(LEN..usize::try_from(header_end).ok()?)?;
    Some((header_end, serde_json::from_slice(header).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of one tensor of two bytes.
    fn file() -> Vec<u8> {
        let header = br#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#;
        [&(header.len() as u64).to_le_bytes()[..], header, &[1, 2]].concat()
    }

    #[test]
    fn a_file_that_is_cut_or_goes_on_is_told_from_another_file() {
        let whole = file();
        assert!(safetensors_header(&whole).is_ok());
        for (bytes, expected) in [
            (&whole[..whole.len() - 1], whole.len()),
            (&whole[..20], whole.len() - 2),
            (&[&whole[..], &[0]].concat()[..], whole.len()),
        ] {
            let error = safetensors_header(bytes).unwrap_err();
            let is_right = matches!(error, SafetensorsError::Length { expected: e, .. } if e == expected as u64);
            assert!(is_right, "{} bytes: {error}", bytes.len());
        }
        let page = safetensors_header(b"<html>").unwrap_err();
        assert!(matches!(page, SafetensorsError::Other { found: FileKind::Page }), "{page}");
        let mut damaged = whole;
        damaged[12] = b'"';
        let error = safetensors_header(&damaged).unwrap_err();
        assert!(matches!(error, SafetensorsError::Damaged(_)), "{error}");
    }
}
