use std::fmt::Write;

/// A hash as the list has it: two lower-case hexadecimal digits per byte.
///
/// ```
/// assert_eq!(foreword_catalogue::hex(&[0x0f, 0xa0]), "0fa0");
/// ```
pub fn hex(hash: &[u8]) -> String {
    hash.iter().fold(String::with_capacity(2 * hash.len()), |mut text, byte| {
        // Writing to a string never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
