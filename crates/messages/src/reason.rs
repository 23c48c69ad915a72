//! Why something was left out.

use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident, $whole:literal, $words:literal;)+) => {
        /// Why a message, or a part of one, was left out.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Reason {
            $($(#[$doc])* $name,)+
        }

        impl Reason {
            /// Every reason, whole messages first.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// For people: what was left out, in the plural.
            pub fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)+ }
            }

            /// Whether it concerns whole messages; else parts of them.
            pub fn is_whole(self) -> bool {
                match self { $(Self::$name => $whole,)+ }
            }
        }
    };
}

reasons! {
    /// Somebody else wrote it.
    OtherSender, true, "messages by other people";
    /// It was met before in this import.
    Duplicate, true, "messages met before";
    /// Sent by a program: out-of-office notes, answers to invitations, bots.
    Automatic, true, "automatic messages";
    /// A message to many, with a way to unsubscribe.
    Newsletter, true, "newsletters";
    /// A report that mail couldn't be delivered.
    Bounce, true, "reports of failed delivery";
    /// A chat's own lines: who joined, what was deleted.
    Notice, true, "notices of the chat program";
    /// A picture, a recording or a file without words.
    Media, true, "pictures, recordings and files";
    /// Somebody else's message, passed on in a chat.
    PassedOn, true, "messages passed on";
    /// Encrypted text.
    Encrypted, true, "encrypted messages";
    /// In a charset that can't be decoded here.
    Charset, true, "messages in an unknown charset";
    /// No message could be made out.
    Broken, true, "broken entries";
    /// Nothing was left after the parts below were taken away.
    Empty, true, "messages without words of one's own";
    /// An earlier message, quoted.
    Quote, false, "quoted passages";
    /// A message passed on.
    Forward, false, "forwarded messages";
    /// Contact details under a message.
    Signature, false, "signatures";
    /// "Sent from my phone".
    Device, false, "lines added by a device";
    /// Legal text under a message.
    Disclaimer, false, "disclaimers";
    /// Text of a mailing list or a service under a message.
    Footer, false, "footers of mailing lists";
    /// Source code, patches and armoured keys.
    Code, false, "pieces of code";
    /// Lines with nothing but an address of a page.
    Link, false, "lines with only a link";
    /// An attached file, or what stands for one in the text.
    Attachment, false, "attachments";
}
