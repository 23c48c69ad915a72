//! Reading a finished text, to learn from it.

use foreword_decode::{Row, Scheduler, StepModel, Want};
use foreword_text::{Edge, TokenId, normalised};

use crate::{Completer, EngineError, Session};

/// A text as the model read it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reread {
    /// Tokens that stood before it: the session's prefix, or what stands before every text.
    pub before: Vec<TokenId>,
    /// Its tokens, as far as they fit the window.
    pub tokens: Vec<TokenId>,
    /// The model's opinion before each token; [`Row::given`] is the log-probability of that token.
    pub rows: Vec<Row>,
}

impl<M: StepModel> Completer<M> {
    /// Reads `text` behind the session's prefix and returns the model's opinion before each of its tokens. What the session
    /// had read of its prefix is used, and kept.
    ///
    /// # Errors
    /// Cancelled, or the model failed. The session stays usable.
    pub async fn reread(
        &self,
        session: &mut Session<M>,
        text: &str,
        want: Want,
        scheduler: &impl Scheduler,
    ) -> Result<Reread, EngineError<M::Error>> {
        let before = if session.prefix.is_empty() { self.beginning.clone() } else { session.prefix.clone() };
        let text = normalised(text, Edge::Beginning);
        let mut tokens: Vec<TokenId> = self.tokenizer.encode(&text)?.iter().map(|token| token.id).collect();
        tokens.truncate(self.model.window().saturating_sub(before.len()));
        let Some((&last, read)) = before.split_last().filter(|_| !tokens.is_empty()) else {
            return Ok(Reread { before, ..Reread::default() });
        };
        let context = &mut session.context;
        if read.is_empty() {
            self.model.shorten(context, 0);
        } else {
            self.model.encode(context, read, scheduler).await.map_err(EngineError::Model)?;
            self.model.shorten(context, read.len());
        }
        let together: Vec<TokenId> = std::iter::once(last).chain(tokens.iter().copied()).collect();
        let mut rows = self.model.extend(context, &together, want, scheduler).await.map_err(EngineError::Model)?;
        // What may follow the text is nobody's question.
        rows.truncate(tokens.len());
        Ok(Reread { before, tokens, rows })
    }
}
