//! Drafts go on from exactly the letters typed.
//!
//! The end of a text is often the middle of a word, and the tokens of half a word tell the model little. So the piece
//! under way (a word with the space before it) is held back: the model reads the text before it, and drafts must begin
//! with tokens that agree, byte by byte, with what was typed ("token healing").
//!
//! What was typed may also be more than one token, or a whole word already. So the typed tokens are read one by one as
//! long as a continuation from there could be likelier than covering everything typed with one token. Of the places
//! passed, the one with the likeliest continuation, typed tokens included, is taken.

use foreword_decode::{
    Candidate, Encoded, End, First, Outlook, Place, Row, Scheduler, Sources, Start, StepModel, UnderWay, Want,
};
use foreword_text::{ByteOffset, TokenId};

use crate::draft_text::end_of;
use crate::known::{Agreeing, Known};
use crate::written::is_trifle;
use crate::{Completer, EngineError, Options, Session, window};

/// Candidates for the first token that sources are asked about.
const POOL: usize = 64;

/// Tokens of the piece under way that are held back at most. Each may cost a pass of the model, and no word is so long:
/// what is longer is an address, a key held down, or a script without spaces.
const HELD_BACK: usize = 6;

/// A text divided into what the model reads and what drafts must agree with.
pub(crate) struct TypedPrefix {
    /// The context: the session's prefix, then the text.
    pub(crate) tokens: Vec<TokenId>,
    /// Typed bytes that every draft begins with.
    pub(crate) constraint: Vec<u8>,
    /// Beginnings of drafts that agree with them, likeliest first; log-probabilities are given the letters typed.
    pub(crate) starts: Vec<Start>,
    /// Tokens read, and those that were read before.
    pub(crate) encoded: Encoded,
}

/// A text with the piece under way held back.
struct Divided {
    context: Vec<TokenId>,
    /// Tokens of the piece, empty where none agrees with its bytes.
    piece: Vec<TokenId>,
    /// Bytes of the piece that drafts must begin with.
    typed: Vec<u8>,
}

/// A place in the typed piece to go on from.
#[derive(Default)]
struct Resume {
    context_len: usize,
    constraint: Vec<u8>,
    agreeing: Agreeing,
    /// Logarithm of the probability of the typed tokens before it.
    read_log_prob: f32,
}

impl<M: StepModel> Completer<M> {
    /// Reads `text` and finds the likeliest ways to go on, one for each draft.
    pub(crate) async fn match_typed(
        &self,
        session: &mut Session<M>,
        text: &str,
        options: &Options,
        scheduler: &impl Scheduler,
    ) -> Result<TypedPrefix, EngineError<M::Error>> {
        let Divided { context: mut tokens, piece, typed } = self.divide(&session.prefix, text)?;
        let sources = self.sources_of(session);
        let want = sources.want_of_text();
        let word_at = tokens.len();
        let mut constraint = typed.as_slice();
        let mut encoded = Encoded { encoded: 0, reused: 0 };
        let mut held_back = piece.iter();
        // How likely the typed tokens read so far are, and the place where going on is likeliest.
        let mut read_log_prob = 0.0;
        let mut best: Option<(f32, Resume)> = None;
        loop {
            self.read(session, &tokens, want, &mut encoded, scheduler).await?;
            let Some(known) = session.known(&tokens) else { break };
            let agreeing = known.agreeing(&self.model, &self.tokenizer, constraint, options.drafts.max(POOL));
            let here = read_log_prob + self.going_on(&agreeing, constraint.len());
            if best.as_ref().is_none_or(|(so_far, _)| here > *so_far) {
                let constraint = constraint.to_vec();
                best = Some((here, Resume { context_len: tokens.len(), constraint, agreeing, read_log_prob }));
            }
            let so_far = best.as_ref().map_or(f32::NEG_INFINITY, |(so_far, _)| *so_far);
            match held_back.next() {
                Some(&next) if !self.is_lone_space(next) => {
                    let log_prob = read_log_prob + known.log_prob(&self.model, next);
                    if log_prob <= so_far {
                        // Whatever follows, the whole cannot be likelier than its first token.
                        break;
                    }
                    read_log_prob = log_prob;
                    let bytes = self.tokenizer.token_bytes(next).unwrap_or_default();
                    constraint = constraint.strip_prefix(bytes).unwrap_or_default();
                    tokens.push(next);
                }
                _ => break,
            }
        }
        let place = best.map_or_else(Resume::default, |(_, place)| place);
        tokens.truncate(place.context_len);
        self.model.shorten(&mut session.context, tokens.len());
        if !options.is_guess {
            observe(&self.model, session, &tokens, sources.as_ref());
        }
        let row = row_after(session, &tokens, want);
        let word_row = if word_at == tokens.len() { row.clone() } else { row_after(session, &tokens[..word_at], want) };
        let mut starts = sources.starts(First {
            place: Place { context: &tokens, draft: &[] },
            constraint: &place.constraint,
            agreeing: &place.agreeing.likeliest,
            log_mass: place.agreeing.log_mass,
            row: &row,
            word: UnderWay {
                place: Place { context: &tokens[..word_at], draft: &[] },
                letters: &typed,
                row: &word_row,
                read_log_prob: place.read_log_prob,
            },
        });
        starts.sort_by(|a, b| b.log_prob.total_cmp(&a.log_prob));
        // Two drafts with one first token would be one draft to the reader.
        let mut seen = std::collections::HashSet::new();
        starts.retain(|start| start.tokens.first().is_some_and(|&first| seen.insert(first)));
        starts.retain(|start| self.may_begin(text, start, options));
        if let Some((_, others)) = starts.split_first_mut() {
            let typed = place.constraint.len();
            // Others come before those, which are only shown if they turn out to be longer.
            others.sort_by_cached_key(|start| self.begins_trifle(text, start, typed));
        }
        starts.truncate(options.drafts);
        Ok(TypedPrefix { tokens, constraint: place.constraint, starts, encoded })
    }

