//! What follows a place: from states to likely tokens.

use foreword_decode::{Preview, Row, RowState, Want};
use foreword_model::{Head, Norm, OpsError};
use foreword_text::TokenId;

use super::{CpuOps, Scratch};
use crate::math::SumOfSquares;
use crate::rank::{entropy, normaliser, top};
use crate::shortlist::{Exact, Shortlist};
use crate::{Buffer, PackedMatrix};

impl CpuOps {
    fn logits(&self, x: &Buffer, norm: &Norm<Vec<f32>>, table: &PackedMatrix, scratch: &mut Scratch) {
        scratch.wide.resize(x.rows(), table.rows);
        self.matmul(x, Some(norm), table, false, &mut scratch.act, &mut scratch.wide);
    }

    /// What every row of `x` predicts over the rows of `table`, which are numbered by their place.
    pub(super) fn rank_rows(
        &self,
        x: &Buffer,
        head: Head<'_, PackedMatrix, Vec<f32>>,
        want: Want,
        given: &[TokenId],
    ) -> Result<Vec<Row>, OpsError> {
        let scratch = &mut *self.scratch.borrow_mut();
        self.logits(x, head.norm, head.table, scratch);
        let row = |row| {
            let scores = scratch.wide.row(row);
            let log = normaliser(self.isa, scores, row)?;
            Ok(Row {
                candidates: top(scores, log, want.candidates),
                given: given.get(row).map(|&token| scores[token as usize] - log),
                state: want.state.then(|| RowState {
                    entropy: entropy(scores, log),
                    query: self.normalised_row(x.row(row), head.norm),
                }),
            })
        };
        (0..x.rows()).map(row).collect()
    }

    /// As [`Ops::rank_vocab`], by a shortlist.
    pub(super) fn rank_shortlist(
        &self,
        x: &Buffer,
        head: Head<'_, PackedMatrix, Vec<f32>>,
        shortlist: &Shortlist,
        want: Want,
    ) -> Result<Vec<Row>, OpsError> {
        let scratch = &mut *self.scratch.borrow_mut();
        self.estimate(x, head, shortlist, scratch);
        let exact = Exact { isa: self.isa, table: head.table, act: &scratch.act };
        let row = |row| {
            let (candidates, entropy) = shortlist.rank(&exact, row, scratch.wide.row_mut(row), want)?;
            let state = entropy.map(|entropy| RowState { entropy, query: self.normalised_row(x.row(row), head.norm) });
            Ok(Row { candidates, given: None, state })
        };
        (0..x.rows()).map(row).collect()
    }

    /// What the only row of `x` predicts, by a shortlist.
    pub(super) fn preview_shortlist(
        &self,
        x: &Buffer,
        head: Head<'_, PackedMatrix, Vec<f32>>,
        shortlist: &Shortlist,
    ) -> Result<Preview, OpsError> {
        let scratch = &mut *self.scratch.borrow_mut();
        self.estimate(x, head, shortlist, scratch);
        let exact = Exact { isa: self.isa, table: head.table, act: &scratch.act };
        let (likely, normaliser) = shortlist.preview(&exact, 0, scratch.wide.row_mut(0))?;
        Ok(Preview { likely, normaliser, state: self.normalised_row(x.row(0), head.norm) })
    }

    /// Leaves estimated scores in `scratch.wide`, and in `scratch.act` what scores rows of the table in full.
    fn estimate(
        &self,
        x: &Buffer,
        head: Head<'_, PackedMatrix, Vec<f32>>,
        shortlist: &Shortlist,
        scratch: &mut Scratch,
    ) {
        scratch.narrow.resize(x.rows(), shortlist.into.rows);
        self.matmul(x, Some(head.norm), &shortlist.into, false, &mut scratch.act, &mut scratch.narrow);
        scratch.wide.resize(x.rows(), shortlist.out.rows);
        self.matmul(&scratch.narrow, None, &shortlist.out, false, &mut scratch.act, &mut scratch.wide);
        self.quantise(x, Some(head.norm), head.table, &mut scratch.act);
    }

    /// `table · state` for some rows of the table.
    pub(super) fn score_rows(&self, table: &PackedMatrix, state: &[f32], rows: &[TokenId]) -> Vec<f32> {
        let scratch = &mut *self.scratch.borrow_mut();
        scratch.narrow.resize(1, state.len());
        scratch.narrow.row_mut(0).copy_from_slice(state);
        self.quantise(&scratch.narrow, None, table, &mut scratch.act);
        let exact = Exact { isa: self.isa, table, act: &scratch.act };
        exact.scores(rows.iter().copied(), 0)
    }

    /// Log-probabilities of all rows of the table.
    pub(super) fn all_log_probs(
        &self,
        x: &Buffer,
        head: Head<'_, PackedMatrix, Vec<f32>>,
    ) -> Result<Vec<f32>, OpsError> {
        let scratch = &mut *self.scratch.borrow_mut();
        self.logits(x, head.norm, head.table, scratch);
        let scores = scratch.wide.row(0);
        let log = normaliser(self.isa, scores, 0)?;
        Ok(scores.iter().map(|score| score - log).collect())
    }

    pub(super) fn normalised_row(&self, row: &[f32], norm: &Norm<Vec<f32>>) -> Vec<f32> {
        // SAFETY: the task uses slices only.
        let squares = unsafe { self.isa.run(SumOfSquares { values: row }) };
        let factor = 1.0 / (squares / row.len() as f32 + norm.eps).sqrt();
        row.iter().zip(&norm.weight).map(|(x, weight)| x * factor * weight).collect()
    }
}
