use foreword_text::TokenId;

/// A conditional distribution over tokens from the few tokens before.
pub trait NgramModel {
    /// Natural log-probability of `token` after `history`, smoothed: always finite.
    fn log_prob(&self, history: &[TokenId], token: TokenId) -> f32;
}

/// No n-grams: every token is as likely as any other.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoNgrams;

impl NgramModel for NoNgrams {
    fn log_prob(&self, _history: &[TokenId], _token: TokenId) -> f32 {
        0.0
    }
}
