use std::path::Path;

use anyhow::{Context, Result, ensure};
use foreword_engine::Completer;
use foreword_formats::FileKind;
use foreword_model::WINDOW;
use foreword_ngrams::{NgramOnly, NgramSource, NgramTable};
use foreword_text::Tokenizer;

/// Share of n-grams in the probability of first tokens where only a table is named.
const FIRST_SHARE: f32 = 0.15;

/// Shares of n-grams beside the model, each 0 to 1; `None` for the default.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct NgramWeights {
    /// Share in the probability of first tokens.
    pub first_alpha: Option<f32>,
    /// Share in the probability of later tokens.
    pub alpha: Option<f32>,
}

impl NgramWeights {
    /// A table as a source with these shares.
    pub fn source(self, table: NgramTable<Vec<u8>>) -> NgramSource<Vec<u8>> {
        let first_share = self.first_alpha.unwrap_or(FIRST_SHARE);
        NgramSource { table, first_share, later_share: self.alpha.unwrap_or(0.0) }
    }

    /// Whether one of them gives n-grams a say.
    pub fn are_wanted(self) -> bool {
        [self.first_alpha, self.alpha].into_iter().flatten().any(|weight| weight > 0.0)
    }
}

/// The n-gram table at `path`, which must be about the tokens of `tokenizer`.
///
/// # Errors
/// The file cannot be read, is no table, or has another number of tokens.
pub fn ngram_table(path: &Path, tokenizer: &Tokenizer) -> Result<NgramTable<Vec<u8>>> {
    let cannot = || format!("cannot use the n-gram table {}", path.display());
    let bytes = std::fs::read(path).with_context(cannot)?;
    let found = FileKind::of(&bytes);
    let table = NgramTable::parse(bytes).with_context(|| match found {
        // The table's own magic is unknown there, and so is what is none of the formats that are known.
        FileKind::Unknown(_) | FileKind::Text(_) => cannot(),
        found => format!("{}: it is {found}", cannot()),
    })?;
    let (expected, found) = (tokenizer.vocab_size(), table.sizes().vocab_size);
    ensure!(expected == found, "the n-gram table {} has {found} tokens, the model {expected}", path.display());
    Ok(table)
}

/// A completer that drafts with the table at `path` alone.
///
/// # Errors
/// Those of [`ngram_table`].
pub fn ngram_completer(path: &Path, tokenizer: Tokenizer) -> Result<Completer<NgramOnly<Vec<u8>>>> {
    let table = ngram_table(path, &tokenizer)?;
    let is_break =
        |token| tokenizer.is_special(token) || tokenizer.token_bytes(token).is_some_and(|bytes| bytes.ends_with(b"\n"));
    let only = NgramOnly::new(table, WINDOW, is_break);
    Ok(Completer::new(tokenizer, only)?)
}
