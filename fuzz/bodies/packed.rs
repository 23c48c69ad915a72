//! What must hold for any bytes given as a packed file. Shared by the fuzz target and by a test that replays the saved
//! inputs.

use foreword_formats::Parsed;
use foreword_formats::packed::{Header, PackedError, Unpacker};

/// Bytes of a base beyond which only its absence is tested.
const MOST_BASE: u64 = 1 << 16;

/// Unpacks `data` in one piece and in many; panics if a promise of the reader is broken.
pub fn packed(data: &[u8]) {
    let whole = unpack(data, usize::MAX);
    let in_parts = unpack(data, 7);
    assert_eq!(whole, in_parts);
    let Ok(file) = whole else { return };
    let Ok(Parsed::Complete(header)) = Header::parse(data, data.len() as u64) else { panic!("it was unpacked") };
    assert_eq!(file.len() as u64, header.unpacked_len);
}

/// The unpacked file, or why there is none.
pub fn unpack(data: &[u8], step: usize) -> Result<Vec<u8>, PackedError> {
    let len = data.len() as u64;
    let mut end = if step > data.len() { data.len() } else { 0 };
    let header = loop {
        match Header::parse(&data[..end], len)? {
            Parsed::Complete(header) => break header,
            Parsed::Incomplete { need_at_least } => {
                assert!(need_at_least > end as u64 && need_at_least <= len, "{need_at_least} of {len}");
                end = need_at_least as usize;
            }
        }
    };
    assert!(header.len <= len && header.segments.len() <= data.len());
    let most = header.unpacked_len;
    let (body, base_len) = (header.len as usize, header.base.as_ref().map_or(0, |base| base.len));
    let mut unpacker = Unpacker::new(header);
    if base_len <= MOST_BASE {
        let base: Vec<u8> = (0..base_len).map(|at| (at % 251) as u8).collect();
        for chunk in base.chunks(step.min(1000)) {
            unpacker.push_base(chunk)?;
        }
        assert!(unpacker.push_base(&[0]).is_err());
    }
    let mut out = Vec::new();
    for chunk in data[body..].chunks(step) {
        let pushed = unpacker.push(chunk, &mut out);
        assert!(out.len() as u64 <= most);
        pushed?;
    }
    unpacker.finish()?;
    Ok(out)
}
