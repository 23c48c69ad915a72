//! The GGUF reader on good, wrong and hostile files: always a header or an error with numbers, never a panic, and
//! never more memory than the file's length justifies.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use foreword_formats::gguf::{GgufError, Header, TensorKind};
use foreword_formats::{FileKind, Parsed};
use proptest::prelude::*;

#[path = "support/gguf_writer.rs"]
mod gguf_writer;
use gguf_writer::{Writer, array, good, string, strings};

/// Counts the bytes this thread has allocated and not yet freed, and the most there ever were.
struct Counting;

thread_local! {
    static LIVE: Cell<(isize, isize)> = const { Cell::new((0, 0)) };
}

fn count(change: isize) {
    // The allocator also runs while a thread ends.
    let _ = LIVE.try_with(|live| {
        let now = live.get().0 + change;
        live.set((now, live.get().1.max(now)));
    });
}

// SAFETY: passes every call on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: the caller keeps `alloc`'s contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: the caller keeps `dealloc`'s contract, and `alloc` took the memory from `System`.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Parses with the whole file at hand and checks the memory that took.
fn parse(file: &[u8]) -> Result<Header, GgufError> {
    let before = LIVE.get().0;
    LIVE.set((before, before));
    let parsed = Header::parse(file, file.len() as u64);
    let most = LIVE.get().1 - before;
    assert!(most <= 4 * file.len() as isize + (1 << 20), "{most} bytes for a file of {}", file.len());
    match parsed? {
        Parsed::Complete(header) => Ok(header),
        Parsed::Incomplete { need_at_least } => panic!("all {} bytes were given, asks for {need_at_least}", file.len()),
    }
}

#[test]
fn a_good_file() {
    let mut header = parse(&good().bytes()).unwrap();
    assert_eq!(header.keys().len(), 10);
    assert_eq!(header.u32("llama.block_count"), Ok(30));
    assert_eq!(header.f32("llama.rope.freq_base"), Ok(1e5));
    assert_eq!(header.bool("tokenizer.ggml.add_bos_token"), Ok(true));
    assert_eq!(header.str("general.architecture"), Ok("llama"));
    assert_eq!(header.strings("tokenizer.ggml.merges").unwrap(), ["a b"]);
    assert_eq!(header.i32s("tokenizer.ggml.token_type").unwrap(), [3, 1, 1, 1]);
    let start = header.data_start;
    let tensors: Vec<_> = header.tensors.iter().map(|t| (&*t.name, t.kind, t.offset - start, t.bytes)).collect();
    let expected =
        [("norm", TensorKind::F32, 0, 32), ("q4", TensorKind::Q4_1, 32, 40), ("q8", TensorKind::Q8_0, 96, 68)];
    assert_eq!(tensors, expected);
    assert_eq!(header.tensors[1].dims, [32, 1, 2]);

    let vocabulary = header.vocabulary().unwrap();
    assert_eq!(vocabulary.tokens, ["<|end|>", "a", "b", "ab"]);
    assert_eq!((vocabulary.merges, vocabulary.special), (vec!["a b".to_owned()], vec![0]));
    let missing = GgufError::MissingKey { key: "tokenizer.ggml.tokens".into() };
    assert_eq!(header.vocabulary(), Err(missing));
}

#[test]
fn getters_name_what_they_found() {
    let header = parse(&good().bytes()).unwrap();
    let text = |error: GgufError| error.to_string();
    assert_eq!(text(header.u32("x").unwrap_err()), "the key \"x\" is missing");
    let wrong = text(header.u32("llama.rope.freq_base").unwrap_err());
    assert_eq!(wrong, "\"llama.rope.freq_base\" is f32, expected u32");
    let wrong = text(header.str("tokenizer.ggml.token_type").unwrap_err());
    assert_eq!(wrong, "\"tokenizer.ggml.token_type\" is array of i32, expected string");
    assert!(header.f32("llama.block_count").is_err() && header.bool("llama.block_count").is_err());
    assert!(header.strings("llama.block_count").is_err() && header.i32s("tokenizer.ggml.tokens").is_err());
}

