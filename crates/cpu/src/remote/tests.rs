//! Helpers in threads of this process, behind a mailbox that has all that WebAssembly's has.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use foreword_model::{ActivationBits, BlockKind, MatrixSource, Norm, Ops, Part, RowOrder};
use proptest::prelude::*;

use super::leader::{MOST_UNUSED, Terms};
use super::mailbox::{Desk, FAILED, claim};
use super::shares::{Order, Words};
use super::{Helper, Mailbox, are_ready, mailbox_bytes};
use crate::testing::noise;
use crate::{Buffer, CpuOps, Isa};

/// Bytes as words, since nothing here is smaller.
struct Shared {
    words: Vec<AtomicU32>,
    lock: Mutex<()>,
    woken: Condvar,
}

/// What happens to a helper when it uses the mailbox for the n-th time.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Lives,
    Dies { at: usize },
    Sleeps { at: usize, ms: u64 },
}

#[derive(Clone)]
struct Side {
    shared: Arc<Shared>,
    fate: Fate,
    used: Arc<AtomicUsize>,
}

impl Side {
    fn leader(helpers: usize) -> Self {
        let words = (0..mailbox_bytes(helpers) / 4).map(|_| AtomicU32::new(0)).collect();
        let shared = Arc::new(Shared { words, lock: Mutex::default(), woken: Condvar::new() });
        Self { shared, fate: Fate::Lives, used: Arc::default() }
    }

    fn helper(&self, fate: Fate) -> Self {
        Self { shared: Arc::clone(&self.shared), fate, used: Arc::default() }
    }

    fn word(&self, at: usize) -> &AtomicU32 {
        assert_eq!(at % 4, 0);
        let used = self.used.fetch_add(1, SeqCst);
        match self.fate {
            // Without a message, as a panic would print.
            Fate::Dies { at } if used >= at => std::panic::resume_unwind(Box::new("dead")),
            Fate::Sleeps { at, ms } if used == at => thread::sleep(Duration::from_millis(ms)),
            _ => {}
        }
        &self.shared.words[at / 4]
    }

    fn words(&self, at: usize, bytes: usize) -> &[AtomicU32] {
        self.word(at);
        assert_eq!(bytes % 4, 0);
        &self.shared.words[at / 4..][..bytes / 4]
    }
}

impl Mailbox for Side {
    fn put(&self, at: usize, bytes: &[u8]) {
        for (word, bytes) in self.words(at, bytes.len()).iter().zip(bytes.chunks_exact(4)) {
            word.store(u32::from_ne_bytes(bytes.try_into().unwrap()), SeqCst);
        }
    }

    fn get(&self, at: usize, bytes: &mut [u8]) {
        for (word, bytes) in self.words(at, bytes.len()).iter().zip(bytes.chunks_exact_mut(4)) {
            bytes.copy_from_slice(&word.load(SeqCst).to_ne_bytes());
        }
    }

    fn load(&self, at: usize) -> u32 {
        self.word(at).load(SeqCst)
    }

    fn store(&self, at: usize, word: u32) {
        self.word(at).store(word, SeqCst);
    }

    fn exchange(&self, at: usize, old: u32, new: u32) -> u32 {
        self.word(at).compare_exchange(old, new, SeqCst, SeqCst).unwrap_or_else(|was| was)
    }

    fn spin(&self, at: usize, old: u32, times: u32) -> u32 {
        for _ in 0..times.min(100) {
            if self.shared.words[at / 4].load(SeqCst) != old {
                break;
            }
            std::hint::spin_loop();
        }
        self.load(at)
    }

    fn park(&self, at: usize, old: u32, ms: Option<u32>) -> bool {
        let word = self.word(at);
        let lock = self.shared.lock.lock().unwrap();
        if word.load(SeqCst) != old {
            return true;
        }
        let limit = Duration::from_millis(ms.map_or(60_000, u64::from));
        !self.shared.woken.wait_timeout(lock, limit).unwrap().1.timed_out()
    }

    fn wake(&self, at: usize) {
        self.word(at);
        drop(self.shared.lock.lock().unwrap());
        self.shared.woken.notify_all();
    }
}

/// Helpers with these fates, in threads that end with the test.
fn hire(isa: Isa, fates: &[Fate]) -> Side {
    let leader = Side::leader(fates.len());
    for (number, &fate) in fates.iter().enumerate() {
        let side = leader.helper(fate);
        thread::spawn(move || Helper::on(isa, side, number).run());
    }
    leader
}

const EAGER: Terms = Terms { least_product: 1, least_to_wake: 1, keep_ms: 10_000 };

/// For tests in which a helper fails.
const HASTY: Terms = Terms { least_product: 1, least_to_wake: 1, keep_ms: 15 };

