/// Bytes that start on a cache line, so that no vector load straddles two lines when the layout avoids it.
#[derive(Debug, Default)]
pub(crate) struct AlignedBytes {
    lines: Vec<Line>,
    len: usize,
}

/// Bytes of a cache line.
pub(crate) const LINE: usize = 64;

#[derive(Debug, Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C, align(64))]
struct Line([u8; LINE]);

impl AlignedBytes {
    /// `len` zero bytes.
    pub(crate) fn zeroed(len: usize) -> Self {
        Self { lines: vec![Line([0; LINE]); len.div_ceil(LINE)], len }
    }

    /// `count` pieces of `len` bytes, each written by `fill`, which finds zeros.
    ///
    /// They are set to zero just before, so that each line comes from memory once.
    pub(crate) fn in_pieces<E>(
        count: usize,
        len: usize,
        mut fill: impl FnMut(usize, &mut [u8]) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut lines = Vec::with_capacity((count * len).div_ceil(LINE));
        for piece in 0..count {
            let end = (piece + 1) * len;
            lines.resize(end.div_ceil(LINE), Line([0; LINE]));
            fill(piece, &mut bytemuck::cast_slice_mut(&mut lines)[end - len..end])?;
        }
        Ok(Self { lines, len: count * len })
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        &bytemuck::cast_slice(&self.lines)[..self.len]
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [u8] {
        &mut bytemuck::cast_slice_mut(&mut self.lines)[..self.len]
    }
}
