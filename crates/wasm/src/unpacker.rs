use foreword_formats::Parsed;
use foreword_formats::packed::{self, Header, PackedError};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Thrown;

/// The largest file taken, as for a model file.
const MAX_BYTES: f64 = (1u64 << 31) as f64;

/// Unpacks a packed model file: first its header, then the base if it names one, then the file from its first byte on.
#[wasm_bindgen]
pub struct Unpacker {
    packed_bytes: u64,
    state: State,
}

enum State {
    /// The header's bytes so far.
    Header(Vec<u8>),
    Body {
        unpacker: packed::Unpacker,
        /// Bytes of the header that will come once more.
        skip: u64,
    },
}

#[wasm_bindgen]
impl Unpacker {
    /// An unpacker for a packed file of `packedBytes`.
    ///
    /// # Errors
    /// `bad-argument` if that is not the size of a file.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(js_name = packedBytes)] packed_bytes: f64) -> Result<Self, JsValue> {
        if !(1.0..=MAX_BYTES).contains(&packed_bytes) || packed_bytes.fract() != 0.0 {
            return Err(Thrown::bad_argument(format!("a packed file cannot have {packed_bytes} bytes")).into());
        }
        Ok(Self { packed_bytes: packed_bytes as u64, state: State::Header(Vec::new()) })
    }

    /// Takes the file's first bytes; `true` once the header is all there.
    ///
    /// # Errors
    /// `model-invalid`.
    #[wasm_bindgen(js_name = pushHeader)]
    pub fn push_header(&mut self, chunk: &[u8]) -> Result<bool, JsValue> {
        let State::Header(bytes) = &mut self.state else { return Ok(true) };
        bytes.extend_from_slice(chunk);
        match Header::parse(bytes, self.packed_bytes).map_err(invalid)? {
            Parsed::Incomplete { .. } => Ok(false),
            Parsed::Complete(header) => {
                let skip = header.len;
                self.state = State::Body { unpacker: packed::Unpacker::new(header), skip };
                Ok(true)
            }
        }
    }

    /// SHA-256 (hexadecimal) of the file that `pushBase` must be given whole, if there is one.
    #[wasm_bindgen(getter, js_name = baseSha256)]
    pub fn base_sha256(&self) -> Option<String> {
        let State::Body { unpacker, .. } = &self.state else { return None };
        let base = unpacker.header().base.as_ref()?;
        Some(base.sha256.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Takes the next bytes of the base.
    ///
    /// # Errors
    /// `model-invalid` if they are too many, `bad-argument` before the header.
    #[wasm_bindgen(js_name = pushBase)]
    pub fn push_base(&mut self, chunk: &[u8]) -> Result<(), JsValue> {
        let (unpacker, _) = self.body()?;
        unpacker.push_base(chunk).map_err(invalid)
    }

    /// Takes the next bytes of the packed file, from its first on, and gives back what they unpack to.
    ///
    /// # Errors
    /// `model-invalid`; the unpacker is of no use afterwards. `bad-argument` before the header.
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn push(&mut self, chunk: &[u8]) -> Result<Vec<u8>, JsValue> {
        let (unpacker, skip) = self.body()?;
        let skipped = (*skip).min(chunk.len() as u64);
        *skip -= skipped;
        let mut out = Vec::new();
        // No more than the chunk's length, which fits.
        unpacker.push(&chunk[skipped as usize..], &mut out).map_err(invalid)?;
        Ok(out)
    }

    /// Ends the unpacking.
    ///
    /// # Errors
    /// `model-invalid` if bytes are missing.
    pub fn finish(self) -> Result<(), JsValue> {
        match self.state {
            State::Body { unpacker, .. } => unpacker.finish().map_err(invalid),
            State::Header(_) => Err(before_header()),
        }
    }

    fn body(&mut self) -> Result<(&mut packed::Unpacker, &mut u64), JsValue> {
        match &mut self.state {
            State::Body { unpacker, skip } => Ok((unpacker, skip)),
            State::Header(_) => Err(before_header()),
        }
    }
}

fn invalid(error: PackedError) -> JsValue {
    Thrown::model_invalid(&error).into()
}

fn before_header() -> JsValue {
    Thrown::bad_argument("the packed file's header has not come yet").into()
}
