//! The SplitMix64 generator, and texts drawn by it.

/// Gives the same numbers for the same seed and name.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64, name: &str) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ hash(name))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number less than `count`; 0 if that is 0.
    pub(super) fn below(&mut self, count: usize) -> usize {
        (self.next() % (count as u64).max(1)) as usize
    }

    /// One of `items`; the default of an empty list.
    pub(super) fn pick<T: Copy + Default>(&mut self, items: &[T]) -> T {
        items.get(self.below(items.len())).copied().unwrap_or_default()
    }

    /// `count` characters of `set`.
    pub(super) fn of(&mut self, set: &str, count: usize) -> String {
        let set = set.as_bytes();
        (0..count).map(|_| char::from(self.pick(set))).collect()
    }

    pub(super) fn digits(&mut self, count: usize) -> String {
        self.of("0123456789", count)
    }

    /// A number from `least` to `most`, with leading zeros to the length of `most`.
    pub(super) fn number(&mut self, least: usize, most: usize) -> String {
        let width = most.to_string().len();
        format!("{:0width$}", least + self.below(most + 1 - least))
    }

    /// Fills a template: `{16:A}` stands for 16 characters of a set that [`set`] names, `{4-9:d}` for four to nine.
    pub(super) fn fill(&mut self, template: &str) -> String {
        let mut filled = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            filled += before;
            let Some((inside, after)) = after.split_once('}') else { break };
            let (count, name) = inside.split_once(':').unwrap_or((inside, "d"));
            let (least, most) = count.split_once('-').unwrap_or((count, count));
            let least = least.parse::<usize>().unwrap_or(1);
            let count = least + self.below(most.parse::<usize>().unwrap_or(least) + 1 - least);
            filled += &self.of(set(name), count);
            rest = after;
        }
        filled + rest
    }
}

/// The characters that a letter in a template stands for.
fn set(name: &str) -> &'static str {
    match name {
        "d" => "0123456789",
        "n" => "123456789",
        "l" => "abcdefghijklmnopqrstuvwxyz",
        "u" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "x" => "0123456789abcdef",
        "X" => "0123456789ABCDEF",
        "a" => "abcdefghijklmnopqrstuvwxyz0123456789",
        "A" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        "w" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
        "b" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        "5" => "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
        "2" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        "3" => "abcdefghijklmnopqrstuvwxyz234567",
        "c" => "qpzry9x8gf2tvdw0s3jn54khce6mua7l",
        "s" => "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!@#$%^&*()-_=+[]{}<>?~",
        _ => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    }
}

/// FNV-1a.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
