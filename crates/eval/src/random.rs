/// The SplitMix64 generator.
pub(crate) struct Random(u64);

impl Random {
    /// A generator for one purpose: `name` keeps the choices of different users apart.
    pub(crate) fn new(seed: u64, name: &str) -> Self {
        let fnv = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ fnv)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number less than `count`; 0 if that is 0.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.next() % (count as u64).max(1)) as usize
    }

    /// Puts `items` into another order, any of them as likely as any other.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in 0..items.len() {
            items.swap(i, i + self.below(items.len() - i));
        }
    }

    /// `count` different ones of `items`, in their order; all if there are no more.
    pub(crate) fn choose<T>(&mut self, mut items: Vec<T>, count: usize) -> Vec<T> {
        let mut order: Vec<usize> = (0..items.len()).collect();
        let count = count.min(order.len());
        for i in 0..count {
            let other = i + self.below(order.len() - i);
            order.swap(i, other);
        }
        let mut keep = vec![false; items.len()];
        order[..count].iter().for_each(|&i| keep[i] = true);
        let mut keep = keep.into_iter();
        items.retain(|_| keep.next().unwrap_or(false));
        items
    }
}
