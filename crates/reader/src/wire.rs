//! Plain objects that cross the boundary. `web/reader/src/core.ts` has their types.

use foreword_messages::{Genre, Kept, Person, Summary, Writer};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use crate::error::Thrown;

/// Writers that are listed; whoever wrote less than so many others isn't the files' owner.
const LISTED: usize = 200;

/// What a survey found.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct SurveyOut {
    writers: Vec<WriterOut>,
    /// Place in `writers`.
    guess: Option<usize>,
    /// For `Import`; JSON.
    endings: String,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct WriterOut {
    name: String,
    identities: Vec<String>,
    messages: usize,
}

impl SurveyOut {
    pub(crate) fn of(survey: &foreword_messages::Survey) -> Result<Self, Thrown> {
        let all = survey.writers();
        let owner = survey.guess();
        let is_owner = |writer: &Writer| owner.as_ref().is_some_and(|owner| owner.is(&writer.person));
        let listed = || all.iter().enumerate().filter(|(at, writer)| *at < LISTED || is_owner(writer));
        let guess = listed().position(|(_, writer)| is_owner(writer));
        let writers = listed().map(|(_, writer)| WriterOut::of(writer)).collect();
        let endings =
            serde_json::to_string(&survey.endings()).map_err(|error| Thrown::bad_argument(error.to_string()))?;
        Ok(Self { writers, guess, endings })
    }
}

impl WriterOut {
    fn of(writer: &Writer) -> Self {
        let Person { name, address } = &writer.person;
        let identities = [address, name].into_iter().filter(|text| !text.is_empty()).cloned().collect();
        let name = match (name.as_str(), address.as_str()) {
            (name, "") => name.to_owned(),
            ("", address) => address.to_owned(),
            (name, address) => format!("{name} <{address}>"),
        };
        Self { name, identities, messages: writer.wrote }
    }
}

/// Whose words are wanted, and what the survey found under mails.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportOptions {
    /// Whoever wrote, if there are none.
    pub(crate) identities: Option<Vec<String>>,
    pub(crate) endings: String,
    /// Seconds since 1970.
    pub(crate) now: f64,
}

/// What an import found.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct FoundOut {
    /// The oldest first.
    messages: Vec<MessageOut>,
    #[serde(rename = "leftOut")]
    left_out: Vec<LeftOut>,
    faults: Vec<String>,
    /// Faults that `faults` has no room for.
    #[serde(rename = "furtherFaults")]
    further_faults: usize,
}

#[derive(Debug, PartialEq, Serialize)]
struct MessageOut {
    text: String,
    kind: &'static str,
    /// Seconds since 1970.
    when: Option<f64>,
    /// Which of the files that were begun.
    file: u32,
}

#[derive(Debug, PartialEq, Serialize)]
struct LeftOut {
    what: &'static str,
    count: f64,
    examples: Vec<String>,
}

impl FoundOut {
    /// `came` is how many messages were found, kept or not.
    pub(crate) fn of(kept: Vec<Kept<u32>>, came: u64, summary: &Summary) -> Self {
        let reasons = summary.left_out.iter().map(|(reason, tally)| LeftOut {
            what: reason.words(),
            count: tally.count as f64,
            examples: tally.examples.clone(),
        });
        let limits = summary.limits.iter().map(|(limit, count)| LeftOut {
            what: limit.words(),
            count: *count as f64,
            examples: Vec::new(),
        });
        let older = came - kept.len() as u64;
        let older = (older > 0).then(|| LeftOut {
            what: "older messages, for which there is no room",
            count: older as f64,
            examples: Vec::new(),
        });
        let faults: Vec<String> =
            summary.faults.iter().map(|fault| format!("{}, byte {}: {}", fault.file, fault.at, fault.kind)).collect();
        Self {
            left_out: reasons.chain(limits).chain(older).collect(),
            further_faults: summary.fault_count - faults.len(),
            faults,
            messages: kept.into_iter().map(MessageOut::of).collect(),
        }
    }
}

impl MessageOut {
    fn of(kept: Kept<u32>) -> Self {
        let Kept { text, genre, when, tag } = kept;
        let kind = match genre {
            Genre::Mail => "mail",
            Genre::Chat => "chat",
            Genre::Document => "document",
            Genre::Note => "note",
        };
        Self { text, kind, when: when.map(|when| when as f64), file: tag }
    }
}

/// A value as a plain object.
pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, Thrown> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    value.serialize(&serializer).map_err(|error| Thrown::bad_argument(error.to_string()))
}
