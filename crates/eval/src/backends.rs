//! What executors are compared on.

use crate::corpus::User;

/// Words of a message that is worth cutting.
const LEAST_WORDS: usize = 6;

/// The first halves, in words, of the first `limit` messages that have six words.
pub fn contexts_of(users: &[User], limit: usize) -> Vec<String> {
    let cut = |message: &String| {
        let words: Vec<&str> = message.split(' ').filter(|word| !word.is_empty()).collect();
        (words.len() >= LEAST_WORDS).then(|| words[..words.len() / 2].join(" "))
    };
    users.iter().flat_map(|user| &user.messages).filter_map(cut).take(limit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_cut_in_their_middle() {
        let messages = ["too short", "one two  three four five six seven", "a b c d e f"].map(str::to_owned);
        let users = [User { name: "ann".into(), messages: messages.to_vec() }];
        assert_eq!(contexts_of(&users, 5), ["one two three", "a b c"]);
        assert_eq!(contexts_of(&users, 1).len(), 1);
    }
}
