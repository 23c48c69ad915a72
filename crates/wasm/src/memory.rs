//! What the owner sees of a profile, as plain objects.

use foreword_decode::Source;
use foreword_profile::{DraftedWord, Example, Listed, Memory, Page, Profile};

use crate::profile_wire::{
    DraftWordIn, KnownOut, KnownQuery, ListOut, MessageOut, MessageQuery, PageIn, SiteOut, WordWhyOut, listed,
};

fn page(page: &PageIn) -> Page {
    Page { from: page.from.unwrap_or(0), most: page.count.unwrap_or(50).min(1000) }
}

/// Messages, the newest first.
pub(crate) fn messages(profile: &Profile, query: &MessageQuery) -> ListOut<MessageOut> {
    let search = query.search.as_deref().unwrap_or_default().to_lowercase();
    let is_wanted = |example: &&Example| {
        query.kind.is_none_or(|kind| kind == example.kind)
            && query.day.is_none_or(|day| day == example.day)
            && query.site.as_ref().is_none_or(|site| *site == example.site)
            && (search.is_empty() || example.text().to_lowercase().contains(&search))
    };
    let Page { from, most } = page(&query.page());
    let all: Vec<&Example> = profile.examples().rev().filter(is_wanted).collect();
    ListOut { total: all.len(), entries: all.iter().skip(from).take(most).map(|&example| example.into()).collect() }
}

/// Words, names or phrases, the most frequent first.
pub(crate) fn known(profile: &Profile, query: &KnownQuery) -> ListOut<KnownOut> {
    let memory = Memory::of(profile);
    let (search, page) = (query.search.as_deref().unwrap_or_default(), page(&query.page()));
    match query.what.as_deref() {
        Some("names") => listed(memory.names(search, page)),
        Some("phrases") => {
            let Listed { total, entries } = memory.phrases(search, page);
            listed(Listed { total, entries })
        }
        _ => listed(memory.words(search, page)),
    }
}

/// Sites with their messages, the one written on last first.
pub(crate) fn sites(profile: &Profile) -> Vec<SiteOut> {
    let mut sites = std::collections::BTreeMap::<&str, (usize, u32)>::new();
    for example in profile.examples() {
        let (messages, last_day) = sites.entry(&example.site).or_default();
        (*messages, *last_day) = (*messages + 1, (*last_day).max(example.day));
    }
    let of = |(site, (messages, last_day)): (&str, _)| SiteOut { site: site.to_owned(), messages, last_day };
    let mut all: Vec<SiteOut> = sites.into_iter().map(of).collect();
    all.sort_by_key(|site| std::cmp::Reverse(site.last_day));
    all
}

/// The words of a draft with the messages that they come from.
pub(crate) fn why(profile: &Profile, site: &str, before: &str, draft: &[DraftWordIn]) -> Vec<WordWhyOut> {
    let source = |name: &str| {
        let own = [Source::Phrases, Source::Copied].into_iter();
        own.into_iter().find(|source| source.name() == name).unwrap_or(Source::Model)
    };
    let words: Vec<DraftedWord<'_>> =
        draft.iter().map(|word| DraftedWord { text: &word.text, source: source(&word.source) }).collect();
    let all = profile.why(before, &words, site).into_iter().zip(draft);
    all.map(|(why, word)| WordWhyOut::of(why, word)).collect()
}
