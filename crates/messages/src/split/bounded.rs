//! A buffer that never grows beyond a bound.

/// Bytes that are collected up to a bound; what goes beyond it is dropped.
#[derive(Debug, Default)]
pub(crate) struct Bounded {
    bytes: Vec<u8>,
    is_cut: bool,
}

impl Bounded {
    pub(crate) fn extend(&mut self, bytes: &[u8], cap: usize) {
        let room = cap.saturating_sub(self.bytes.len());
        self.is_cut |= bytes.len() > room;
        self.bytes.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    /// Says that something was dropped before it came here.
    pub(crate) fn cut(&mut self) {
        self.is_cut = true;
    }

    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.is_cut = false;
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Whether nothing came, not even something that was dropped.
    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty() && !self.is_cut
    }
}
