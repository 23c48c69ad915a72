use foreword_decode::{Encoded, Limits, Pace, StepModel, keep_first};
use foreword_text::{TokenId, Tokenizer};

use crate::{EngineError, window};

/// The most drafts one call may ask for.
pub const MAX_DRAFTS: usize = 8;

/// The most tokens a draft may have.
pub const MAX_TOKENS: usize = 32;

/// First tokens looked at beyond those asked for, since some cannot begin a draft.
const SPARE: usize = 8;

/// What to complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Drafts wanted, at most [`MAX_DRAFTS`].
    pub drafts: usize,
    /// Tokens per draft at most, up to [`MAX_TOKENS`].
    pub max_tokens: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { drafts: 3, max_tokens: 8 }
    }
}

/// One draft as text.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftText {
    /// What to insert at the end of the text; may begin with a space.
    pub text: String,
    /// Natural logarithm of its probability.
    pub log_prob: f32,
}

/// Milliseconds spent.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Timing {
    /// Tokenizing and reading the context.
    pub encode: f64,
    /// Writing the drafts.
    pub decode: f64,
}

/// The result of one call.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// Likeliest first; empty if there is nothing to show.
    pub drafts: Vec<DraftText>,
    /// What reading the context cost.
    pub tokens: Encoded,
    /// Time spent.
    pub timing: Timing,
}

/// Tells the time.
pub trait Clock {
    /// Milliseconds since some fixed moment.
    fn now_ms(&self) -> f64;
}

/// State of one text field: what the model has read of it.
pub struct Session<M: StepModel> {
    context: M::Context,
}

/// Completes texts with one model.
pub struct Completer<M: StepModel> {
    tokenizer: Tokenizer,
    model: M,
    /// Stands for the beginning of a text where there is no text yet.
    beginning: TokenId,
}

type Result<T, M> = std::result::Result<T, EngineError<<M as StepModel>::Error>>;

impl<M: StepModel> Completer<M> {
    /// A completer for a model and the tokenizer it was trained with.
    ///
    /// # Errors
    /// [`EngineError::NoBeginning`] if the vocabulary has no `<|endoftext|>`, which separates texts in training.
    pub fn new(tokenizer: Tokenizer, model: M) -> Result<Self, M> {
        let beginning = tokenizer.special("<|endoftext|>").ok_or(EngineError::NoBeginning)?;
        Ok(Self { tokenizer, model, beginning })
    }

    /// The model.
    pub fn model(&self) -> &M {
        &self.model
    }

    /// The tokenizer.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// A session that has read nothing.
    pub fn session(&self) -> Session<M> {
        Session { context: self.model.context() }
    }

    /// The tokens that stand for `text`: of a long text its end (see [`window`]), of an empty one a token for the
    /// beginning of a text.
    ///
    /// # Errors
    /// [`EngineError::Text`].
    pub fn context_tokens(&self, text: &str) -> Result<Vec<TokenId>, M> {
        let start = window::start(text, self.model.window(), |part| {
            Ok::<_, EngineError<M::Error>>(self.tokenizer.encode(part)?.len())
        })?;
        let mut tokens: Vec<TokenId> = self.tokenizer.encode(&text[start..])?.iter().map(|token| token.id).collect();
        if tokens.is_empty() {
            tokens.push(self.beginning);
        }
        Ok(tokens)
    }

    /// Continues `text`.
    ///
    /// # Errors
    /// Cancelled, an option out of range, or a failure of the model. The session stays usable.
    pub async fn complete(
        &self,
        session: &mut Session<M>,
        text: &str,
        options: Options,
        pace: &impl Pace,
        clock: &impl Clock,
    ) -> Result<Completion, M> {
        for (what, most, found) in
            [("drafts", MAX_DRAFTS, options.drafts), ("tokens per draft", MAX_TOKENS, options.max_tokens)]
        {
            if found == 0 || found > most {
                return Err(EngineError::Option { what, most, found });
            }
        }
        let began = clock.now_ms();
        let tokens = self.context_tokens(text)?;
        let encoded = self.model.encode(&mut session.context, &tokens, pace).await.map_err(EngineError::Model)?;
        let read = clock.now_ms();
        let drafts = self.drafts(session, options, pace).await?;
        let timing = Timing { encode: read - began, decode: clock.now_ms() - read };
        Ok(Completion { drafts, tokens: encoded, timing })
    }

    /// Reads given tokens as the context and computes the distribution of the next token.
    ///
    /// # Errors
    /// Those of the model.
    pub async fn read_tokens(
        &self,
        session: &mut Session<M>,
        tokens: &[TokenId],
        pace: &impl Pace,
    ) -> Result<Encoded, M> {
        let encoded = self.model.encode(&mut session.context, tokens, pace).await.map_err(EngineError::Model)?;
        self.model.first(&session.context, 1).await.map_err(EngineError::Model)?;
        Ok(encoded)
    }

    async fn drafts(&self, session: &Session<M>, options: Options, pace: &impl Pace) -> Result<Vec<DraftText>, M> {
        let mut first = self.model.first(&session.context, options.drafts + SPARE).await.map_err(EngineError::Model)?;
        first.retain(|candidate| self.may_begin(candidate.token));
        let limits = Limits { drafts: options.drafts, max_tokens: options.max_tokens };
        let ends = |token| self.ends_draft(token);
        let drafts =
            keep_first(&self.model, &session.context, &first, limits, ends, pace).await.map_err(EngineError::Model)?;
        let mut texts = Vec::with_capacity(drafts.len());
        for draft in drafts {
            if let Some(text) = complete_characters(self.tokenizer.decode(&draft.tokens)?) {
                texts.push(DraftText { text, log_prob: draft.log_prob });
            }
        }
        texts.sort_by(|a, b| b.log_prob.total_cmp(&a.log_prob));
        Ok(texts)
    }

    /// A draft begins with a token that is text.
    fn may_begin(&self, token: TokenId) -> bool {
        !self.tokenizer.is_special(token)
    }

    /// A draft is one line of text.
    fn ends_draft(&self, token: TokenId) -> bool {
        self.tokenizer.is_special(token) || self.tokenizer.token_bytes(token).is_none_or(|bytes| bytes.contains(&b'\n'))
    }
}

/// The text of `bytes` without an unfinished character at its end; `None` if it is broken elsewhere, or empty.
fn complete_characters(bytes: Vec<u8>) -> Option<String> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.utf8_error().error_len().is_none() => {
            let end = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            bytes.truncate(end);
            String::from_utf8(bytes).ok()?
        }
        Err(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfinished_characters_are_cut_and_broken_ones_refused() {
        assert_eq!(complete_characters("café".into()).as_deref(), Some("café"));
        assert_eq!(complete_characters(b"caf\xc3".to_vec()).as_deref(), Some("caf"));
        assert_eq!(complete_characters(b"c\xc3af".to_vec()), None);
        assert_eq!(complete_characters(b"\xf0\x9f".to_vec()), None);
    }
}