fn blocks(kind: BlockKind, rows: usize, cols: usize, seed: u64) -> Vec<u8> {
    let block = |chunk: &[f32]| {
        let mut bytes = half::f16::from_f32(0.01 * (1.5 + chunk[0])).to_le_bytes().to_vec();
        if kind == BlockKind::Q4_1 {
            bytes.extend(half::f16::from_f32(-0.07 * chunk[1]).to_le_bytes());
        }
        bytes.extend(chunk[..kind.bytes() - bytes.len()].iter().map(|x| (x * 127.9) as i8 as u8));
        bytes
    };
    noise(seed, rows * cols).chunks(32).flat_map(block).collect()
}

fn buffer(rows: usize, width: usize, seed: u64) -> Buffer {
    let mut buffer = Buffer::default();
    buffer.resize(rows, width);
    for row in 0..rows {
        buffer.row_mut(row).copy_from_slice(&noise(seed + row as u64, width));
    }
    buffer
}

/// A product, and what it is without helpers.
#[derive(Debug, Clone, Copy)]
struct Product {
    kind: BlockKind,
    activations: ActivationBits,
    rows: usize,
    cols: usize,
    tokens: usize,
}

impl Product {
    fn source<T>(self, with: impl FnOnce(&MatrixSource<'_>) -> T) -> T {
        let Self { kind, activations, rows, cols, .. } = self;
        let bytes = blocks(kind, rows, cols, 7);
        let parts = [Part { bytes: &bytes, rows, order: RowOrder::Stored }];
        with(&MatrixSource { kind, cols, parts: &parts, activations })
    }

    /// Both forms of the product, as bits.
    fn bits(self, ops: &CpuOps, w: &crate::PackedMatrix) -> Vec<Vec<u32>> {
        let x = buffer(self.tokens, self.cols, 3);
        let mut sum = buffer(self.tokens, self.rows, 90);
        ops.matmul_add(&x, w, &mut sum);
        let norm = Norm { weight: noise(5, self.cols), eps: 1e-5 };
        let mut normed = Buffer::default();
        ops.norm_matmul(&x, &norm, w, &mut normed);
        let rows = |buffer: &Buffer| {
            (0..buffer.rows()).map(|row| buffer.row(row).iter().map(|x| x.to_bits()).collect()).collect::<Vec<_>>()
        };
        [rows(&sum), rows(&normed)].concat()
    }

    fn alone(self, isa: Isa) -> Vec<Vec<u32>> {
        let ops = CpuOps::with_isa(isa, 1).unwrap();
        self.bits(&ops, &self.source(|source| ops.table(source)).unwrap())
    }

    /// With helpers of these fates: the bits of so many products, and the threads left.
    fn shared(self, isa: Isa, terms: Terms, fates: &[Fate], times: usize) -> (Vec<Vec<Vec<u32>>>, usize) {
        let ops = CpuOps::with_isa(isa, 1).unwrap();
        let w = self.source(|source| ops.table(source)).unwrap();
        ops.lead_on(terms, Box::new(hire(isa, fates)), fates.len());
        while ops.give(100_000).unwrap_or(false) {}
        ((0..times).map(|_| self.bits(&ops, &w)).collect(), ops.threads())
    }
}

fn products() -> impl Strategy<Value = Product> {
    (any::<bool>(), any::<bool>(), 1..500usize, 1..7usize, 1..10usize).prop_map(
        |(four, eight, rows, blocks, tokens)| Product {
            kind: if four { BlockKind::Q4_1 } else { BlockKind::Q8_0 },
            activations: if eight { ActivationBits::Eight } else { ActivationBits::Sixteen },
            rows,
            cols: 32 * blocks,
            tokens,
        },
    )
}

const MIDDLING: Product =
    Product { kind: BlockKind::Q4_1, activations: ActivationBits::Eight, rows: 320, cols: 96, tokens: 3 };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_number_of_helpers_gives_the_same_bits(product in products(), helpers in 1..=3usize) {
        for isa in Isa::available() {
            let expected = product.alone(isa);
            let (found, threads) = product.shared(isa, EAGER, &vec![Fate::Lives; helpers], 3);
            prop_assert_eq!(threads, helpers + 1);
            prop_assert!(found.iter().all(|bits| *bits == expected), "{:?} {:?}", isa, product);
        }
    }

    /// At whatever it is doing when it dies.
    #[test]
    fn a_helper_that_dies_costs_no_bit(at in 0..400usize, which in 0..2usize) {
        let mut fates = [Fate::Lives; 2];
        fates[which] = Fate::Dies { at };
        let (found, _) = MIDDLING.shared(Isa::best(), HASTY, &fates, 6);
        let expected = MIDDLING.alone(Isa::best());
        prop_assert!(found.iter().all(|bits| *bits == expected));
    }

