//! Entries of lists in a JSON file, without reading the file as a whole.

use serde::{Deserialize, Serialize};

use super::bounded::Bounded;
use crate::error::FaultKind;

/// A JSON object that is an entry of a wanted list.
#[derive(Debug)]
pub(crate) struct Element<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) start: u64,
    pub(crate) is_cut: bool,
}

/// An open bracket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Level {
    Object,
    /// A list of which nothing is wanted but what stands deeper.
    List,
    /// A list whose entries are wanted.
    Wanted,
}

/// Finds entries in bytes that come in parts.
#[derive(Debug)]
pub(crate) struct JsonSplitter {
    /// Names of the lists that are wanted; a list around everything is, too.
    wanted: &'static [&'static str],
    cap: usize,
    depth: usize,
    stack: Vec<Level>,
    at: u64,
    /// The last string, which is a list's name if a list follows.
    string: Vec<u8>,
    is_in_string: bool,
    is_escaped: bool,
    element: Option<Open>,
    /// Where reading may go on, and the brackets open there.
    mark: (u64, Vec<Level>),
    found_list: bool,
    end: Option<End>,
}

#[derive(Debug)]
struct Open {
    bytes: Bounded,
    start: u64,
    /// Brackets that were open before it.
    depth: usize,
}

/// Why nothing more is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Brackets,
    TooDeep,
}

/// Names of lists are shorter than this.
const NAME_BYTES: usize = 64;

impl JsonSplitter {
    /// For bytes from position `at` on, before which the brackets in `stack` were opened.
    pub(crate) fn new(at: u64, stack: Vec<Level>, wanted: &'static [&'static str], cap: usize, depth: usize) -> Self {
        let found_list = stack.contains(&Level::Wanted);
        let mark = (at, stack.clone());
        Self {
            wanted,
            cap,
            depth,
            stack,
            at,
            string: Vec::new(),
            is_in_string: false,
            is_escaped: false,
            element: None,
            mark,
            found_list,
            end: None,
        }
    }

    /// Where reading may go on, and the brackets open there.
    pub(crate) fn mark(&self) -> (u64, Vec<Level>) {
        self.mark.clone()
    }

    pub(crate) fn is_too_deep(&self) -> bool {
        self.end == Some(End::TooDeep)
    }

    /// What is wrong if the file ends here.
    pub(crate) fn fault(&self) -> Option<FaultKind> {
        match self.end {
            Some(End::Brackets) => Some(FaultKind::Brackets),
            Some(End::TooDeep) => None,
            None if !self.stack.is_empty() => Some(FaultKind::Open { open: self.stack.len() }),
            None if !self.found_list => Some(FaultKind::NoMessages),
            None => None,
        }
    }

    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    pub(crate) fn push(&mut self, bytes: &[u8], mut each: impl FnMut(Element<'_>)) {
        // Where in `bytes` the part of the open entry begins that isn't in its buffer yet.
        let mut from = 0;
        for (i, &byte) in bytes.iter().enumerate() {
            if self.end.is_some() {
                return;
            }
            self.at += 1;
            if self.is_in_string {
                self.in_string(byte);
                continue;
            }
            match byte {
                b'"' => {
                    self.is_in_string = true;
                    self.string.clear();
                }
                b'{' | b'[' => from = if self.open(byte) { i } else { from },
                b'}' | b']' => {
                    if self.close(byte)
                        && let Some(mut open) = self.element.take_if(|open| open.depth == self.stack.len())
                    {
                        open.bytes.extend(bytes.get(from..=i).unwrap_or_default(), self.cap);
                        each(Element { bytes: open.bytes.bytes(), start: open.start, is_cut: open.bytes.is_cut() });
                    }
                }
                _ => {}
            }
            // Between entries nothing needs to be read again; behind an error it does, so that it is met again.
            if self.end.is_none()
                && self.element.is_none()
                && !self.is_in_string
                && self.stack.last() == Some(&Level::Wanted)
            {
                self.mark.0 = self.at;
                if self.mark.1 != self.stack {
                    self.mark.1.clone_from(&self.stack);
                }
            }
        }
        if let Some(open) = &mut self.element {
            open.bytes.extend(bytes.get(from..).unwrap_or_default(), self.cap);
        }
    }

    fn in_string(&mut self, byte: u8) {
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' => self.is_escaped = true,
            b'"' => self.is_in_string = false,
            _ => {}
        }
        if self.is_in_string && self.string.len() < NAME_BYTES {
            self.string.push(byte);
        }
    }

    /// Returns whether an entry begins.
    fn open(&mut self, byte: u8) -> bool {
        if self.stack.len() >= self.depth {
            self.end = Some(End::TooDeep);
            return false;
        }
        let begins = byte == b'{' && self.element.is_none() && self.stack.last() == Some(&Level::Wanted);
        if begins {
            let start = self.at - 1;
            self.element = Some(Open { bytes: Bounded::default(), start, depth: self.stack.len() });
        }
        let is_wanted = || match self.stack.last() {
            None => true,
            Some(Level::Object) => self.wanted.iter().any(|name| name.as_bytes() == self.string),
            Some(_) => false,
        };
        let level = match byte {
            b'{' => Level::Object,
            _ if self.element.is_none() && is_wanted() => Level::Wanted,
            _ => Level::List,
        };
        self.found_list |= level == Level::Wanted;
        self.stack.push(level);
        // What was said outside of the bracket names nothing in it, and needn't be known to go on within.
        self.string.clear();
        begins
    }

    fn close(&mut self, byte: u8) -> bool {
        self.string.clear();
        let fits = self.stack.pop().is_some_and(|level| (level == Level::Object) == (byte == b'}'));
        if !fits {
            self.end = Some(End::Brackets);
        }
        fits
    }
}
