use super::deflate::deflate;
use super::parts::{self, Part};
use super::{Base, Form, Header, MAX_SEGMENT, PackedError, Segment};

/// The file that differences are taken from: a GGUF file, as a whole.
#[derive(Clone, Copy)]
pub struct PackBase<'a> {
    /// Its bytes.
    pub file: &'a [u8],
    /// Their SHA-256.
    pub sha256: [u8; 32],
}

/// Packs a GGUF or safetensors file with the given SHA-256; each piece of a tensor in the form that makes it smallest.
///
/// With a base, matrices named `decoder.layers.N.…` whose scales and minima are those of the base's layer that the
/// metadata's `source_layers` names are stored as differences. A base that no piece makes use of is not asked for when
/// unpacking. The same input gives the same bytes, as long as the version of the compressor stays the same.
///
/// # Errors
/// [`PackedError::Source`] if the file is neither, or the base no GGUF file.
pub fn pack(file: &[u8], sha256: [u8; 32], base: Option<PackBase<'_>>) -> Result<Vec<u8>, PackedError> {
    let base_header = base.map(|base| parts::gguf_header(base.file, "the base")).transpose()?;
    let base_file = base.map_or(&[][..], |base| base.file);
    let (mut segments, mut body) = (Vec::new(), Vec::new());
    for part in parts::of(file, base_header.as_ref())? {
        // A unit that is no segment can't be kept together.
        let step = if part.unit > MAX_SEGMENT { MAX_SEGMENT } else { MAX_SEGMENT / part.unit * part.unit };
        for (n, bytes) in file[part.range.clone()].chunks(step).enumerate() {
            let (form, stream) = smallest(bytes, &part, n * step, base_file)?;
            segments.push(Segment { form, len: bytes.len() as u32, deflated: stream.len() as u32 });
            body.extend(stream);
        }
    }
    let needs_base = segments.iter().any(|segment| matches!(segment.form, Form::Delta { .. }));
    let header = Header {
        unpacked_len: file.len() as u64,
        unpacked_sha256: sha256,
        base: base.filter(|_| needs_base).map(|base| Base { len: base.file.len() as u64, sha256: base.sha256 }),
        segments,
        len: 0,
    };
    let mut out = header.bytes();
    out.extend(body);
    Ok(out)
}

/// The form that gives the shortest stream for `bytes`, which stand `at` bytes from the part's start.
fn smallest(bytes: &[u8], part: &Part, at: usize, base_file: &[u8]) -> Result<(Form, Vec<u8>), PackedError> {
    let mut best = (Form::Raw, deflate(bytes)?);
    for &form in &part.forms {
        let (form, base) = match form {
            Form::Delta { base, row_blocks, order } => {
                let base = base + at as u64;
                let start = base as usize;
                let Some(rows) = base_file.get(start..start + bytes.len()) else { continue };
                (Form::Delta { base, row_blocks, order }, rows)
            }
            form => (form, &[][..]),
        };
        // A torn unit doesn't consist of whole records.
        if form.check(0, bytes.len() as u32).is_err() {
            continue;
        }
        if let Some(arranged) = form.arrange(bytes, base) {
            let stream = deflate(&arranged)?;
            if stream.len() < best.1.len() {
                best = (form, stream);
            }
        }
    }
    Ok(best)
}
