//! Plain objects of the profile that cross the boundary.

use foreword_profile::{
    Before, Changes, Counts, Example, Field, Kind, KnownPhrase, KnownWord, Learned, Listed, MessageId, NotLearned,
    Profile, Stands, Uses, What, Why,
};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Thrown;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export type TextKind = "mail" | "chat" | "document" | "note" | "other";
export interface FinishedText {
  text: string;
  day: number;
  kind?: TextKind | undefined;
  site?: string | undefined;
  origin?: string | undefined;
  field?: "text" | "line" | "sensitive" | undefined;
  /** Not if the same text of that day is there already. */
  unlessKnown?: boolean | undefined;
}
/** `group` names the day and site of a message; `record` and `state` are JSON. */
export interface RecordChanges {
  put: { id: number; group: string; record: string }[];
  removed: number[];
  state: string;
}
export interface LearnedOut {
  id: number | null;
  notLearned: "empty" | "line" | "sensitive" | "off" | "site" | "secret" | "known" | null;
  leftOut: string[];
  changes: RecordChanges;
}
export type Forgotten =
  | { what: "message"; id: number }
  | { what: "day"; day: number }
  | { what: "site"; site: string }
  | { what: "origin"; origin: string }
  | { what: "words"; words: string }
  | { what: "all" };
export interface MemoryQuery {
  search?: string | undefined;
  from?: number | undefined;
  count?: number | undefined;
  kind?: TextKind | undefined;
  site?: string | undefined;
  day?: number | undefined;
}
export interface KnownQuery {
  what?: "words" | "names" | "phrases" | undefined;
  search?: string | undefined;
  from?: number | undefined;
  count?: number | undefined;
}
export interface KnownOut {
  total: number;
  entries: { text: string; isName: boolean; words: number; count: number; messages: number; lastDay: number }[];
}
export interface SiteOut { site: string; messages: number; lastDay: number }
export interface WhyOut {
  before: { id: number | null; text: string }[];
  words: { text: string; source: string; phrase: string | null; total: number; messages: number[] }[];
}
export interface DraftCounts { typed?: number; inserted?: number; taken?: number; dismissed?: number }
export interface PrefixOut {
  /** Whether there is something to read for the session. */
  isWaiting: boolean;
  kind: TextKind;
  site: string;
  /** What the session stands behind: messages by number, and whether examples that the owner wrote are among it. */
  messages: number[];
  hasVoices: boolean;
  /** Whether `studied` has something to learn. */
  hasStudied: boolean;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// A text that is finished.
    #[wasm_bindgen(typescript_type = "FinishedText")]
    pub type JsFinishedText;
    /// Which records are no longer what they were.
    #[wasm_bindgen(typescript_type = "RecordChanges")]
    pub type JsChanges;
    /// What became of a text.
    #[wasm_bindgen(typescript_type = "LearnedOut")]
    pub type JsLearned;
    /// What is to be forgotten.
    #[wasm_bindgen(typescript_type = "Forgotten")]
    pub type JsForgotten;
    /// Which messages are asked for.
    #[wasm_bindgen(typescript_type = "MemoryQuery")]
    pub type JsMemoryQuery;
    /// Some of the messages.
    #[wasm_bindgen(typescript_type = "MemoryOut")]
    pub type JsMemory;
    /// Which words or phrases are asked for.
    #[wasm_bindgen(typescript_type = "KnownQuery")]
    pub type JsKnownQuery;
    /// Some of them.
    #[wasm_bindgen(typescript_type = "KnownOut")]
    pub type JsKnown;
    /// The words of a draft.
    #[wasm_bindgen(typescript_type = "{ text: string; source: string }[]")]
    pub type JsDraftWords;
    /// The sites.
    #[wasm_bindgen(typescript_type = "SiteOut[]")]
    pub type JsSites;
    /// What stands behind a draft.
    #[wasm_bindgen(typescript_type = "WhyOut")]
    pub type JsWhy;
    /// Counts of a day.
    #[wasm_bindgen(typescript_type = "DraftCounts")]
    pub type JsCounts;
    /// What a session stands behind.
    #[wasm_bindgen(typescript_type = "PrefixOut")]
    pub type JsPrefix;
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum FieldName {
    Text,
    Line,
    Sensitive,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct FinishedText {
    text: String,
    day: u32,
    #[serde(default)]
    kind: Option<Kind>,
    #[serde(default)]
    site: Option<String>,
    #[serde(default)]
    origin: Option<String>,
    #[serde(default)]
    field: Option<FieldName>,
    #[serde(default)]
    pub(crate) unless_known: Option<bool>,
}

impl FinishedText {
    pub(crate) fn message(&self) -> foreword_profile::Message<'_> {
        foreword_profile::Message {
            text: &self.text,
            day: self.day,
            kind: self.kind.unwrap_or_default(),
            site: self.site.as_deref().unwrap_or_default(),
            origin: self.origin.as_deref().unwrap_or_default(),
            field: match self.field {
                None | Some(FieldName::Text) => Field::Text,
                Some(FieldName::Line) => Field::Line,
                Some(FieldName::Sensitive) => Field::Sensitive,
            },
        }
    }
}

#[derive(Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub(crate) enum Forgotten {
    Message { id: u64 },
    Day { day: u32 },
    Site { site: String },
    Origin { origin: String },
    Words { words: String },
    All,
}

