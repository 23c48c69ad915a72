//! What must hold for any bytes given as an encoder and its adaptation. Shared by the fuzz target and by a test that
//! replays the saved inputs.

use foreword_formats::gguf::Header;
use foreword_formats::{FormatError, Parsed, adapt};

/// The SHA-256 that the adaptation must name.
pub const BASE: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// Splits `data` (the encoder's length in four bytes, little-endian, the encoder, the adaptation) and adapts; panics if
/// more than tensors' data changes.
pub fn adaptation(data: &[u8]) {
    let _ = adapted(data);
}

/// The adapted encoder, or why there is none; `None` where `data` is too short to be split.
pub fn adapted(data: &[u8]) -> Option<Result<Vec<u8>, FormatError>> {
    let (len, rest) = data.split_first_chunk()?;
    let (encoder, adaptation) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
    let mut file = encoder.to_vec();
    let end = adapt(&mut file, BASE, adaptation);
    assert_eq!(file.len(), encoder.len());
    let header_len = match Header::parse(encoder, encoder.len() as u64) {
        Ok(Parsed::Complete(header)) => header.data_start as usize,
        _ => encoder.len(),
    };
    assert_eq!(file[..header_len.min(file.len())], encoder[..header_len.min(file.len())]);
    Some(end.map(|()| file))
}
