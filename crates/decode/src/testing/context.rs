use foreword_text::TokenId;

/// What a fake remembers of a context: its tokens, and whether the last one was read (and not left by a shortening).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FakeContext {
    /// The tokens.
    pub tokens: Vec<TokenId>,
    /// Tokens that were read when the last reading ended: the next token's distribution is known only there.
    pub read: usize,
}

impl FakeContext {
    /// A context that has read `tokens`.
    pub fn of(tokens: &[TokenId]) -> Self {
        Self { tokens: tokens.to_vec(), read: tokens.len() }
    }

    /// Makes it hold `tokens`; returns how many had to be read.
    pub(super) fn read(&mut self, tokens: &[TokenId]) -> usize {
        let mut same = self.tokens.iter().zip(tokens).take_while(|(a, b)| a == b).count();
        if same == tokens.len() && self.read != same {
            same -= 1;
        }
        *self = Self::of(tokens);
        tokens.len() - same
    }

    /// A snapshot: four bytes per token.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.tokens.iter().flat_map(|token| token.to_le_bytes()).collect()
    }

    /// The context of a snapshot, as it is before its last token is read again.
    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        let tokens = bytes.chunks_exact(4).map(|b| TokenId::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        Self { tokens, read: 0 }
    }
}
