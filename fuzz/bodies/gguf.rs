//! What must hold for any bytes given to the GGUF reader. Shared by the fuzz target and by a test that replays the
//! saved inputs.

use foreword_formats::Parsed;
use foreword_formats::gguf::Header;

/// Parses `data` as a whole file and as a growing prefix; panics if a promise of the reader is broken.
pub fn gguf(data: &[u8]) {
    let file_len = data.len() as u64;
    let whole = match Header::parse(data, file_len) {
        Ok(Parsed::Complete(header)) => Ok(header),
        Ok(Parsed::Incomplete { need_at_least }) => {
            panic!("asks for {need_at_least} bytes of {file_len}")
        }
        Err(error) => Err(error),
    };

    let mut end = 0;
    let in_parts = loop {
        match Header::parse(&data[..end], file_len) {
            Ok(Parsed::Complete(header)) => break Ok(header),
            Ok(Parsed::Incomplete { need_at_least }) => {
                assert!(need_at_least > end as u64 && need_at_least <= file_len);
                end = need_at_least as usize;
            }
            Err(error) => break Err(error),
        }
    };
    assert_eq!(whole, in_parts);

    let Ok(mut header) = whole else { return };
    let mut end = header.data_start;
    for tensor in &header.tensors {
        assert!(tensor.offset >= end && tensor.bytes > 0, "{tensor:?}");
        end = tensor.offset + tensor.bytes;
        assert!(end <= file_len, "{tensor:?}");
    }
    if let Ok(vocabulary) = header.vocabulary() {
        let _ = foreword_text::Tokenizer::new(vocabulary);
    }
}
