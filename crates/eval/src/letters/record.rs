//! A model that remembers what it was asked, so that drafts can be traced to the tokens they are made of.

use std::cell::{Cell, RefCell};

use foreword_decode::{Depth, Encoded, Outlook, Preview, Row, Scheduler, StepInput, StepModel, Want};
use foreword_text::TokenId;

/// Tokens of the last drafts written: what was read before them, and those fed of each draft (all but its last).
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Record {
    pub(super) context: Vec<TokenId>,
    pub(super) rows: Vec<Vec<TokenId>>,
}

/// Another model, with a record.
pub(super) struct Recorder<M> {
    model: M,
    record: RefCell<Record>,
    /// Rows of drafts that are finished: those that a check goes on from.
    finished: Cell<usize>,
}

impl<M> Recorder<M> {
    pub(super) fn new(model: M) -> Self {
        Self { model, record: RefCell::default(), finished: Cell::new(0) }
    }

    /// What was recorded since the last call.
    pub(super) fn take(&self) -> Record {
        self.finished.set(0);
        self.record.take()
    }
}

impl<M: StepModel> StepModel for Recorder<M> {
    type Context = M::Context;
    type Drafts = M::Drafts;
    type Error = M::Error;

    fn context(&self) -> M::Context {
        self.model.context()
    }

    fn window(&self) -> usize {
        self.model.window()
    }

    async fn encode(
        &self,
        context: &mut M::Context,
        tokens: &[TokenId],
        scheduler: &impl Scheduler,
    ) -> Result<Encoded, M::Error> {
        self.model.encode(context, tokens, scheduler).await
    }

    async fn next(&self, context: &M::Context) -> Result<Vec<f32>, M::Error> {
        self.model.next(context).await
    }

    async fn outlook(&self, context: &M::Context) -> Result<Outlook, M::Error> {
        self.model.outlook(context).await
    }

    fn log_probs_of(&self, preview: &Preview, tokens: &[TokenId]) -> Vec<f32> {
        self.model.log_probs_of(preview, tokens)
    }

    async fn extend(
        &self,
        context: &mut M::Context,
        tokens: &[TokenId],
        want: Want,
        scheduler: &impl Scheduler,
    ) -> Result<Vec<Row>, M::Error> {
        // What is written after this goes on from some of these tokens: it is a draft of its own, beside those there are.
        self.finished.set(self.record.borrow().rows.len());
        self.model.extend(context, tokens, want, scheduler).await
    }

    async fn review(
        &self,
        context: &mut M::Context,
        tokens: &[TokenId],
        want: Want,
        scheduler: &impl Scheduler,
    ) -> Result<Vec<Row>, M::Error> {
        self.finished.set(self.record.borrow().rows.len());
        self.model.review(context, tokens, want, scheduler).await
    }

    async fn query(&self, context: &M::Context) -> Result<Vec<f32>, M::Error> {
        self.model.query(context).await
    }

    fn context_bytes(&self, context: &M::Context) -> usize {
        self.model.context_bytes(context)
    }

    async fn snapshot(&self, context: &M::Context) -> Result<Vec<u8>, M::Error> {
        self.model.snapshot(context).await
    }

    async fn restore(&self, context: &mut M::Context, snapshot: &[u8]) -> Result<(), M::Error> {
        self.model.restore(context, snapshot).await
    }

    fn tokens<'a>(&self, context: &'a M::Context) -> &'a [TokenId] {
        self.model.tokens(context)
    }

    fn shorten(&self, context: &mut M::Context, len: usize) {
        self.model.shorten(context, len);
        if self.finished.get() > 0 {
            // What a check left of a draft: all there is of it if only one more token follows, which nobody is fed.
            let mut record = self.record.borrow_mut();
            let held = self.model.tokens(context).strip_prefix(record.context.as_slice()).unwrap_or_default().to_vec();
            record.rows.push(held);
            self.finished.set(record.rows.len());
        }
    }

    fn drafts(&self, depth: Depth, count: usize, max_tokens: usize) -> Result<M::Drafts, M::Error> {
        if self.finished.get() == 0 {
            self.record.take();
        }
        self.model.drafts(depth, count, max_tokens)
    }

    async fn step(
        &self,
        context: &M::Context,
        drafts: &mut M::Drafts,
        input: StepInput<'_>,
        want: Want,
    ) -> Result<Vec<Row>, M::Error> {
        if let StepInput::Rows(tokens) | StepInput::Lanes { tokens, .. } = input {
            let (mut record, finished) = (self.record.borrow_mut(), self.finished.get());
            let read = self.model.tokens(context);
            if finished == 0 {
                record.context = read.to_vec();
            }
            let held = read.strip_prefix(record.context.as_slice()).unwrap_or_default();
            record.rows.resize(finished + tokens.len(), held.to_vec());
            record.rows.iter_mut().skip(finished).zip(tokens).for_each(|(row, &token)| row.push(token));
        }
        self.model.step(context, drafts, input, want).await
    }

    fn reorder(&self, drafts: &mut M::Drafts, parents: &[usize]) {
        let mut record = self.record.borrow_mut();
        record.rows = parents.iter().filter_map(|&parent| record.rows.get(parent).cloned()).collect();
        self.model.reorder(drafts, parents);
    }
}
