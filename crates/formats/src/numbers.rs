/// The numbers of a little-endian array of 32-bit floats. Bytes at the end that make no whole number are left out.
///
/// ```
/// assert_eq!(foreword_formats::f32s(&[0, 0, 128, 63, 0, 0, 0, 192]), [1.0, -2.0]);
/// ```
pub fn f32s(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks().0.iter().map(|&number| f32::from_le_bytes(number)).collect()
}

/// The numbers of a little-endian array of unsigned 32-bit integers. Bytes at the end that make no whole number are
/// left out.
pub fn u32s(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks().0.iter().map(|&number| u32::from_le_bytes(number)).collect()
}
