//! Raw DEFLATE of one segment, from the miniz_oxide crate itself: flate2, which wraps it, cannot choose the strategy,
//! and for weights that makes the difference of half a bit each.

use miniz_oxide::deflate::core::{
    CompressionStrategy, CompressorOxide, TDEFLFlush, TDEFLStatus, compress_to_output,
    create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use super::PackedError;

/// Weights repeat by chance only, and to name a chance repetition often takes more bits than its bytes would.
const STRATEGIES: [CompressionStrategy; 3] =
    [CompressionStrategy::Default, CompressionStrategy::Filtered, CompressionStrategy::HuffmanOnly];
const LEVEL: i32 = 9;
/// zlib's number for no header and the largest window.
const RAW: i32 = -15;

/// The shortest of the streams that the strategies give; the first of equals.
pub(super) fn deflate(bytes: &[u8]) -> Result<Vec<u8>, PackedError> {
    let mut shortest: Option<Vec<u8>> = None;
    for strategy in STRATEGIES {
        let stream = deflate_with(bytes, strategy)?;
        if shortest.as_ref().is_none_or(|known| stream.len() < known.len()) {
            shortest = Some(stream);
        }
    }
    shortest.ok_or(PackedError::Deflate(bytes.len()))
}

fn deflate_with(bytes: &[u8], strategy: CompressionStrategy) -> Result<Vec<u8>, PackedError> {
    let flags = create_comp_flags_from_zip_params(LEVEL, RAW, strategy as i32);
    let mut out = Vec::with_capacity(bytes.len());
    let (status, _) = compress_to_output(&mut CompressorOxide::new(flags), bytes, TDEFLFlush::Finish, |part| {
        out.extend_from_slice(part);
        true
    });
    if status == TDEFLStatus::Done { Ok(out) } else { Err(PackedError::Deflate(bytes.len())) }
}

/// Inflates a stream that must give exactly `len` bytes and use every byte of `stream`.
pub(super) fn inflate(segment: usize, stream: &[u8], len: usize) -> Result<Vec<u8>, PackedError> {
    let mut out = vec![0; len];
    let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let (status, used, found) = decompress(&mut DecompressorOxide::new(), stream, &mut out, 0, flags);
    if status != TINFLStatus::Done || used != stream.len() || found != len {
        return Err(PackedError::Inflate { segment, expected: len, found, deflated: stream.len() });
    }
    Ok(out)
}
