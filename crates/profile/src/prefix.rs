//! Which of a person's messages the model reads before a new one.

/// Tokens of messages before a text: a trial with 128, 256 and 400 found that more hardly pays.
pub const BUDGET: usize = 256;

/// Messages, the newest first, among which those to read are looked for.
pub(crate) const LOOKED_AT: usize = 64;

/// Share of the budget from which a message that doesn't fit ends the search.
const FULL: f32 = 0.7;

/// The messages to read before a new one, as numbers of `lengths`, in the order in which they are to be read: the latest that
/// fit into `budget` tokens, the newest last.
///
/// `lengths` are tokens of each message with what stands after it, the newest first. One that doesn't fit is passed
/// over, until most of the budget is used: recent ones are worth more than a full budget of old ones.
pub fn recent(lengths: impl IntoIterator<Item = usize>, budget: usize) -> Vec<usize> {
    let (mut chosen, mut used) = (Vec::new(), 0);
    for (number, length) in lengths.into_iter().enumerate() {
        if used + length <= budget {
            chosen.push(number);
            used += length;
        } else if used as f32 > FULL * budget as f32 {
            break;
        }
    }
    chosen.reverse();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_that_fit_stand_in_order() {
        assert_eq!(recent([10, 20, 30], 100), [2, 1, 0]);
        assert_eq!(recent([10, 200, 30], 100), [2, 0], "a long one is passed over");
        assert_eq!(recent([80, 30, 10], 100), [0], "most of the budget is used");
        assert!(recent([300], 100).is_empty());
        assert!(recent([], 100).is_empty());
    }
}
