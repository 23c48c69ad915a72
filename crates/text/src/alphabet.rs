//! The byte-level alphabet of GPT-2's BPE: one printable character stands for each of the 256 byte values.
//!
//! Bytes that are printable in Latin-1 keep their character; the other 68 take the characters from U+0100 on, in
//! ascending order. GGUF files spell their vocabulary in these characters.

/// Whether `byte` keeps its Latin-1 character.
const fn is_printable(byte: u8) -> bool {
    matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF)
}

/// The character of each byte.
pub(crate) const CHAR_OF_BYTE: [char; 256] = {
    let mut table = ['\0'; 256];
    let mut next = 0x100;
    let mut byte = 0;
    while byte < 256 {
        table[byte] = if is_printable(byte as u8) {
            byte as u8 as char
        } else {
            next += 1;
            match char::from_u32(next - 1) {
                Some(c) => c,
                None => '\0',
            }
        };
        byte += 1;
    }
    table
};

/// The bytes represented by U+0100 and the 67 characters after it.
const SHIFTED: [u8; 68] = {
    let mut table = [0; 68];
    let (mut byte, mut next) = (0, 0);
    while byte < 256 {
        if !is_printable(byte as u8) {
            table[next] = byte as u8;
            next += 1;
        }
        byte += 1;
    }
    table
};

/// The byte of character `c`; `None` for a character outside the alphabet.
pub(crate) fn byte_of_char(c: char) -> Option<u8> {
    let code = c as usize;
    match u8::try_from(code) {
        Ok(byte) => is_printable(byte).then_some(byte),
        Err(_) => SHIFTED.get(code - 0x100).copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_a_character_of_its_own() {
        for byte in 0..=255 {
            assert_eq!(byte_of_char(CHAR_OF_BYTE[usize::from(byte)]), Some(byte));
        }
        let in_alphabet = (0..0x11_0000).filter_map(char::from_u32).filter(|&c| byte_of_char(c).is_some()).count();
        assert_eq!(in_alphabet, 256);
        assert_eq!(CHAR_OF_BYTE[usize::from(b' ')], 'Ġ');
        assert_eq!(CHAR_OF_BYTE[usize::from(b'\n')], 'Ċ');
    }
}
