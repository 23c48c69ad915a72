//! Replays the fuzzer's seeds of drafting decoders, and whatever once made it fail, on the fuzz target's own code.

use std::collections::HashMap;

use foreword_model::{BlockKind, ModelError};
use safetensors::tensor::{Dtype, TensorView};

#[path = "../../../fuzz/bodies/decoder.rs"]
mod body;
#[path = "../../../fuzz/bodies/replay.rs"]
mod replay;

type Tensors = Vec<(String, Dtype, Vec<usize>, Vec<u8>)>;

/// A decoder of one trunk layer and one of each lane, for [`body::config`].
fn tensors() -> Tensors {
    let mut all = Tensors::new();
    let mut matrix = |name: String, rows: usize, cols: usize| {
        let width = cols / BlockKind::LEN * BlockKind::Q4_1.bytes();
        all.push((name, Dtype::U8, vec![rows, width], vec![1; rows * width]));
    };
    for n in 0..2 {
        for (part, rows, cols) in [
            ("attn_q", 32, 32),
            ("attn_k", 32, 32),
            ("attn_v", 32, 32),
            ("attn_output", 32, 32),
            ("ffn_gate", 64, 32),
            ("ffn_up", 64, 32),
            ("ffn_down", 32, 64),
        ] {
            matrix(format!("decoder.layers.{n}.{part}.weight"), rows, cols);
        }
        matrix(format!("decoder.bridges.{n}.weight"), 32, 32);
    }
    for (part, cols) in [("in", 96), ("out", 32), ("lane", 32)] {
        matrix(format!("decoder.fork.{part}.weight"), 32, cols);
    }
    let vectors = ["layers.0.attn_norm.weight", "layers.0.ffn_norm.weight", "layers.1.attn_norm.weight"];
    for name in
        vectors.into_iter().chain(["layers.1.ffn_norm.weight", "bridges.0.bias", "bridges.1.bias", "norm.weight"])
    {
        all.push((format!("decoder.{name}"), Dtype::F32, vec![32], 1f32.to_le_bytes().repeat(32)));
    }
    let vocab = [0u32, 3, 39].iter().flat_map(|token| token.to_le_bytes()).collect();
    all.push(("decoder.vocab".into(), Dtype::U32, vec![3], vocab));
    all
}

fn preview() -> Tensors {
    let matrix = |name: &str| (format!("decoder.preview.{name}"), Dtype::U8, vec![32, 34], vec![1; 32 * 34]);
    vec![matrix("in"), matrix("basis")]
}

fn file(tensors: &Tensors, changed: (&str, &str)) -> Vec<u8> {
    let mut metadata: HashMap<String, String> = [
        ("format", "foreword-decoder"),
        ("version", "1"),
        ("source_layers", "0,2"),
        ("trunk_layers", "1"),
        ("encoder_sha256", body::ENCODER),
        ("preview_tail", "1.2"),
        changed,
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .into();
    metadata.retain(|_, value| !value.is_empty());
    let views = tensors.iter().map(|(name, dtype, shape, data)| {
        (name.as_str(), TensorView::new(*dtype, shape.clone(), data).expect("shapes fit"))
    });
    // The crate writes metadata in the order of a hash map: only with one entry are the bytes always the same.
    let bytes = safetensors::serialize(views, None).expect("serialises");
    with_metadata(&bytes, &metadata)
}

/// Puts `metadata` into a file's header, keys in order.
fn with_metadata(bytes: &[u8], metadata: &HashMap<String, String>) -> Vec<u8> {
    let len = u64::from_le_bytes(bytes[..8].try_into().expect("8 bytes")) as usize;
    let header = std::str::from_utf8(&bytes[8..8 + len]).expect("JSON").trim_end();
    let mut entries: Vec<_> = metadata.iter().map(|(key, value)| format!("{key:?}:{value:?}")).collect();
    entries.sort();
    let mut header = format!("{{\"__metadata__\":{{{}}},{}", entries.join(","), &header[1..]);
    header.push_str(&" ".repeat(header.len().next_multiple_of(8) - header.len()));
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &bytes[8 + len..]].concat()
}

fn seeds() -> [(&'static str, Vec<u8>); 4] {
    let good = file(&tensors(), ("version", "1"));
    let mut cut = good.clone();
    cut.truncate(900);
    let previewed: Tensors = tensors().into_iter().chain(preview()).collect();
    let outside = file(&tensors(), ("source_layers", "0,3"));
    [("good", good), ("cut", cut), ("preview", file(&previewed, ("version", "1"))), ("outside", outside)]
}

#[test]
fn every_saved_input_passes() {
    replay::replay("decoder", &seeds(), body::decoder);
}

#[test]
fn good_files_are_read_and_each_flaw_is_named() {
    let all = tensors();
    assert!(body::read(&file(&all, ("version", "1"))).is_ok());
    let previewed: Tensors = tensors().into_iter().chain(preview()).collect();
    assert!(body::read(&file(&previewed, ("version", "1"))).is_ok());
    for (key, value) in [
        ("format", "x"),
        ("version", "2"),
        ("source_layers", "0,3"),
        ("source_layers", "0;2"),
        ("trunk_layers", "2"),
        ("encoder_sha256", "f"),
        ("preview_tail", "0"),
        ("preview_tail", "NaN"),
        ("preview_tail", ""),
    ] {
        let error = body::read(&file(&previewed, (key, value))).expect_err(key);
        assert!(matches!(error, ModelError::Metadata { key: found, .. } if found == key), "{key}: {error}");
    }
    for n in 0..previewed.len() {
        let mut fewer = tensors();
        fewer.extend(preview());
        let (name, ..) = fewer.remove(n);
        // Without `in` there is no preview, and `basis` is of no interest.
        if name != "decoder.preview.in" {
            let error = body::read(&file(&fewer, ("version", "1"))).expect_err(&name);
            assert!(matches!(&error, ModelError::MissingTensor { name: missing } if *missing == name), "{error}");
        }
    }
}
