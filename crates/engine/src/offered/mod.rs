//! Which part of a draft is fit to be offered, whatever its probability.
//!
//! A draft is what the model thinks likely, not what a person would want to be shown: it repeats what was just written,
//! answers instead of going on, is a lone bracket, or takes for granted who is a man and who is a woman. Each rule cuts a
//! draft before what is unfit, or leaves nothing of it.

mod echo;
mod marks;
pub(crate) mod phrase;
mod pronouns;
mod register;

use crate::reading::Manner;

/// The part of `draft` that may be offered after the text `before`: its beginning, as far as it is fit.
pub(crate) fn offered<'d>(before: &str, draft: &'d str, manner: Manner) -> Option<&'d str> {
    let whole = draft.len();
    let draft = &draft[..marks::before_unseemly(draft)];
    let draft = &draft[..marks::before_dots(before, draft)];
    let draft = &draft[..echo::before_repetition(before, draft)?];
    let draft = &draft[..pronouns::before_assumed(before, draft)];
    let draft = marks::without_open_end(draft);
    let draft = if draft.len() < whole { phrase::closed(draft) } else { draft };
    let shouts = manner.small && register::is_in_capitals(draft);
    let fit = !marks::is_lone(before, draft) && !register::answers(before, draft) && !shouts;
    fit.then_some(draft)
}