    /// Whether a token is a space alone. Only a number follows it: words bring their space with them.
    fn is_lone_space(&self, token: TokenId) -> bool {
        self.tokenizer.token_bytes(token) == Some(b" ")
    }

    /// Whether a draft that begins so can be shown: it needs a line to stand in, and a number that the text has.
    fn may_begin(&self, text: &str, start: &Start, options: &Options) -> bool {
        let Some(&first) = start.tokens.first() else { return false };
        let has_number = || options.allow_numbers || text.contains(char::is_numeric);
        end_of(&self.tokenizer, first) != End::Before && (!self.is_lone_space(first) || has_number())
    }

    /// Whether a draft beside the best that begins so, behind `typed` bytes of the text, would save nothing if it ended there.
    fn begins_trifle(&self, text: &str, start: &Start, typed: usize) -> bool {
        let bytes = self.tokenizer.decode(&start.tokens).unwrap_or_default();
        let rest = bytes.get(typed..).map(String::from_utf8_lossy).unwrap_or_default();
        // With the space to come.
        !rest.is_empty() && is_trifle(text, &format!("{rest} "))
    }

    /// Log-probability of the likeliest token that goes beyond the `typed` letters; 0 where none are left to agree with.
    fn going_on(&self, agreeing: &Agreeing, typed: usize) -> f32 {
        if typed == 0 {
            return 0.0;
        }
        // Only one token has exactly these letters, so that another is the likeliest or the next.
        let longer = |c: &&Candidate| self.tokenizer.token_bytes(c.token).is_some_and(|bytes| bytes.len() > typed);
        let likeliest = agreeing.likeliest.iter().find(longer);
        likeliest.map_or(f32::NEG_INFINITY, |likeliest| likeliest.log_prob + agreeing.log_mass)
    }

    /// Holds back the piece under way.
    fn divide(&self, prefix: &[TokenId], text: &str) -> Result<Divided, EngineError<M::Error>> {
        let count = |part: &str| Ok::<_, EngineError<M::Error>>(self.tokenizer.encode(part)?.len());
        // A text is read as one that begins, with what the model saw at the beginning of every text. A text too long for
        // the window is read from somewhere within, and there no text begins.
        let before = if prefix.is_empty() { &self.beginning } else { prefix };
        let start = window::start(text, self.model.window() - before.len(), count)?;
        let text = &text[start..];
        let boundary = self.tokenizer.last_piece(text);
        let encoded = self.tokenizer.encode(text)?;
        let first = encoded.partition_point(|token| token.end <= boundary).max(encoded.len().saturating_sub(HELD_BACK));
        let boundary = if first == 0 { ByteOffset(0) } else { encoded[first - 1].end };
        let mut context: Vec<_> = encoded[..first].iter().map(|token| token.id).collect();
        let mut piece: Vec<_> = encoded[first..].iter().map(|token| token.id).collect();
        let mut typed = text.as_bytes()[boundary.0..].to_vec();
        if self.tokenizer.decode(&piece)? != typed {
            // A character the vocabulary lacks: no token agrees with it, so it is read as it is.
            context.append(&mut piece);
            typed.clear();
        }
        if !prefix.is_empty() || start == 0 || context.is_empty() {
            context.splice(..0, before.iter().copied());
        }
        Ok(Divided { context, piece, typed })
    }

    /// Makes the session's context begin with `tokens`, and their distribution known.
    async fn read(
        &self,
        session: &mut Session<M>,
        tokens: &[TokenId],
        want: Want,
        encoded: &mut Encoded,
        scheduler: &impl Scheduler,
    ) -> Result<(), EngineError<M::Error>> {
        let known = session.known(tokens).is_some();
        if known && self.model.tokens(&session.context).starts_with(tokens) {
            // What was read beyond is kept, in case it is needed next.
            encoded.reused = tokens.len() - encoded.encoded.min(tokens.len());
            return Ok(());
        }
        let step = self.model.encode(&mut session.context, tokens, scheduler).await.map_err(EngineError::Model)?;
        encoded.encoded += step.encoded;
        encoded.reused = tokens.len() - encoded.encoded.min(tokens.len());
        if !known {
            let outlook = self.model.outlook(&session.context).await.map_err(EngineError::Model)?;
            // A preview has it.
            let query = if want.state && matches!(outlook, Outlook::Whole(_)) {
                Some(self.model.query(&session.context).await.map_err(EngineError::Model)?)
            } else {
                None
            };
            session.remember(Known::new(tokens.to_vec(), outlook, query));
        }
        Ok(())
    }
}

/// The model's opinion after `tokens`, as far as sources want to see it; empty if it isn't known.
fn row_after<M: StepModel>(session: &Session<M>, tokens: &[TokenId], want: Want) -> Row {
    session.known(tokens).map(|known| known.row(want)).unwrap_or_default()
}

/// Tells sources which tokens were written since they were told last, and the model's opinion of them where it is still known.
fn observe<M: StepModel>(model: &M, session: &mut Session<M>, tokens: &[TokenId], sources: &dyn Sources) {
    let want = sources.want_of_text();
    let told = session.observed.len();
    if want.candidates > 1 && tokens.starts_with(&session.observed) {
        for (at, &token) in tokens.iter().enumerate().skip(told.max(1)) {
            let before = &tokens[..at];
            let place = Place { context: before, draft: &[] };
            match session.known(before) {
                Some(known) => sources.observe(place, &known.row(want), token, known.log_prob(model, token)),
                None => sources.observe_taken(place, token),
            }
        }
    }
    session.observed = tokens.to_vec();
}
