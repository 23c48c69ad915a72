use foreword_model::{OpsError, VocabSource};
use foreword_text::TokenId;

use crate::shortlist::Shortlist;
use crate::{Isa, PackedMatrix};

/// The tokens that a decoder can draft.
#[derive(Debug)]
pub struct Vocab(pub(crate) Tokens);

/// How they are ranked.
#[derive(Debug)]
pub(crate) enum Tokens {
    /// All are scored in full: their rows of the embedding, and which they are.
    Whole { table: PackedMatrix, tokens: Vec<TokenId> },
    /// Estimated, and the best scored in full.
    Shortlisted(Shortlist),
}

impl Vocab {
    pub(crate) fn new(isa: Isa, table: &PackedMatrix, source: VocabSource<'_>) -> Result<Self, OpsError> {
        let VocabSource { tokens, shortlist } = source;
        Ok(Self(match shortlist {
            Some(source) => Tokens::Shortlisted(Shortlist::new(isa, table, tokens, &source)?),
            None => Tokens::Whole { table: table.select(&tokens, isa.group_rows()), tokens },
        }))
    }
    /// Matrices that tokens are ranked with, beside the embedding, and that helpers may have parts of.
    pub(crate) fn matrices_mut(&mut self) -> impl Iterator<Item = &mut PackedMatrix> {
        match &mut self.0 {
            Tokens::Whole { table, .. } => vec![table],
            Tokens::Shortlisted(shortlist) => vec![&mut shortlist.into, &mut shortlist.out],
        }
        .into_iter()
        .filter(|matrix| !matrix.is_sevens)
    }
}
