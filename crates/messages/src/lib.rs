//! A person's own words out of their files: mails, chats and texts. Bytes in, messages out.
//!
//! Nothing here opens a file or keeps anything: the caller reads bytes, hands them over in parts of any size, and
//! decides what becomes of the messages. Memory is bounded ([`Limits`]), whatever the files are, and time is linear in
//! their length.
//!
//! # Which words
//! Kept is what the owner wrote. Left out, and counted by [`Reason`], are other people's messages, quoted replies,
//! forwards, signatures, disclaimers, newsletters and automatic mails, attachments, code, bare links, and what was met
//! before. A mistake should cost a few of the owner's words rather than learn somebody else's.
//!
//! # In two passes
//! 1. [`Kind::detect`] says what a file is, by its bytes and its name, or why it can't be read.
//! 2. A [`Survey`] reads the files once: [`Survey::writers`] lists who wrote, so that a person can say who they are;
//!    [`Survey::guess`] says it where the files tell; [`Survey::endings`] are signatures without a mark in front.
//! 3. An [`Import`] reads them again and hands out messages. Its [`Summary`] is the preview: counts with reasons and
//!    examples, limits that were met, and where files are broken.
//!
//! ```
//! use foreword_messages::{Import, Kind, Limits, Reason, Survey};
//!
//! let mailbox = b"From jo@example.org Mon Jan  2 10:22:33 2023\n\
//!     From: Jo <jo@example.org>\nTo: Ann <ann@example.org>\nSubject: Lunch\nX-Gmail-Labels: Sent\n\n\
//!     Tuesday would be fine.\n\nOn Mon, Jan 2, 2023 at 9:00 AM Ann <ann@example.org> wrote:\n> Tuesday?\n\n\
//!     From ann@example.org Mon Jan  2 11:22:33 2023\nFrom: Ann <ann@example.org>\n\nSee you then.\n";
//!
//! let kind = Kind::detect("All mail.mbox", mailbox)?;
//! let mut survey = Survey::new(Limits::default());
//! survey.begin("All mail.mbox", kind)?;
//! survey.push(mailbox)?;
//! survey.end()?;
//! let owner = survey.guess().expect("a mail says that it was sent");
//!
//! let mut import = Import::new(owner, Limits::default()).with_endings(survey.endings());
//! import.begin("All mail.mbox", kind)?;
//! let mut messages = Vec::new();
//! for part in mailbox.chunks(100) {
//!     messages.extend(import.push(part)?);
//! }
//! messages.extend(import.end()?);
//!
//! assert_eq!(messages.len(), 1);
//! assert_eq!(messages[0].text, "Tuesday would be fine.");
//! assert_eq!(messages[0].to.as_deref(), Some("Ann"));
//! assert_eq!(import.summary().left_out[&Reason::OtherSender].count, 1);
//! assert_eq!(import.summary().left_out[&Reason::Quote].count, 1);
//! # Ok::<(), foreword_messages::ImportError>(())
//! ```
//!
//! # Interrupted imports
//! [`Import::checkpoint`] is the state behind the last message that was handed out. It can be stored (serde) together
//! with the messages up to there; [`Import::resume`] goes on, and wants the file's bytes from [`Checkpoint::file`]'s
//! position on. Both ways give the same messages.
//!
//! # Formats
//! [`Kind`] lists them. Files are read as a stream, but for single mails and documents, which are collected up to a
//! limit. Text is UTF-8, UTF-16 with a byte order mark (collected, too), or else Windows-1252. Headings of Markdown
//! become [`Message::subject`]; its quotes, code and tables are left out. Mail in a charset of several bytes, as in East Asia
//! before UTF-8, is read with the feature `east-asian`, and else left out as [`Reason::Charset`].

mod dates;
mod decode;
mod detect;
mod error;
mod format;
mod import;
mod kind;
mod limits;
mod magic;
mod mail;
mod message;
mod newest;
mod own;
mod owner;
mod reach;
mod reading;
mod reason;
mod split;
mod summary;
mod survey;

pub use error::{Fault, FaultKind, ImportError, Unreadable};
pub use import::{Checkpoint, Import};
pub use kind::Kind;
pub use limits::{Limit, Limits};
pub use message::{Genre, Message, Place};
pub use newest::{Kept, Newest, Room};
pub use own::Endings;
pub use owner::{Owner, Person};
pub use reason::Reason;
pub use summary::{Summary, Tally};
pub use survey::{Survey, Writer};
