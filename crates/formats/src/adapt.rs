//! An encoder adapted to other texts: new scales and minima for its 4-bit blocks, and new norms, under the same levels.
//!
//! After PEQA (Kim et al. 2023, "Memory-Efficient Fine-Tuning of Compressed Large Language Models via sub-4-bit Integer
//! Quantization"): what is trained is what the 4-bit file can hold, so nothing is lost when it is written. The
//! adaptation is a safetensors file of small whole numbers, two per block, a fraction of the size of the encoder.
//!
//! For a tensor `NAME` of Q4_1 blocks it has `NAME.scale` and `NAME.centre`, I8, `[rows, blocks per row]`, in the order
//! of the GGUF; for a vector of F32, `NAME`, F32, with the values that replace it. A block whose scale is zero stays.

use half::{bf16, f16};
use safetensors::tensor::{Dtype, Metadata, TensorInfo as Stored};

use crate::gguf::{Header, TensorInfo, TensorKind};
use crate::{BlockKind, FormatError, Parsed, f32s, safetensors_header};

const FORMAT: &str = "foreword-adaptation";
/// Half of the greatest level: a block's centre is its minimum and so many scales.
const MIDDLE: f32 = 7.5;

/// Adapts a GGUF file in place. `sha256` is the file's hash before it (64 lower-case hexadecimal digits), which the
/// adaptation must name.
///
/// Each operation is one of IEEE single precision, so that every machine writes the same bytes. A minimum has eight
/// significant bits afterwards, as in the published file, since it packs better then; the scale makes up for it, so
/// that the centre of the block stays where it was trained.
///
/// # Errors
/// One of the files isn't well-formed, they don't belong together, or a block would have no finite scale of zero or
/// more. The GGUF file may have been changed in part by then.
pub fn adapt(file: &mut [u8], sha256: &str, adaptation: &[u8]) -> Result<(), FormatError> {
    let given = Adaptation::read(adaptation)?;
    given.belongs_to(sha256)?;
    let (scale_step, centre_step) = (given.step("scale_step")?, given.step("centre_step")?);
    let found = file.len() as u64;
    let header = match Header::parse(file, found)? {
        Parsed::Complete(header) => header,
        Parsed::Incomplete { need_at_least } => return Err(FormatError::Length { expected: need_at_least, found }),
    };
    let mut used = 0;
    for tensor in &header.tensors {
        // The header was checked: every tensor lies in the file.
        let data = &mut file[tensor.offset as usize..][..tensor.bytes as usize];
        match (tensor.kind, &tensor.dims[..]) {
            (TensorKind::Q4_1, &[cols, rows]) => {
                let shape = [rows as usize, cols as usize / BlockKind::LEN];
                let scales = given.tensor(&format!("{}.scale", tensor.name), Dtype::I8, &shape)?;
                let centres = given.tensor(&format!("{}.centre", tensor.name), Dtype::I8, &shape)?;
                let steps = scales.iter().zip(centres).map(|(&s, &t)| (f32::from(s as i8), f32::from(t as i8)));
                for (n, (block, (s, t))) in data.chunks_exact_mut(BlockKind::Q4_1.bytes()).zip(steps).enumerate() {
                    let row = n / shape[1].max(1);
                    move_block(block, scale_step * s, centre_step * t).ok_or_else(|| unusable(tensor, row, [s, t]))?;
                }
                used += 2;
            }
            (TensorKind::F32, &[len]) => {
                let values = given.tensor(&tensor.name, Dtype::F32, &[len as usize])?;
                if let Some(at) = f32s(values).iter().position(|value| !value.is_finite()) {
                    return Err(FormatError::WeightNotFinite { row: at });
                }
                data.copy_from_slice(values);
                used += 1;
            }
            _ => {}
        }
    }
    given.has_no_more_than(used)
}

/// Moves a Q4_1 block's scale by the share `s` of itself, and its centre by `t` scales. `None` if that gives no block.
fn move_block(block: &mut [u8], s: f32, t: f32) -> Option<()> {
    let half = |at: usize| f16::from_le_bytes([block[at], block[at + 1]]).to_f32();
    let (scale, minimum) = (half(0), half(2));
    if scale == 0.0 {
        return Some(());
    }
    let centre = (minimum + MIDDLE * scale) + scale * t;
    let wanted = scale * (1.0 + s);
    let minimum = f16::from_f32(bf16::from_f32(centre - MIDDLE * wanted).to_f32());
    let scale = f16::from_f32((centre - minimum.to_f32()) / MIDDLE);
    if !minimum.is_finite() || !scale.is_finite() || scale.is_sign_negative() {
        return None;
    }
    block[..2].copy_from_slice(&scale.to_le_bytes());
    block[2..4].copy_from_slice(&minimum.to_le_bytes());
    Some(())
}

fn unusable(tensor: &TensorInfo, row: usize, steps: [f32; 2]) -> FormatError {
    FormatError::Tensor {
        name: tensor.name.clone(),
        expected: "blocks whose scales stay finite and not negative".into(),
        found: format!("steps {} and {} in row {row}", steps[0], steps[1]),
    }
}

/// A parsed adaptation file.
struct Adaptation<'a> {
    metadata: Metadata,
    /// The tensors' bytes.
    data: &'a [u8],
}

impl<'a> Adaptation<'a> {
    fn read(file: &'a [u8]) -> Result<Self, FormatError> {
        let (header, metadata) = safetensors_header(file)?;
        // Eight bytes of length stand before the header; that the tensors end where the file does has been checked.
        let given = Self { data: &file[8 + header..], metadata };
        match given.entry("format") {
            FORMAT => Ok(given),
            found => Err(wrong("format", FORMAT.into(), found)),
        }
    }

    /// An entry of the metadata; empty if there is none.
    fn entry(&self, key: &str) -> &str {
        self.metadata.metadata().as_ref().and_then(|entries| entries.get(key)).map_or("", String::as_str)
    }

    fn belongs_to(&self, sha256: &str) -> Result<(), FormatError> {
        let found = self.entry("base_sha256");
        if found == sha256 { Ok(()) } else { Err(wrong("base_sha256", sha256.into(), found)) }
    }

    /// The change that one step stands for, above 0 and at most 1.
    fn step(&self, key: &'static str) -> Result<f32, FormatError> {
        let found = self.entry(key);
        let step = found.parse().ok().filter(|step| *step > 0.0 && *step <= 1.0);
        step.ok_or_else(|| wrong(key, "a number above 0, at most 1".into(), found))
    }

    fn tensor(&self, name: &str, dtype: Dtype, shape: &[usize]) -> Result<&'a [u8], FormatError> {
        let info = self.metadata.info(name).ok_or_else(|| FormatError::MissingTensor { name: name.into() })?;
        let Stored { data_offsets: (start, end), .. } = *info;
        if info.dtype == dtype && info.shape == shape {
            return Ok(&self.data[start..end]);
        }
        let (expected, found) = (format!("{dtype:?} {shape:?}"), format!("{:?} {:?}", info.dtype, info.shape));
        Err(FormatError::Tensor { name: name.into(), expected, found })
    }

    /// A tensor that no weight takes is a mistake: the file may be for another model.
    fn has_no_more_than(&self, used: usize) -> Result<(), FormatError> {
        let found = self.metadata.tensors().len();
        if found == used {
            return Ok(());
        }
        let (expected, found) = (format!("{used} tensors"), format!("{found}"));
        Err(FormatError::Tensor { name: FORMAT.into(), expected, found })
    }
}

fn wrong(key: &'static str, expected: String, found: &str) -> FormatError {
    FormatError::Metadata { key, expected, found: found.to_owned() }
}