impl From<Forgotten> for What {
    fn from(what: Forgotten) -> Self {
        match what {
            Forgotten::Message { id } => Self::Message(MessageId(id)),
            Forgotten::Day { day } => Self::Day(day),
            Forgotten::Site { site } => Self::Site(site),
            Forgotten::Origin { origin } => Self::Origin(origin),
            Forgotten::Words { words } => Self::Words(words),
            Forgotten::All => Self::All,
        }
    }
}

/// Which part of a list.
pub(crate) struct PageIn {
    pub(crate) from: Option<usize>,
    pub(crate) count: Option<usize>,
}

#[derive(Deserialize)]
pub(crate) struct MessageQuery {
    #[serde(default)]
    pub(crate) search: Option<String>,
    #[serde(default)]
    from: Option<usize>,
    #[serde(default)]
    count: Option<usize>,
    #[serde(default)]
    pub(crate) kind: Option<Kind>,
    #[serde(default)]
    pub(crate) site: Option<String>,
    #[serde(default)]
    pub(crate) day: Option<u32>,
}

impl MessageQuery {
    pub(crate) fn page(&self) -> PageIn {
        PageIn { from: self.from, count: self.count }
    }
}

#[derive(Deserialize)]
pub(crate) struct KnownQuery {
    #[serde(default)]
    pub(crate) what: Option<String>,
    #[serde(default)]
    pub(crate) search: Option<String>,
    #[serde(default)]
    from: Option<usize>,
    #[serde(default)]
    count: Option<usize>,
}

impl KnownQuery {
    pub(crate) fn page(&self) -> PageIn {
        PageIn { from: self.from, count: self.count }
    }
}

#[derive(Deserialize)]
pub(crate) struct DraftWordIn {
    pub(crate) text: String,
    pub(crate) source: String,
}

#[derive(Serialize)]
struct RecordOut {
    id: u64,
    group: String,
    record: String,
}

#[derive(Serialize)]
pub(crate) struct ChangesOut {
    put: Vec<RecordOut>,
    removed: Vec<u64>,
    state: String,
}

impl ChangesOut {
    /// The changes with the records as they are now.
    pub(crate) fn of(profile: &Profile, changes: &Changes) -> Result<Self, Thrown> {
        let record = |example: &Example| -> Result<RecordOut, Thrown> {
            let group = format!("{} {}", example.day, example.site);
            Ok(RecordOut { id: example.id.0, group, record: profile.record(example.id)? })
        };
        let put = changes.put.iter().filter_map(|&id| profile.example(id)).map(record).collect::<Result<_, _>>()?;
        Ok(Self { put, removed: changes.removed.iter().map(|id| id.0).collect(), state: profile.state()? })
    }

