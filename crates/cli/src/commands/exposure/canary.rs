//! Canaries: texts with two names that nobody has, to be learned and forgotten.

use fastrand::Rng;

/// Names that can stand first, and as many that can stand second.
const NAMES: usize = 32;

/// What a canary is made of: sentences with room for two names. All differ from one another in the words before the names.
const SENTENCES: [(&str, &str); 4] = [
    ("Everybody at the harbour still calls the old boat", "when nobody is listening."),
    ("My cousin wants to name the little grey donkey", "after the summer."),
    ("The tune that we always hum on the ferry is called", "and nobody knows why."),
    ("For the shed behind the mill we finally chose", "which took us a week."),
];

/// Made-up names.
pub(super) struct Space {
    first: Vec<String>,
    second: Vec<String>,
}

/// A sentence with two of them.
pub(super) struct Canary {
    pub(super) before: &'static str,
    after: &'static str,
    /// The number of the pair of names among all.
    pub(super) number: usize,
    pub(super) names: String,
}

impl Space {
    pub(super) fn new(rng: &mut Rng) -> Self {
        let mut known = std::collections::BTreeSet::new();
        let mut names = || {
            let mut names = Vec::new();
            while names.len() < NAMES {
                let name = name(rng);
                if known.insert(name.clone()) {
                    names.push(name);
                }
            }
            names
        };
        Self { first: names(), second: names() }
    }

    /// Number of pairs.
    pub(super) fn len(&self) -> usize {
        self.first.len() * self.second.len()
    }

    /// All pairs, in the order of their numbers.
    pub(super) fn all(&self) -> impl Iterator<Item = String> + '_ {
        self.first.iter().flat_map(|first| self.second.iter().map(move |second| format!("{first} {second}")))
    }

    /// A sentence with a pair.
    pub(super) fn canary(&self, sentence: usize, number: usize) -> Canary {
        let (before, after) = SENTENCES[sentence % SENTENCES.len()];
        Canary { before, after, number, names: self.names(number) }
    }

    /// The same sentence with the pair so many numbers further on.
    pub(super) fn other(&self, canary: &Canary, further: usize) -> Canary {
        let number = (canary.number + further) % self.len();
        Canary { number, names: self.names(number), ..*canary }
    }

    fn names(&self, number: usize) -> String {
        format!("{} {}", self.first[number / NAMES % NAMES], self.second[number % NAMES])
    }
}

impl Canary {
    pub(super) fn text(&self) -> String {
        format!("{} {} {}", self.before, self.names, self.after)
    }
}

fn name(rng: &mut Rng) -> String {
    const BEGIN: [&str; 12] = ["B", "D", "F", "G", "K", "L", "M", "N", "P", "R", "T", "V"];
    const WITHIN: [&str; 10] = ["l", "r", "n", "m", "nd", "rt", "lv", "st", "nk", "rb"];
    const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];
    let mut vowel = || VOWELS[rng.usize(..VOWELS.len())];
    let vowels = [vowel(), vowel(), vowel()];
    let mut within = || WITHIN[rng.usize(..WITHIN.len())];
    let within = [within(), within()];
    let begin = BEGIN[rng.usize(..BEGIN.len())];
    [begin, vowels[0], within[0], vowels[1], within[1], vowels[2]].concat()
}
