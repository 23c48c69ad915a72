//! Where things stand in a table's bytes; shared by the reader and the builder.

use foreword_text::TokenId;

use crate::NgramError;

pub(super) const MAGIC: [u8; 8] = *b"FWNGRAM\0";
pub(super) const VERSION: u32 = 1;
pub(super) const HEADER: usize = 80;
const CHECKSUM_AT: usize = 72;

/// The longest n-gram.
pub(super) const MAX_ORDER: usize = 4;
/// Orders that have contexts: 2, 3 and 4.
pub(super) const ORDERS: usize = MAX_ORDER - 1;
/// Back-off weights are one of so many.
pub(super) const BACKOFF_LEVELS: usize = 32;
/// Successor counts up to this stand in a context's own byte; 0 there says that the list starts with its length.
pub(super) const SHORT_LIST: usize = 7;
/// Contexts per bucket, on average.
pub(super) const BUCKET: usize = 16;
/// Tokens are stored in 16 bits, and the builder needs one number for itself.
pub(super) const MAX_VOCAB: u32 = 65_535;

/// Counts that the header gives for one order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct OrderHeader {
    pub buckets: u32,
    pub contexts: u32,
    /// Entries of the successor lists, lengths of long lists included.
    pub entries: u32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Header {
    pub vocab_size: u32,
    pub boundary: TokenId,
    pub code_bits: u32,
    /// Log-probability of unigram code 0, and how much each further code takes off.
    pub unigram_shift: f32,
    pub unigram_step: f32,
    pub orders: [OrderHeader; ORDERS],
}

/// Byte offsets of the sections of one order.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OrderLayout {
    pub header: OrderHeader,
    pub levels: usize,
    pub backoffs: usize,
    pub directory: usize,
    pub fingerprints: usize,
    pub meta: usize,
    pub tokens: usize,
    pub codes: usize,
}

impl Header {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, NgramError> {
        let found = bytes.len() as u64;
        if bytes.len() < HEADER {
            return Err(NgramError::Length { expected: HEADER as u64, found });
        }
        let mut magic = [0; 8];
        magic.copy_from_slice(&bytes[..8]);
        if magic != MAGIC {
            return Err(NgramError::Magic { found: magic });
        }
        let u32_at = |at| u32_at(bytes, at).unwrap_or(0);
        if u32_at(8) != VERSION {
            return Err(NgramError::Version { expected: VERSION, found: u32_at(8) });
        }
        let within = |what, found: u32, least: u32, most: u32| {
            let (least, most) = (u64::from(least), u64::from(most));
            if (least..=most).contains(&u64::from(found)) {
                Ok(found)
            } else {
                Err(NgramError::Header { what, found: found.into(), least, most })
            }
        };
        let vocab_size = within("vocabulary", u32_at(12), 1, MAX_VOCAB)?;
        let boundary = within("boundary token", u32_at(16), 0, vocab_size - 1)?;
        let code_bits = match u32_at(20) {
            8 => 8,
            other => within("code width", other, 4, 4)?,
        };
        within("reserved field", u32_at(68), 0, 0)?;
        let (unigram_shift, unigram_step) = (f32::from_bits(u32_at(24)), f32::from_bits(u32_at(28)));
        // Written so that a NaN fails.
        for (index, found, sound) in [
            (0, unigram_shift, (-100.0..=0.0).contains(&unigram_shift)),
            (1, unigram_step, (0.0..=1.0).contains(&unigram_step)),
        ] {
            if !sound {
                return Err(NgramError::Level { what: "unigram scale", index, found });
            }
        }
        let mut orders = [OrderHeader::default(); ORDERS];
        for (i, order) in orders.iter_mut().enumerate() {
            let at = 32 + 12 * i;
            *order = OrderHeader { buckets: u32_at(at), contexts: u32_at(at + 4), entries: u32_at(at + 8) };
            within("number of buckets", order.buckets, 1, order.contexts.max(1))?;
            within("number of contexts", order.contexts, 0, order.entries)?;
        }
        Ok(Self { vocab_size, boundary, code_bits, unigram_shift, unigram_step, orders })
    }

    /// The header's bytes, with a checksum of 0.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let floats = [self.unigram_shift.to_bits(), self.unigram_step.to_bits()];
        let counts = self.orders.iter().flat_map(|o| [o.buckets, o.contexts, o.entries]);
        let first = [VERSION, self.vocab_size, self.boundary, self.code_bits];
        for number in first.into_iter().chain(floats).chain(counts).chain([0; 3]) {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    /// The sections of each order, and the length of the whole. Sums are in 64 bits: 32-bit counts cannot overflow
    /// them.
    pub(super) fn layout(&self, found: usize) -> Result<[OrderLayout; ORDERS], NgramError> {
        let mut at = HEADER as u64 + u64::from(self.vocab_size);
        let mut starts = [[0_u64; 7]; ORDERS];
        for (order, starts) in self.orders.iter().zip(&mut starts) {
            let [buckets, contexts, entries] = [order.buckets, order.contexts, order.entries].map(u64::from);
            let sizes = [
                4 << self.code_bits,
                4 * BACKOFF_LEVELS as u64,
                8 * (buckets + 1),
                2 * contexts,
                contexts,
                2 * entries,
                (entries * u64::from(self.code_bits)).div_ceil(8),
            ];
            for (start, size) in starts.iter_mut().zip(sizes) {
                *start = at;
                at += size;
            }
        }
        if at != found as u64 {
            return Err(NgramError::Length { expected: at, found: found as u64 });
        }
        // Every offset is at most `found`, which is a `usize`.
        let mut layouts = [OrderLayout::default(); ORDERS];
        for ((layout, starts), &header) in layouts.iter_mut().zip(starts).zip(&self.orders) {
            let [levels, backoffs, directory, fingerprints, meta, tokens, codes] = starts.map(|at| at as usize);
            *layout = OrderLayout { header, levels, backoffs, directory, fingerprints, meta, tokens, codes };
        }
        Ok(layouts)
    }
}

/// Where a context belongs: a bucket, and 16 bits that tell it from the others there.
///
/// `key` holds the context's tokens in 16 bits each, the last one lowest.
pub(super) fn place(key: u64, buckets: u32) -> (u32, u16) {
    let hash = mix(key);
    ((((hash >> 32) * u64::from(buckets)) >> 32) as u32, hash as u16)
}

/// Spreads the bits of `x` over all 64 (the finaliser of SplitMix64; bijective).
pub(super) fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The checksum of a table: FNV-1a over 8-byte words (little-endian, the last one filled up with zeros) with a
/// rotation, then the length. The checksum's own place is left out.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    let parts = [bytes.get(..CHECKSUM_AT), bytes.get(CHECKSUM_AT + 8..)];
    for part in parts.into_iter().flatten() {
        for chunk in part.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            sum = (sum ^ u64::from_le_bytes(word)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
        }
    }
    mix(sum ^ bytes.len() as u64)
}

pub(super) fn stored_checksum(bytes: &[u8]) -> u64 {
    u64::from(u32_at(bytes, CHECKSUM_AT).unwrap_or(0)) | u64::from(u32_at(bytes, CHECKSUM_AT + 4).unwrap_or(0)) << 32
}

/// Puts the right checksum into the header. `bytes` holds at least a header.
pub(super) fn seal(bytes: &mut [u8]) {
    let sum = checksum(bytes);
    bytes[CHECKSUM_AT..CHECKSUM_AT + 8].copy_from_slice(&sum.to_le_bytes());
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..)?.first_chunk::<2>().copied()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..)?.first_chunk::<4>().copied()?))
}
