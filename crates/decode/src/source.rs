/// Where a token of a draft comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Source {
    /// The language model.
    #[default]
    Model,
    /// N-grams counted over many people's texts.
    Ngrams,
    /// The person's own phrases: n-grams counted over their texts.
    Phrases,
    /// A word of the person's own, copied whole.
    Copied,
}

impl Source {
    /// What programs call it: small letters.
    pub fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Ngrams => "ngrams",
            Self::Phrases => "phrases",
            Self::Copied => "copied",
        }
    }
}