    /// Everything, as of a profile that takes the place of another.
    pub(crate) fn whole(profile: &Profile) -> Result<Self, Thrown> {
        let put = profile.examples().map(|example| example.id).collect();
        Self::of(profile, &Changes { put, ..Changes::default() })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LearnedOut {
    id: Option<u64>,
    not_learned: Option<&'static str>,
    left_out: Vec<&'static str>,
    changes: ChangesOut,
}

impl LearnedOut {
    pub(crate) fn of(learned: &Learned, changes: ChangesOut) -> Self {
        let reason = |reason| match reason {
            NotLearned::Empty => "empty",
            NotLearned::Line => "line",
            NotLearned::Sensitive => "sensitive",
            NotLearned::Off => "off",
            NotLearned::Site => "site",
            NotLearned::Known => "known",
            _ => "secret",
        };
        Self {
            id: learned.id.map(|id| id.0),
            not_learned: learned.not_learned.map(reason),
            left_out: learned.left_out.iter().map(|secret| secret.name()).collect(),
            changes,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessageOut {
    id: u64,
    day: u32,
    kind: Kind,
    site: String,
    text: String,
    used: u32,
    last_used: u32,
}

impl From<&Example> for MessageOut {
    fn from(example: &Example) -> Self {
        let Example { id, day, kind, site, used, last_used, .. } = example;
        Self {
            id: id.0,
            day: *day,
            kind: *kind,
            site: site.clone(),
            text: example.text(),
            used: *used,
            last_used: *last_used,
        }
    }
}

#[derive(Serialize)]
pub(crate) struct ListOut<T> {
    pub(crate) total: usize,
    pub(crate) entries: Vec<T>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KnownOut {
    text: String,
    is_name: bool,
    words: usize,
    count: u32,
    messages: u32,
    last_day: u32,
}

impl From<&KnownWord> for KnownOut {
    fn from(KnownWord { word, is_name, uses }: &KnownWord) -> Self {
        let Uses { count, messages, last_day, .. } = *uses;
        Self { text: word.clone(), is_name: *is_name, words: 1, count, messages, last_day }
    }
}

impl From<&KnownPhrase> for KnownOut {
    fn from(KnownPhrase { text, words, uses }: &KnownPhrase) -> Self {
        let Uses { count, messages, last_day, .. } = *uses;
        Self { text: text.clone(), is_name: false, words: *words, count, messages, last_day }
    }
}

/// A page of a list as a plain object.
pub(crate) fn listed<T: Into<KnownOut>>(Listed { total, entries }: Listed<T>) -> ListOut<KnownOut> {
    ListOut { total, entries: entries.into_iter().map(Into::into).collect() }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SiteOut {
    pub(crate) site: String,
    pub(crate) messages: usize,
    pub(crate) last_day: u32,
}

#[derive(Serialize)]
pub(crate) struct WordWhyOut {
    text: String,
    source: String,
    phrase: Option<String>,
    total: usize,
    messages: Vec<u64>,
}

impl WordWhyOut {
    pub(crate) fn of(Why { text, own, .. }: Why, word: &DraftWordIn) -> Self {
        let source = word.source.clone();
        match own {
            Some(Stands { phrase, total, messages }) => {
                let messages = messages.into_iter().map(|id| id.0).collect();
                Self { text, source, phrase: Some(phrase), total, messages }
            }
            None => Self { text, source, phrase: None, total: 0, messages: Vec::new() },
        }
    }
}

#[derive(Serialize)]
pub(crate) struct BeforeOut {
    id: Option<u64>,
    text: String,
}

impl From<Before> for BeforeOut {
    fn from(Before { id, text }: Before) -> Self {
        Self { id: id.map(|id| id.0), text }
    }
}

#[derive(Serialize)]
pub(crate) struct WhyOut {
    pub(crate) before: Vec<BeforeOut>,
    pub(crate) words: Vec<WordWhyOut>,
}

#[derive(Default, Deserialize)]
pub(crate) struct CountsIn {
    #[serde(default)]
    typed: u32,
    #[serde(default)]
    inserted: u32,
    #[serde(default)]
    taken: u32,
    #[serde(default)]
    dismissed: u32,
}

impl From<CountsIn> for Counts {
    fn from(CountsIn { typed, inserted, taken, dismissed }: CountsIn) -> Self {
        let [typed, inserted, taken, dismissed] = [typed, inserted, taken, dismissed].map(u64::from);
        Self { typed, inserted, taken, dismissed }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PrefixOut {
    pub(crate) is_waiting: bool,
    pub(crate) kind: Kind,
    pub(crate) site: String,
    pub(crate) messages: Vec<u64>,
    pub(crate) has_voices: bool,
    pub(crate) has_studied: bool,
}