#[test]
fn a_prefix_asks_for_more_until_the_header_is_there() {
    let file = good().bytes();
    let header = parse(&file).unwrap();
    let len = file.len() as u64;
    let mut complete_from = None;
    for end in 0..=file.len() {
        match Header::parse(&file[..end], len).unwrap() {
            Parsed::Incomplete { need_at_least } => {
                assert!(complete_from.is_none() && need_at_least > end as u64 && need_at_least <= len);
            }
            Parsed::Complete(found) => {
                assert_eq!(found, header);
                complete_from.get_or_insert(end as u64);
            }
        }
    }
    assert!(complete_from.is_some_and(|end| end <= header.data_start && end + 32 > header.data_start));
}

#[test]
fn a_wrong_start_is_refused_at_once() {
    assert_eq!(Header::parse(b"GGML", 1000), Err(GgufError::Magic { found: FileKind::Text("GGML".into()) }));
    assert!(matches!(Header::parse(b"GGUF\x02\0\0\0", 1000), Err(GgufError::Version { found: 2 })));
    assert!(matches!(Header::parse(b"GGUF", 3), Err(GgufError::PrefixLen { prefix: 4, file_len: 3 })));
    assert!(matches!(Header::parse(b"", 0), Err(GgufError::Truncated { at: 0, need: 4, left: 0, .. })));
    // A server that announces a huge file does not make us allocate for what has not come.
    let mut huge = good();
    huge.counts = [Some(1 << 40), None];
    let before = LIVE.get().0;
    LIVE.set((before, before));
    let parsed = Header::parse(&huge.bytes(), 1 << 50).unwrap();
    assert!(matches!(parsed, Parsed::Incomplete { need_at_least } if need_at_least > 32 << 40));
    assert!(LIVE.get().1 - before < 10_000);
}

