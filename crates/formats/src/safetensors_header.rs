use safetensors::SafeTensors;
use safetensors::tensor::Metadata;

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
    Damaged(#[from] safetensors::SafeTensorError),
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
    SafeTensors::read_metadata(file).map_err(|error| told(file, error))
}

/// What is wrong with a file, in words if it can be told.
fn told(file: &[u8], error: safetensors::SafeTensorError) -> SafetensorsError {
    let found = FileKind::of(file);
    if found != FileKind::Safetensors {
        return SafetensorsError::Other { found };
    }
    match expected(file) {
        Some(expected) if expected != file.len() as u64 => {
            SafetensorsError::Length { expected, found: file.len() as u64 }
        }
        _ => SafetensorsError::Damaged(error),
    }
}

/// Bytes that a file should have by its header, or those of the header if the file ends before that.
fn expected(file: &[u8]) -> Option<u64> {
    let len = u64::from_le_bytes(*file.first_chunk::<LEN>()?);
    let header_end = (LEN as u64).checked_add(len)?;
    let Some(header) = file.get(LEN..usize::try_from(header_end).ok()?) else { return Some(header_end) };
    let metadata: Metadata = serde_json::from_slice(header).ok()?;
    header_end.checked_add(metadata.data_len() as u64)
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
