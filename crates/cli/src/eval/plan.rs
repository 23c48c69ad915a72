//! Which messages and carets are looked at: a choice that depends on the seed, the user's name and nothing else.

use super::reading::User;
use super::simulate::Message;
use super::words::is_word_start;

/// The SplitMix64 generator.
pub(crate) struct Random(u64);

impl Random {
    /// A generator for one purpose: `name` keeps the choices of different users apart.
    pub(crate) fn new(seed: u64, name: &str) -> Self {
        let fnv = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ fnv)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number less than `count`; 0 if that is 0.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.next() % (count as u64).max(1)) as usize
    }

    /// Puts `items` into another order, any of them as likely as any other.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in 0..items.len() {
            items.swap(i, i + self.below(items.len() - i));
        }
    }

    /// `count` different ones of `items`, in their order; all if there are no more.
    pub(crate) fn choose<T>(&mut self, mut items: Vec<T>, count: usize) -> Vec<T> {
        let mut order: Vec<usize> = (0..items.len()).collect();
        let count = count.min(order.len());
        for i in 0..count {
            let other = i + self.below(order.len() - i);
            order.swap(i, other);
        }
        let mut keep = vec![false; items.len()];
        order[..count].iter().for_each(|&i| keep[i] = true);
        let mut keep = keep.into_iter();
        items.retain(|_| keep.next().unwrap_or(false));
        items
    }
}

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
pub(crate) struct Amount {
    /// Messages per user.
    pub(crate) messages: Option<usize>,
    /// Carets per user, single ones instead of whole messages.
    pub(crate) carets: Option<usize>,
    /// Word starts, over all users, at which drafts are scored by the whole network.
    pub(crate) judged: usize,
    pub(crate) seed: u64,
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
