//! How far two executors agree.

use foreword_decode::Candidate;
use foreword_text::TokenId;

use super::Drafted;

/// Differences, in nats, over all candidates that both have as long as both write the same draft.
#[derive(Debug, Clone, Copy)]
pub struct Agreement {
    /// Contexts compared.
    pub contexts: usize,
    /// Contexts in which draft 1 has the same tokens.
    pub same_drafts: usize,
    /// Median of the differences of scores: log-probability less that of the likeliest, which every executor computes in full.
    pub median_apart: f32,
    /// The greatest of those.
    pub most_apart: f32,
    /// Median of the differences of log-probabilities as given: the CPU estimates the sum over most of the tokens, so they
    /// are further apart.
    pub median_apart_as_given: f32,
    /// The greatest of those.
    pub most_apart_as_given: f32,
}

impl Agreement {
    /// Compares what two executors drafted after the same contexts.
    pub fn of(found: &[Drafted], expected: &[Drafted]) -> Self {
        let (mut relative, mut given) = (Vec::new(), Vec::new());
        let mut same_drafts = 0;
        for (found, expected) in found.iter().zip(expected) {
            compare(found, expected, (&mut relative, &mut given));
            same_drafts += usize::from(first_draft(found) == first_draft(expected));
        }
        let [median_apart, most_apart] = median_and_most(relative);
        let [median_apart_as_given, most_apart_as_given] = median_and_most(given);
        Self {
            contexts: expected.len(),
            same_drafts,
            median_apart,
            most_apart,
            median_apart_as_given,
            most_apart_as_given,
        }
    }
}

/// Compares two drafts up to where any lane goes on with another token: lanes share layers, so from there on the others read
/// something else as well.
fn compare(found: &Drafted, expected: &Drafted, (relative, given): (&mut Vec<f32>, &mut Vec<f32>)) {
    let chosen = |at: usize, lanes: &[Vec<Candidate>], count: usize| -> Vec<Option<TokenId>> {
        // The first entry has no lanes but the choice of their first tokens.
        let candidate = |lane: usize| if at == 0 { lanes.first()?.get(lane) } else { lanes.get(lane)?.first() };
        (0..count).map(|lane| candidate(lane).map(|candidate| candidate.token)).collect()
    };
    let lanes = expected.get(1).map_or(1, Vec::len);
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        for (found, expected) in found.iter().zip(expected) {
            differences(found, expected, relative, given);
        }
        if chosen(at, found, lanes) != chosen(at, expected, lanes) {
            return;
        }
    }
}

/// The tokens of the best lane.
fn first_draft(drafted: &Drafted) -> Vec<Option<TokenId>> {
    drafted.iter().map(|lanes| Some(lanes.first()?.first()?.token)).collect()
}

fn differences(found: &[Candidate], expected: &[Candidate], relative: &mut Vec<f32>, given: &mut Vec<f32>) {
    let by_token = |token| found.iter().find(|candidate| candidate.token == token).map(|candidate| candidate.log_prob);
    let Some((best, found_best)) = expected.first().and_then(|best| Some((best.log_prob, by_token(best.token)?)))
    else {
        // The likeliest isn't even among the others' candidates.
        relative.push(f32::INFINITY);
        given.push(f32::INFINITY);
        return;
    };
    for candidate in expected {
        if let Some(log_prob) = by_token(candidate.token) {
            relative.push(((log_prob - found_best) - (candidate.log_prob - best)).abs());
            given.push((log_prob - candidate.log_prob).abs());
        }
    }
}

fn median_and_most(mut values: Vec<f32>) -> [f32; 2] {
    values.sort_by(f32::total_cmp);
    [values.len() / 2, values.len().saturating_sub(1)].map(|at| values.get(at).copied().unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drafted(rows: &[&[(u32, f32)]]) -> Drafted {
        let row =
            |row: &&[(u32, f32)]| row.iter().map(|&(token, log_prob)| Candidate::model(token, log_prob)).collect();
        rows.iter().map(|candidates| vec![row(candidates)]).collect()
    }

    #[test]
    fn lanes_are_compared_up_to_where_they_part() {
        let expected = drafted(&[&[(1, -1.0), (2, -2.0)], &[(5, -1.0), (6, -1.5)], &[(7, -1.0), (8, -9.0)]]);
        let found = drafted(&[&[(1, -1.25), (2, -2.25)], &[(6, -1.25), (5, -1.375)], &[(9, -5.0)]]);
        let agreement = Agreement::of(&[expected.clone(), found], &[expected.clone(), expected]);
        assert_eq!((agreement.contexts, agreement.same_drafts), (2, 1));
        assert_eq!((agreement.most_apart, agreement.most_apart_as_given), (0.625, 0.375));
    }

    /// What the second lane reads after the first has parted is no longer the same.
    #[test]
    fn one_lane_that_parts_ends_the_comparison() {
        let step = |a: &[(u32, f32)], b: &[(u32, f32)]| -> Vec<Vec<Candidate>> {
            [a, b].map(|row| row.iter().map(|&(token, log_prob)| Candidate::model(token, log_prob)).collect()).to_vec()
        };
        let start = drafted(&[&[(1, -1.0), (2, -2.0)]]).remove(0);
        let expected = vec![
            start.clone(),
            step(&[(5, -1.0), (6, -1.25)], &[(7, -1.0), (8, -2.0)]),
            step(&[(1, -1.0)], &[(3, -1.0), (4, -2.0)]),
        ];
        let found = vec![
            start,
            step(&[(6, -1.0), (5, -1.25)], &[(7, -1.0), (8, -2.0)]),
            step(&[(2, -1.0)], &[(3, -1.0), (4, -9.0)]),
        ];
        let agreement = Agreement::of(&[found], &[expected]);
        assert_eq!((agreement.same_drafts, agreement.most_apart), (0, 0.5));
    }

    #[test]
    fn a_backend_that_writes_something_else_is_far_apart() {
        let expected = drafted(&[&[(1, -1.0)], &[(5, -1.0)]]);
        let found = drafted(&[&[(1, -1.0)], &[(6, -1.0)]]);
        assert_eq!(Agreement::of(&[found], &[expected]).most_apart, f32::INFINITY);
    }
}
