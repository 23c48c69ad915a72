//! The tokens before a place.

use foreword_text::TokenId;

/// Tokens before a place that decide what is remembered of it.
pub const REACH: usize = 3;

/// Stands between messages, and at line breaks within them: a text begins after it, and ends before it.
pub const EDGE: TokenId = TokenId::MAX;

/// Stands where something was left out. Nothing is known across it.
pub const CUT: TokenId = TokenId::MAX - 1;

/// Stands for the tokens before an edge or a cut.
const NOTHING: TokenId = TokenId::MAX - 2;

/// The last tokens before a place, the nearest first, at most [`REACH`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Context(pub(super) [TokenId; REACH]);

impl Context {
    /// The context at the end of `before`. `is_edge` says which tokens a text ends with.
    ///
    /// An edge belongs to the context, the tokens before it do not: what a message begins with doesn't depend on how the
    /// one before it ended.
    pub fn of(before: &[TokenId], is_edge: impl Fn(TokenId) -> bool) -> Self {
        let mut context = [NOTHING; REACH];
        let mut tokens = before.iter().rev();
        for place in &mut context {
            match tokens.next() {
                Some(&CUT) => break,
                None => {
                    *place = EDGE;
                    break;
                }
                Some(&token) if token == EDGE || is_edge(token) => {
                    *place = EDGE;
                    break;
                }
                Some(&token) => *place = token,
            }
        }
        Self(context)
    }

    /// Tokens that are known, 0 to [`REACH`].
    pub fn len(&self) -> usize {
        self.0.iter().take_while(|&&token| token != NOTHING).count()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its last `len` tokens alone.
    pub(super) fn last(mut self, len: usize) -> Self {
        self.0.iter_mut().skip(len).for_each(|token| *token = NOTHING);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(tokens: &[TokenId]) -> Context {
        Context::of(tokens, |_| false)
    }

    #[test]
    fn contexts_end_at_edges_and_cuts() {
        assert_eq!(context(&[1, 2, 3, 4]), Context([4, 3, 2]));
        assert_eq!(context(&[1, EDGE, 3]), Context([3, EDGE, NOTHING]));
        assert_eq!(context(&[1, CUT, 3]), Context([3, NOTHING, NOTHING]));
        assert_eq!(context(&[]), Context([EDGE, NOTHING, NOTHING]), "a text begins where there is nothing");
        assert_eq!(Context::of(&[1, 9, 3], |token| token == 9), Context([3, EDGE, NOTHING]));
        assert_eq!((context(&[CUT]).len(), context(&[]).len(), context(&[1, 2, 3, 4]).len()), (0, 1, 3));
    }
}
