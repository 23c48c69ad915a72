use super::GgufError;
use super::read::{Reader, Stop};

/// How the elements of a tensor are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TensorKind {
    /// 32-bit floats.
    F32,
    /// IEEE half floats.
    F16,
    /// Blocks of 32: an f16 scale, 32 unsigned 4-bit values less 8.
    Q4_0,
    /// Blocks of 32: an f16 scale, an f16 minimum, 32 unsigned 4-bit values.
    Q4_1,
    /// Blocks of 32: an f16 scale, 32 signed bytes.
    Q8_0,
    /// The upper halves of 32-bit floats.
    Bf16,
}

impl TensorKind {
    fn from_ggml(id: u32) -> Option<Self> {
        match id {
            0 => Some(Self::F32),
            1 => Some(Self::F16),
            2 => Some(Self::Q4_0),
            3 => Some(Self::Q4_1),
            8 => Some(Self::Q8_0),
            30 => Some(Self::Bf16),
            _ => None,
        }
    }

    /// Elements in a block (1 if elements stand alone) and bytes of a block.
    pub fn block(self) -> (u64, u64) {
        match self {
            Self::F32 => (1, 4),
            Self::F16 | Self::Bf16 => (1, 2),
            Self::Q4_0 => (32, 18),
            Self::Q4_1 => (32, 20),
            Self::Q8_0 => (32, 34),
        }
    }
}

/// Where a tensor stands in the file, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorInfo {
    /// Its name, unique in the file.
    pub name: String,
    /// How its elements are stored.
    pub kind: TensorKind,
    /// 1 to 4 dimensions in ggml's order: the first is the length of a row.
    pub dims: Vec<u64>,
    /// Where its data starts, in bytes from the start of the file.
    pub offset: u64,
    /// Length of its data in bytes.
    pub bytes: u64,
}

/// Longest name of a tensor: ggml's own limit.
const MAX_NAME: u64 = 64;

impl TensorInfo {
    /// Bytes of the shortest description: an empty name, one dimension.
    pub(super) const MIN_LEN: u64 = 8 + 4 + 8 + 4 + 8;

    /// Reads one description; `offset` still counts from the start of the data.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Stop> {
        let name = reader.string(MAX_NAME, "tensor name")?;
        let found = reader.u32("number of dimensions")?;
        if !(1..=4).contains(&found) {
            return Err(GgufError::DimCount { name: name.to_owned(), found }.into());
        }
        let mut dims = Vec::with_capacity(found as usize);
        for _ in 0..found {
            dims.push(reader.u64("dimension")?);
        }
        let found = reader.u32("tensor type")?;
        let kind = TensorKind::from_ggml(found);
        let kind = kind.ok_or_else(|| GgufError::TensorKind { name: name.to_owned(), found })?;
        let offset = reader.u64("tensor offset")?;
        let bytes = data_len(name, &dims, kind)?;
        Ok(Self { name: name.to_owned(), kind, dims, offset, bytes })
    }
}

/// Length in bytes of a tensor's data.
fn data_len(name: &str, dims: &[u64], kind: TensorKind) -> Result<u64, GgufError> {
    let unusable = || GgufError::Dims { name: name.to_owned(), dims: dims.to_vec() };
    let (block, block_bytes) = kind.block();
    let row = dims[0];
    if !row.is_multiple_of(block) {
        return Err(GgufError::RowLen { name: name.to_owned(), row, block });
    }
    // Elements are counted too, so that they fit whatever the blocks are unpacked to.
    let elements = dims.iter().try_fold(1u64, |product, &dim| product.checked_mul(dim));
    let elements = elements.filter(|&n| n > 0).ok_or_else(unusable)?;
    (elements / block).checked_mul(block_bytes).ok_or_else(unusable)
}

/// Turns offsets into ones from the start of the file, and sorts by them.
///
/// # Errors
/// A name occurs twice; a tensor is not aligned, ends after the file, or overlaps another.
pub(super) fn place(
    tensors: &mut [TensorInfo],
    data_start: u64,
    alignment: u64,
    file_len: u64,
) -> Result<(), GgufError> {
    tensors.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    if let Some(pair) = tensors.windows(2).find(|pair| pair[0].name == pair[1].name) {
        return Err(GgufError::DuplicateTensor { name: pair[0].name.clone() });
    }
    if let Some(tensor) = tensors.iter().find(|tensor| !tensor.offset.is_multiple_of(alignment)) {
        return Err(GgufError::TensorOffset { name: tensor.name.clone(), offset: tensor.offset, alignment });
    }
    // The one that ends last says how long the file should be.
    let end = |tensor: &TensorInfo| data_start.saturating_add(tensor.offset).saturating_add(tensor.bytes);
    if let Some(tensor) = tensors.iter().max_by_key(|tensor| end(tensor)).filter(|tensor| end(tensor) > file_len) {
        let TensorInfo { ref name, offset, bytes, .. } = *tensor;
        return Err(GgufError::TensorPastEnd { name: name.clone(), offset, bytes, data_start, file_len });
    }
    tensors.iter_mut().for_each(|tensor| tensor.offset += data_start);
    tensors.sort_unstable_by_key(|tensor| tensor.offset);
    for pair in tensors.windows(2) {
        let (first, second) = (&pair[0], &pair[1]);
        let (end, start) = (first.offset + first.bytes, second.offset);
        if start < end {
            return Err(GgufError::Overlap { first: first.name.clone(), end, second: second.name.clone(), start });
        }
    }
    Ok(())
}