/// What is wrong, how it comes about, and whether the error is the right one.
type Mutation = (&'static str, fn(&mut Writer), fn(&GgufError) -> bool);

const MUTATIONS: &[Mutation] = &[
    ("version 2", |w| w.version = 2, |e| matches!(e, GgufError::Version { found: 2 })),
    ("big-endian", |w| w.version = 3 << 24, |e| matches!(e, GgufError::Version { found: 0x0300_0000 })),
    ("tensors", |w| w.counts[0] = Some(u64::MAX), |e| matches!(e, GgufError::Truncated { need: u64::MAX, .. })),
    ("one tensor too many", |w| (w.counts[0], w.data_len) = (Some(4), 0), |e| matches!(e, GgufError::Truncated { .. })),
    ("entries", |w| w.counts[1] = Some(5000), |e| matches!(e, GgufError::TooMany { found: 5000, most: 4096, .. })),
    (
        "entries for the length",
        |w| w.counts[1] = Some(4000),
        |e| matches!(e, GgufError::Truncated { need: 52_000, .. }),
    ),
    (
        "long key",
        |w| w.entries[0].0 = vec![b'k'; 70_000],
        |e| matches!(e, GgufError::TooMany { found: 70_000, most: 65_535, .. }),
    ),
    ("key not UTF-8", |w| w.entries[0].0 = b"ab\xFF".to_vec(), |e| matches!(e, GgufError::Utf8 { valid: 2, .. })),
    ("value not UTF-8", |w| w.set("x", 8, string(b"\xC0")), |e| matches!(e, GgufError::Utf8 { valid: 0, .. })),
    (
        "long string",
        |w| w.set("x", 8, u64::MAX.to_le_bytes().to_vec()),
        |e| matches!(e, GgufError::Truncated { need: u64::MAX, .. }),
    ),
    (
        "long array",
        |w| w.set("x", 9, [&5u32.to_le_bytes()[..], &(1u64 << 62).to_le_bytes()].concat()),
        |e| matches!(e, GgufError::Truncated { need: u64::MAX, .. }),
    ),
    (
        "long array of strings",
        |w| w.set("x", 9, [&8u32.to_le_bytes()[..], &1000u64.to_le_bytes()].concat()),
        |e| matches!(e, GgufError::Truncated { need: 8000, .. }),
    ),
    ("value type", |w| w.set("x", 13, vec![0; 8]), |e| matches!(e, GgufError::ValueType { found: 13, .. })),
    ("element type", |w| w.set("x", 9, array(99, &[])), |e| matches!(e, GgufError::ValueType { found: 99, .. })),
    ("nested", |w| w.set("x", 9, array(9, &[strings(&[])])), |e| matches!(e, GgufError::NestedArray { .. })),
    ("boolean", |w| w.set("x", 7, vec![2]), |e| matches!(e, GgufError::Bool { found: 2, .. })),
    ("twice", |w| w.entries.push(w.entries[0].clone()), |e| matches!(e, GgufError::DuplicateKey { .. })),
    ("alignment 0", |w| w.set("general.alignment", 4, vec![0; 4]), |e| matches!(e, GgufError::Alignment { found: 0 })),
    (
        "alignment 24",
        |w| w.set("general.alignment", 4, vec![24, 0, 0, 0]),
        |e| matches!(e, GgufError::Alignment { found: 24 }),
    ),
    (
        "alignment 2^31",
        |w| w.set("general.alignment", 4, vec![0, 0, 0, 0x80]),
        |e| matches!(e, GgufError::Alignment { found: 0x8000_0000 }),
    ),
    (
        "alignment as u64",
        |w| w.set("general.alignment", 10, vec![0; 8]),
        |e| matches!(e, GgufError::WrongType { expected: "u32", .. }),
    ),
    ("same name", |w| w.tensors[0].name = b"q4".to_vec(), |e| matches!(e, GgufError::DuplicateTensor { .. })),
    (
        "long name",
        |w| w.tensors[0].name = vec![b'n'; 65],
        |e| matches!(e, GgufError::TooMany { found: 65, most: 64, .. }),
    ),
    ("ggml type", |w| w.tensors[0].kind = 14, |e| matches!(e, GgufError::TensorKind { found: 14, .. })),
    ("no dimension", |w| w.tensors[0].dims.clear(), |e| matches!(e, GgufError::DimCount { found: 0, .. })),
    ("five dimensions", |w| w.tensors[0].dims = vec![32; 5], |e| matches!(e, GgufError::DimCount { found: 5, .. })),
    ("empty", |w| w.tensors[0].dims = vec![32, 0], |e| matches!(e, GgufError::Dims { .. })),
    (
        "empty and overflowing",
        |w| w.tensors[0].dims = vec![1 << 40, 1 << 40, 0],
        |e| matches!(e, GgufError::Dims { .. }),
    ),
    ("elements overflow", |w| w.tensors[0].dims = vec![1 << 32; 2], |e| matches!(e, GgufError::Dims { .. })),
    (
        "bytes overflow",
        |w| (w.tensors[0].dims, w.tensors[0].kind) = (vec![1 << 63], 0),
        |e| matches!(e, GgufError::Dims { .. }),
    ),
    (
        "part of a block",
        |w| w.tensors[0].dims = vec![33],
        |e| matches!(e, GgufError::RowLen { row: 33, block: 32, .. }),
    ),
    (
        "not aligned",
        |w| w.tensors[0].offset = 100,
        |e| matches!(e, GgufError::TensorOffset { offset: 100, alignment: 32, .. }),
    ),
    ("past the end", |w| w.tensors[0].offset = 128, |e| matches!(e, GgufError::TensorPastEnd { offset: 128, .. })),
    ("offset overflows", |w| w.tensors[0].offset = u64::MAX - 31, |e| matches!(e, GgufError::TensorPastEnd { .. })),
    ("data missing", |w| w.data_len -= 1, |e| matches!(e, GgufError::TensorPastEnd { bytes: 68, .. })),
    ("overlap", |w| w.tensors[0].offset = 64, |e| matches!(e, GgufError::Overlap { .. })),
    ("same place", |w| w.tensors[0].offset = 32, |e| matches!(e, GgufError::Overlap { .. })),
];

#[test]
fn every_mutation_has_its_error() {
    for (what, mutate, is_expected) in MUTATIONS {
        let mut writer = good();
        mutate(&mut writer);
        let error = parse(&writer.bytes()).expect_err(what);
        assert!(is_expected(&error), "{what}: {error:?}");
        assert!(!error.to_string().is_empty());
    }
}

#[test]
fn vocabularies_of_other_tokenizers_are_refused() {
    let refused = |mutate: &dyn Fn(&mut Writer)| {
        let mut writer = good();
        mutate(&mut writer);
        let mut header = parse(&writer.bytes()).unwrap();
        let before = header.clone();
        let error = header.vocabulary().unwrap_err();
        assert_eq!(header, before);
        error.to_string()
    };
    let i32s = |values: &[u8]| array(5, &values.iter().map(|&v| vec![v, 0, 0, 0]).collect::<Vec<_>>());
    const TYPES: &str = "tokenizer.ggml.token_type";
    for (found, expected) in [
        (
            refused(&|w| w.set("tokenizer.ggml.model", 8, string(b"llama"))),
            "\"tokenizer.ggml.model\" is \"llama\", expected \"gpt2\"",
        ),
        (
            refused(&|w| w.set("tokenizer.ggml.pre", 8, string(b"gpt-2"))),
            "\"tokenizer.ggml.pre\" is \"gpt-2\", expected \"smollm\"",
        ),
        (
            refused(&|w| w.set("tokenizer.ggml.tokens", 8, string(b"a"))),
            "\"tokenizer.ggml.tokens\" is string, expected array of string",
        ),
        (refused(&|w| w.set(TYPES, 9, i32s(&[3, 1, 1]))), "\"tokenizer.ggml.token_type\" has 3 elements, expected 4"),
        (
            refused(&|w| w.set(TYPES, 9, i32s(&[3, 1, 6, 1]))),
            "token 2 has type 6, only 1 (normal) and 3 (control) are known",
        ),
        (
            refused(&|w| w.entries.retain(|entry| entry.0 != b"tokenizer.ggml.merges")),
            "the key \"tokenizer.ggml.merges\" is missing",
        ),
    ] {
        assert_eq!(found, expected);
    }
}

#[test]
fn many_tiny_things_take_little_memory() {
    let mut writer = good();
    writer.set("tokenizer.ggml.tokens", 9, strings(&vec![""; 400_000]));
    parse(&writer.bytes()).unwrap();

    let mut writer = good();
    writer.entries = (0..4096u32).map(|i| (i.to_le_bytes().map(|b| b % 128).to_vec(), 0, vec![0])).collect();
    parse(&writer.bytes()).unwrap_err();
    writer.entries = (0..4096).map(|i| (format!("{i:x}").into_bytes(), 0, vec![0])).collect();
    assert_eq!(parse(&writer.bytes()).unwrap().keys().len(), 4096);

    let mut writer = good();
    let tiny = writer.tensors[1].clone();
    writer.tensors = (0..200_000)
        .map(|i: u32| {
            let mut tensor = tiny.clone();
            (tensor.name, tensor.offset) = (format!("{i:x}").into_bytes(), 32 * u64::from(i));
            tensor
        })
        .collect();
    writer.data_len = 32 * 200_000;
    assert_eq!(parse(&writer.bytes()).unwrap().tensors.len(), 200_000);
    // Nothing but descriptions, all of the same name and without data.
    writer.tensors.iter_mut().for_each(|tensor| tensor.name.clear());
    writer.data_len = 0;
    assert!(matches!(parse(&writer.bytes()), Err(GgufError::DuplicateTensor { .. })));
}

/// Checks what must hold for any bytes.
fn survives(file: &[u8]) {
    if let Ok(mut header) = parse(file) {
        let mut end = header.data_start;
        for tensor in &header.tensors {
            assert!(tensor.offset >= end && tensor.bytes > 0);
            end = tensor.offset + tensor.bytes;
            assert!(end <= file.len() as u64);
        }
        let _ = header.vocabulary();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400), with_start in any::<bool>()) {
        let start: &[u8] = if with_start { b"GGUF\x03\0\0\0" } else { b"" };
        survives(&[start, &bytes].concat());
    }

    #[test]
    fn a_damaged_file(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<prop::sample::Index>(),
        keep_all in any::<bool>(),
    ) {
        let mut file = good().bytes();
        for (at, value) in changes {
            let at = at.index(file.len());
            file[at] = value;
        }
        if !keep_all {
            file.truncate(cut.index(file.len()));
        }
        survives(&file);
    }

    #[test]
    fn a_file_cut_anywhere_is_an_error(cut in any::<prop::sample::Index>()) {
        let mut file = good().bytes();
        file.truncate(cut.index(file.len()));
        prop_assert!(parse(&file).is_err());
    }
}
