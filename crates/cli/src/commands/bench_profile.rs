//! `foreword bench --learn`: how long a profile takes for what people ask of it.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use foreword_decode::Source;
use foreword_eval::read_users;
use foreword_profile::{DraftedWord, Example, Kind, Learned, Memory, Message, MessageId, Page, Profile, What};
use foreword_text::Tokenizer;

use crate::arguments::ModelArguments;
use crate::profile::Locked;

/// Messages that one line is the measurement of.
const BLOCK: usize = 500;

/// Milliseconds of every time.
#[derive(Default)]
struct Times(Vec<f64>);

impl Times {
    fn take<T>(&mut self, of: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = of();
        self.0.push(start.elapsed().as_secs_f64() * 1e3);
        result
    }

    fn show(mut self, what: &str, out: &mut dyn Write) -> Result<()> {
        self.0.sort_by(f64::total_cmp);
        let last = self.0.len().saturating_sub(1);
        let at = |share: f64| self.0.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN);
        let (half, most, count) = (at(0.5), at(1.0), self.0.len());
        writeln!(out, "{half:>9.3} ms (95%: {:.3}, most {most:.3}, of {count})  {what}", at(0.95))?;
        Ok(())
    }
}

/// Messages without end: after the last one the first comes again, with another word before it.
struct Texts(Vec<String>);

impl Texts {
    fn text(&self, number: usize) -> String {
        let text = &self.0[number % self.0.len()];
        match number / self.0.len() {
            0 => text.clone(),
            round => format!("{} {text}", "again ".repeat(round).trim_end()),
        }
    }
}

pub(super) fn run(model: &ModelArguments, path: &Path, repeat: usize, out: &mut dyn Write) -> Result<()> {
    let tokenizer = Arc::new(model.tokenizer()?);
    let texts = Texts(read_users(path)?.into_iter().flat_map(|user| user.messages).collect());
    ensure!(!texts.0.is_empty(), "{} holds no message", path.display());
    let mut profile = Profile::new(Arc::clone(&tokenizer));
    // What sources read is kept up to date all the while, as where somebody writes.
    let own = profile.own(Kind::Mail, "");
    let number = fill(&mut profile, &texts, out)?;
    let mut full = Times::default();
    for number in number..number + repeat {
        let text = texts.text(number);
        full.take(|| profile.learn(&mail(&text, number)))?;
    }
    full.show("to learn a message into a full profile, from which another leaves", out)?;
    drop(own);
    others(&mut profile, &tokenizer, repeat, out)
}

fn mail(text: &str, number: usize) -> Message<'_> {
    Message { text, day: number as u32 / 10, kind: Kind::Mail, ..Message::default() }
}

/// Learns until a message leaves; returns how many were learned.
fn fill(profile: &mut Profile, texts: &Texts, out: &mut dyn Write) -> Result<usize> {
    let mut times = Times::default();
    for number in 0.. {
        let text = texts.text(number);
        let Learned { removed, .. } = times.take(|| profile.learn(&mail(&text, number)))?;
        let is_full = !removed.is_empty();
        if is_full || (number + 1) % BLOCK == 0 {
            if is_full {
                times.0.pop();
            }
            let kept = profile.examples().count();
            let bytes: usize = profile.examples().map(Example::bytes).sum();
            std::mem::take(&mut times).show(&format!("to learn a message; {kept} with {bytes} bytes then"), out)?;
        }
        if is_full {
            return Ok(number + 1);
        }
    }
    unreachable!("numbers don't end")
}

fn others(profile: &mut Profile, tokenizer: &Arc<Tokenizer>, repeat: usize, out: &mut dyn Write) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = Locked::lock(&folder.path().join("profile"))?;
    let [mut export, mut import, mut save, mut list, mut find, mut why, mut count, mut forget] =
        std::array::from_fn(|_| Times::default());
    let all = Page { from: 0, most: 50 };
    for _ in 0..repeat {
        let bytes = export.take(|| profile.export())?;
        import.take(|| Profile::import(&bytes, Arc::clone(tokenizer)))?;
        save.take(|| file.save(profile))?;
        list.take(|| Memory::of(profile));
        find.take(|| profile.find("know", all).total);
        let words = [" know", " if", " you", " have"].map(|text| DraftedWord { text, source: Source::Phrases });
        why.take(|| profile.why("please let me", &words, ""));
        let mut other = Profile::import(&bytes, Arc::clone(tokenizer))?;
        count.take(|| drop(other.own(Kind::Mail, "")));
        let first = other.examples().next().map(|example| example.id).context("the profile is empty")?;
        forget.take(|| other.forget(&What::Message(MessageId(first.0))));
    }
    writeln!(out, "with {} messages:", profile.examples().count())?;
    export.show("to export", out)?;
    import.show("to import", out)?;
    save.show("to export and to write the file, whole", out)?;
    count.show("to count the n-grams", out)?;
    forget.show("to forget a message", out)?;
    list.show("to list words and phrases", out)?;
    find.show("to search the messages", out)?;
    why.show("to say where a draft of four words comes from", out)
}
