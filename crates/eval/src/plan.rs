//! Which messages and carets are looked at: a choice that depends on the seed, the user's name and nothing else.

use crate::corpus::User;
use crate::random::Random;
use crate::simulate::Message;
use crate::words::is_word_start;

/// What to do with one message.
pub(crate) struct Task<'a> {
    /// Index of its user.
    pub(crate) user: usize,
    pub(crate) message: Message<'a>,
    /// Carets at which drafts are asked for and judged by every metric, ascending.
    pub(crate) moments: Vec<usize>,
    /// Those of them at which drafts are also scored by the whole network.
    pub(crate) judged: Vec<usize>,
}

/// How much to look at.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    /// Messages per user.
    pub messages: Option<usize>,
    /// Carets per user, single ones instead of whole messages.
    pub carets: Option<usize>,
    /// Word starts, over all users, at which drafts are scored by the whole network.
    pub judged: usize,
    /// What the choices depend on.
    pub seed: u64,
}

/// The tasks of a run, user by user, oldest message first.
pub(crate) fn plan<'a>(users: &'a [User], amount: Amount) -> Vec<Task<'a>> {
    let mut tasks: Vec<Task<'a>> = Vec::new();
    for (index, user) in users.iter().enumerate() {
        let mut random = Random::new(amount.seed, &user.name);
        let texts: Vec<&str> = user.messages.iter().map(String::as_str).collect();
        let texts = random.choose(texts, amount.messages.unwrap_or(usize::MAX));
        let messages: Vec<Message<'a>> = texts.into_iter().map(Message::new).collect();
        let places = messages.iter().enumerate().flat_map(|(i, m)| m.carets.iter().map(move |&at| (i, at))).collect();
        let places = random.choose(places, amount.carets.unwrap_or(usize::MAX));
        let first = tasks.len();
        tasks.extend(messages.into_iter().map(|message| Task {
            user: index,
            message,
            moments: Vec::new(),
            judged: Vec::new(),
        }));
        places.into_iter().for_each(|(i, at)| tasks[first + i].moments.push(at));
    }
    tasks.retain(|task| !task.moments.is_empty());
    let mut starts = Vec::new();
    for (i, task) in tasks.iter().enumerate() {
        let text = task.message.text;
        starts.extend(task.moments.iter().filter(|&&at| is_word_start(text, at)).map(|&at| (i, at)));
    }
    for (i, at) in Random::new(amount.seed, "judged").choose(starts, amount.judged) {
        tasks[i].judged.push(at);
    }
    tasks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users() -> Vec<User> {
        let messages = |word: &str| (0..20).map(|i| format!("{word} {i} ok")).collect();
        vec![User { name: "a".into(), messages: messages("one") }, User { name: "b".into(), messages: messages("two") }]
    }

    fn places(amount: Amount) -> Vec<(usize, String, Vec<usize>, Vec<usize>)> {
        let users = users();
        plan(&users, amount).into_iter().map(|t| (t.user, t.message.text.to_owned(), t.moments, t.judged)).collect()
    }

    #[test]
    fn the_same_seed_chooses_the_same_and_another_another() {
        let amount = Amount { messages: Some(3), carets: None, judged: 4, seed: 7 };
        let first = places(amount);
        assert_eq!(first, places(amount));
        assert_ne!(first, places(Amount { seed: 8, ..amount }));
        assert_eq!(first.len(), 6);
        assert_eq!(first.iter().map(|p| p.3.len()).sum::<usize>(), 4);
        assert!(first.iter().all(|p| p.2.len() == p.1.len() && p.3.iter().all(|&at| is_word_start(&p.1, at))));
        let numbers = |user: usize| -> Vec<usize> {
            first.iter().filter(|p| p.0 == user).map(|p| p.1.split(' ').nth(1).unwrap().parse().unwrap()).collect()
        };
        assert!(numbers(0).is_sorted() && numbers(1).is_sorted());
        assert_ne!(numbers(0), numbers(1), "users are drawn apart");
    }

    #[test]
    fn single_carets_are_counted_per_user() {
        let chosen = places(Amount { messages: None, carets: Some(10), judged: 0, seed: 1 });
        for user in [0, 1] {
            assert_eq!(chosen.iter().filter(|p| p.0 == user).map(|p| p.2.len()).sum::<usize>(), 10);
        }
    }
}
