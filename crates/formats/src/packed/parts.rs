//! Where the tensors of a file are, and which forms may suit them.

use std::ops::Range;

use safetensors::tensor::{Dtype, TensorInfo};

use super::{Form, PackedError};
use crate::gguf::{self, TensorKind};
use crate::{BlockKind, Parsed, RowOrder, safetensors_header};

/// A part of the file to pack.
pub(super) struct Part {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// Forms that may make it smaller than [`Form::Raw`] does.
    pub(super) forms: Vec<Form>,
    /// Bytes that may not be torn apart: segments consist of whole units.
    pub(super) unit: usize,
}

/// The decoder's layers by number, each with the number of the base's layer that it was born from.
type Born = Vec<usize>;

const SINGLE_F32: Form = Form::Planes { record: 4, singles: 4 };

/// The parts of a GGUF or safetensors file, in order and without gaps.
pub(super) fn of(file: &[u8], base: Option<&gguf::Header>) -> Result<Vec<Part>, PackedError> {
    let tensors = if file.starts_with(b"GGUF") { of_gguf(file)? } else { of_safetensors(file, base)? };
    let (mut parts, mut at) = (Vec::new(), 0);
    let raw = |range: Range<usize>| Part { range, forms: Vec::new(), unit: 1 };
    for part in tensors {
        if at < part.range.start {
            parts.push(raw(at..part.range.start));
        }
        at = part.range.end;
        parts.push(part);
    }
    if at < file.len() {
        parts.push(raw(at..file.len()));
    }
    Ok(parts)
}

/// The header of a GGUF file that is all there; `what` names it in errors.
pub(super) fn gguf_header(file: &[u8], what: &'static str) -> Result<gguf::Header, PackedError> {
    match gguf::Header::parse(file, file.len() as u64) {
        Ok(Parsed::Complete(header)) => Ok(header),
        Ok(Parsed::Incomplete { need_at_least }) => {
            Err(PackedError::Source { what, reason: format!("its header needs {need_at_least} bytes") })
        }
        Err(error) => Err(PackedError::Source { what, reason: error.to_string() }),
    }
}

fn of_gguf(file: &[u8]) -> Result<Vec<Part>, PackedError> {
    let tensors = gguf_header(file, "the file")?.tensors;
    let part = |tensor: &gguf::TensorInfo| {
        // The header was checked: tensors are apart from each other and lie in the file.
        let start = tensor.offset as usize;
        let form = match tensor.kind {
            TensorKind::Q4_1 => Form::of_blocks(BlockKind::Q4_1),
            TensorKind::Q8_0 => Form::of_blocks(BlockKind::Q8_0),
            TensorKind::F32 => SINGLE_F32,
            TensorKind::F16 | TensorKind::Bf16 => Form::Planes { record: 2, singles: 2 },
            TensorKind::Q4_0 => Form::Planes { record: 18, singles: 2 },
        };
        Part { range: start..start + tensor.bytes as usize, forms: vec![form], unit: tensor.kind.block().1 as usize }
    };
    Ok(tensors.iter().map(part).collect())
}

fn of_safetensors(file: &[u8], base: Option<&gguf::Header>) -> Result<Vec<Part>, PackedError> {
    let source = |error| PackedError::Source {
        what: "the file",
        reason: format!("it is neither GGUF nor safetensors ({error})"),
    };
    let (header, metadata) = safetensors_header(file).map_err(source)?;
    let layers = metadata.metadata().as_ref().and_then(|entries| entries.get("source_layers"));
    let born: Born =
        layers.map(|text| text.split(',').map_while(|n| n.trim().parse().ok()).collect()).unwrap_or_default();
    let mut tensors: Vec<_> = metadata.tensors().into_iter().filter(|(_, info)| !is_empty(info)).collect();
    tensors.sort_unstable_by_key(|(_, info)| info.data_offsets);
    let part = |(name, info): (String, &TensorInfo)| {
        let (start, end) = info.data_offsets;
        let range = 8 + header + start..8 + header + end;
        match info.dtype {
            Dtype::F32 | Dtype::U32 => Part { range, forms: vec![SINGLE_F32], unit: 4 },
            Dtype::U8 => matrix(range, &name, info, base.map(|base| (base, &born))),
            _ => Part { range, forms: Vec::new(), unit: 1 },
        }
    };
    Ok(tensors.into_iter().map(part).collect())
}

fn is_empty(info: &TensorInfo) -> bool {
    info.data_offsets.0 >= info.data_offsets.1
}

/// A matrix of bytes: blocks of one kind or the other, and perhaps born from a matrix of the base.
fn matrix(range: Range<usize>, name: &str, info: &TensorInfo, base: Option<(&gguf::Header, &Born)>) -> Part {
    let width = info.shape.last().copied().unwrap_or(0);
    let kinds = [BlockKind::Q4_1, BlockKind::Q8_0].into_iter().filter(|kind| width.is_multiple_of(kind.bytes()));
    let mut part = Part { range, forms: kinds.map(Form::of_blocks).collect(), unit: width.max(1) };
    let Some((tensor, order)) = base.and_then(|(base, born)| source(name, base, born)) else { return part };
    let row_blocks = width / BlockKind::Q4_1.bytes();
    let dims = [row_blocks * BlockKind::LEN, info.shape.first().copied().unwrap_or(0)].map(|n| n as u64);
    if tensor.kind == TensorKind::Q4_1 && tensor.dims == dims && tensor.bytes == part.range.len() as u64 {
        if let RowOrder::Halves { head_dim } = order {
            part.unit *= head_dim;
        }
        part.forms.push(Form::Delta { base: tensor.offset, row_blocks: row_blocks as u32, order });
    }
    part
}

/// The base's tensor that `decoder.layers.N.PART.weight` was born from.
fn source<'a>(name: &str, base: &'a gguf::Header, born: &Born) -> Option<(&'a gguf::TensorInfo, RowOrder)> {
    let (layer, part) = name.strip_prefix("decoder.layers.")?.split_once('.')?;
    let wanted = format!("blk.{}.{part}", born.get(layer.parse::<usize>().ok()?)?);
    let tensor = base.tensors.iter().find(|tensor| tensor.name == wanted)?;
    let order = match part {
        "attn_q.weight" | "attn_k.weight" => {
            let head_dim = base.u32("llama.rope.dimension_count").ok()? as usize;
            if head_dim == 0 || !head_dim.is_multiple_of(2) {
                return None;
            }
            RowOrder::Halves { head_dim }
        }
        _ => RowOrder::Stored,
    };
    Some((tensor, order))
}