    #[test]
    fn a_helper_that_is_late_costs_no_bit(at in 5..200usize) {
        let fates = [Fate::Sleeps { at, ms: 60 }, Fate::Lives];
        let (found, _) = MIDDLING.shared(Isa::best(), HASTY, &fates, 6);
        let expected = MIDDLING.alone(Isa::best());
        prop_assert!(found.iter().all(|bits| *bits == expected));
    }

    /// Whatever stands in an order, the helper does nothing worse than to stop.
    #[test]
    fn an_order_that_makes_no_sense_is_refused(words in hostile()) {
        let leader = hire(Isa::best(), &[Fate::Lives]);
        let desk = Desk::of(0);
        leader.put(desk.order, bytemuck::cast_slice(&words));
        leader.store(desk.claim, claim(1, 1));
        leader.store(desk.job, 1);
        leader.wake(desk.job);
        let is_legal = matches!(Order::of(words), Some(Order::Stop));
        let is_kept = || leader.load(desk.done) == claim(1, 1);
        for _ in 0..10_000 {
            if is_legal || is_kept() || leader.load(desk.done) == FAILED {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(1));
        }
        prop_assert!(false, "{words:?} is neither followed nor refused");
    }
}

fn hostile() -> impl Strategy<Value = Words> {
    let word = prop_oneof![0..40u32, Just(96), Just(1 << 16), Just(u32::MAX), any::<u32>()];
    (0..5u32, prop::array::uniform7(word)).prop_map(|(what, [a, b, c, d, e, f, g])| [what, a, b, c, d, e, f, g])
}

#[test]
fn orders_survive_the_mailbox() {
    let (kind, width) = (BlockKind::Q8_0, 16);
    let keep = Order::Keep { matrix: 9, kind, width, rows: 24_576, cols: 576, offset: 524_288, len: 4 };
    let multiply = Order::Multiply { matrix: 3, rows: 32, is_bytes: true };
    for order in [keep, multiply, Order::Stop] {
        assert_eq!(Order::of(order.words()), Some(order));
    }
    assert_eq!(Order::of([0; 8]), None);
}

#[test]
fn a_helper_that_never_takes_anything_is_given_up() {
    let isa = Isa::best();
    let product = Product { tokens: 1, rows: 64, cols: 32, ..MIDDLING };
    let ops = CpuOps::with_isa(isa, 1).unwrap();
    let w = product.source(|source| ops.matrix(source)).unwrap();
    // It dies once it has its shard: those are 4 steps for one piece, and some while it waits.
    let leader = hire(isa, &[Fate::Lives]);
    ops.lead_on(EAGER, Box::new(leader.clone()), 1);
    while ops.give(usize::MAX).unwrap() {}
    let desk = Desk::of(0);
    leader.put(desk.order, bytemuck::cast_slice(&Order::Stop.words()));
    leader.store(desk.claim, claim(2, 1));
    leader.store(desk.job, 2);
    leader.wake(desk.job);
    while leader.load(desk.claim) == claim(2, 1) {
        thread::yield_now();
    }
    let expected = product.alone(isa);
    // It rests in between, of which each trial of it is a tenth.
    for _ in 0..=10 * MOST_UNUSED {
        assert_eq!(product.bits(&ops, &w), expected);
    }
    assert_eq!(ops.threads(), 1);
}

#[test]
fn helpers_are_ready_once_they_wait() {
    let leader = Side::leader(2);
    assert!(!are_ready(&leader, 2));
    for number in 0..2 {
        let side = leader.helper(Fate::Lives);
        thread::spawn(move || Helper::new(side, number).run());
    }
    while !are_ready(&leader, 2) {
        thread::yield_now();
    }
}

#[test]
fn what_does_not_fit_the_mailbox_is_multiplied_alone() {
    let product = Product { tokens: 700, rows: 640, ..MIDDLING };
    let isa = Isa::best();
    let (found, threads) = product.shared(isa, EAGER, &[Fate::Lives], 1);
    assert_eq!((threads, &found[0]), (2, &product.alone(isa)));
}

#[test]
fn small_products_stay_with_the_leader() {
    let (isa, product) = (Isa::best(), Product { rows: 32, cols: 32, tokens: 1, ..MIDDLING });
    let ops = CpuOps::with_isa(isa, 1).unwrap();
    let w = product.source(|source| ops.matrix(source)).unwrap();
    let leader = hire(isa, &[Fate::Lives]);
    ops.lead(Box::new(leader.clone()), 1);
    assert_eq!(ops.give(1), Ok(false), "nothing is worth giving");
    product.bits(&ops, &w);
    assert_eq!(leader.load(Desk::of(0).job), 0);
    ops.dismiss();
    assert_eq!(ops.threads(), 1);
}
