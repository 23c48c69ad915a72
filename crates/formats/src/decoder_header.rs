//! What can be read or changed of a decoder file without making a decoder of it.

use foreword_text::TokenId;
use safetensors::tensor::Dtype;

use crate::{FormatError, safetensors_header, u32s};

const VOCAB: &str = "decoder.vocab";
const ENCODER: &str = "encoder_sha256";

/// The tokens that the decoder in `file` can write.
///
/// # Errors
/// The file is no safetensors file, or the list is missing, of another type, or not ascending.
pub fn decoder_vocab(file: &[u8]) -> Result<Vec<TokenId>, FormatError> {
    let (header, metadata) = safetensors_header(file)?;
    let info = metadata.info(VOCAB).ok_or_else(|| FormatError::MissingTensor { name: VOCAB.into() })?;
    // Eight bytes of length stand before the header; that the tensors end where the file does has been checked.
    let bytes = &file[8 + header + info.data_offsets.0..8 + header + info.data_offsets.1];
    ascending_tokens(VOCAB, info.dtype, &info.shape, bytes)
}

/// The list of tokens in the tensor `name`.
///
/// # Errors
/// [`FormatError::Tensor`] if it isn't a list of `U32`, or not ascending.
pub fn ascending_tokens(name: &str, dtype: Dtype, shape: &[usize], bytes: &[u8]) -> Result<Vec<TokenId>, FormatError> {
    let tokens = u32s(bytes);
    if dtype == Dtype::U32 && shape.len() == 1 && tokens.is_sorted_by(|a, b| a < b) {
        return Ok(tokens);
    }
    let (expected, found) = ("U32, ascending".to_owned(), format!("{dtype:?} {shape:?}"));
    Err(FormatError::Tensor { name: name.to_owned(), expected, found })
}

/// Writes into a decoder file that it belongs to the encoder file with this SHA-256 (64 lower-case hexadecimal digits).
/// All other bytes stay.
///
/// # Errors
/// The file is no safetensors file, it doesn't name a hash yet, or doesn't name it once only; or the new one is none.
pub fn stamp_encoder(file: &mut [u8], sha256: &str) -> Result<(), FormatError> {
    let wrong = |found: &str| FormatError::Metadata {
        key: ENCODER,
        expected: "64 hexadecimal digits that stand in the header once".into(),
        found: found.to_owned(),
    };
    if !is_hash(sha256) {
        return Err(wrong(sha256));
    }
    let (header, metadata) = safetensors_header(file)?;
    let old = metadata.metadata().as_ref().and_then(|entries| entries.get(ENCODER)).cloned().unwrap_or_default();
    let header = &mut file[8..8 + header];
    let mut places = header.windows(64).enumerate().filter(|(_, window)| *window == old.as_bytes()).map(|(at, _)| at);
    let (Some(at), None) = (places.next(), places.next()) else { return Err(wrong(&old)) };
    if !is_hash(&old) {
        return Err(wrong(&old));
    }
    header[at..at + 64].copy_from_slice(sha256.as_bytes());
    Ok(())
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
