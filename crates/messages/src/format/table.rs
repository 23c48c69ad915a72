//! Tables: comma-separated values with a first line of names.

use super::cells::{Field, bare, find, when};
use super::columns::Columns;
use super::reader::{Format, Found, Item, Known, Mark, Sink};
use crate::decode;
use crate::error::FaultKind;
use crate::limits::{Limit, Limits};
use crate::message::Genre;
use crate::owner::Person;
use crate::split::{Bounded, Row, RowSplitter};

/// Bytes of the line with the names.
const HEAD_BYTES: usize = 64 << 10;

/// Reads rows.
pub(crate) struct TableReader {
    limits: Limits,
    /// The first line, as long as it isn't whole.
    head: Option<Bounded>,
    columns: Option<Columns>,
    rows: RowSplitter,
    /// Where the table begins, if this reader has read its names.
    begin: Option<u64>,
    head_bytes: u64,
    /// Said at the end, so that it is said once however often reading is resumed.
    fault: Option<FaultKind>,
    mark: u64,
}

impl TableReader {
    pub(crate) fn new(mark: Mark, limits: &Limits) -> Self {
        let columns = match mark.known {
            Known::Columns(columns) => Some(columns),
            _ => None,
        };
        let delimiter = columns.as_ref().map_or(b',', |columns| columns.delimiter);
        Self {
            limits: *limits,
            head: columns.is_none().then(Bounded::default),
            rows: RowSplitter::new(mark.offset, delimiter, limits.item_bytes),
            begin: columns.is_none().then_some(mark.offset),
            head_bytes: 0,
            fault: None,
            columns,
            mark: mark.offset,
        }
    }

    /// Takes the bytes of the first line, and gives back what follows it.
    fn read_head<'a>(&mut self, bytes: &'a [u8], is_end: bool) -> &'a [u8] {
        let Some(head) = &mut self.head else { return bytes };
        let newline = bytes.iter().position(|&b| b == b'\n');
        let (line, rest) = bytes.split_at(newline.map_or(bytes.len(), |at| at + 1));
        head.extend(line, HEAD_BYTES);
        self.head_bytes += line.len() as u64;
        if newline.is_some() || is_end {
            let head = self.head.take().unwrap_or_default();
            let begin = self.mark;
            let delimiter = delimiter(head.bytes());
            let mut splitter = RowSplitter::new(0, delimiter, HEAD_BYTES);
            let mut names = Vec::new();
            let mut take = |row: Row<'_>| names.extend(row.cells.iter().map(|cell| bare(&decode::text(cell))));
            splitter.push(head.bytes(), &mut take);
            splitter.finish(&mut take);
            self.columns = columns(delimiter, &names);
            if self.columns.is_none() {
                let columns = names.join(", ").chars().take(200).collect();
                self.fault = Some(FaultKind::NoColumn { columns });
            }
            self.rows = RowSplitter::new(begin + self.head_bytes, delimiter, self.limits.item_bytes);
        }
        rest
    }
}

/// What most often parts the names.
fn delimiter(head: &[u8]) -> u8 {
    let count = |mark: u8| head.iter().filter(|&&b| b == mark).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|&mark| count(mark)).unwrap_or(b',')
}

fn columns(delimiter: u8, names: &[String]) -> Option<Columns> {
    let find = |field| find(field, names);
    Some(Columns {
        delimiter,
        text: find(Field::Text)?,
        name: find(Field::Name),
        address: find(Field::Address),
        to: find(Field::To),
        subject: find(Field::Subject),
        when: find(Field::When),
    })
}

impl Columns {
    fn item(&self, row: &Row<'_>) -> Item {
        let cell = |at: Option<usize>| {
            let cell = at.and_then(|at| row.cells.get(at)).map(|cell| decode::text(cell));
            cell.map(|cell| cell.trim().to_owned()).filter(|cell| !cell.is_empty())
        };
        let genre = if self.subject.is_some() { Genre::Mail } else { Genre::Chat };
        let mut item = Item::new(genre, row.start, cell(Some(self.text)).unwrap_or_default());
        if self.name.is_some() || self.address.is_some() {
            let (name, address) = (cell(self.name), cell(self.address));
            item.from = Some(Person { name: name.unwrap_or_default(), address: address.unwrap_or_default() });
        }
        item.to = cell(self.to).map(|to| Person::named(&to)).into_iter().collect();
        item.subject = cell(self.subject);
        item.when = cell(self.when).and_then(|text| when(&text));
        item
    }
}

impl Format for TableReader {
    fn push(&mut self, bytes: &[u8], sink: Sink<'_>) {
        let bytes = self.read_head(bytes, false);
        let Self { rows, columns: Some(columns), mark, .. } = self else { return };
        rows.push(bytes, |row| {
            *mark = row.end;
            hand_out(columns, &row, sink);
        });
    }

    fn finish(&mut self, sink: Sink<'_>) {
        self.read_head(&[], true);
        if let Some(kind) = self.fault.take() {
            sink(Found::Fault(self.mark, kind));
        }
        let Self { rows, columns: Some(columns), mark, .. } = self else { return };
        let is_open = rows.finish(|row| {
            *mark = row.end;
            hand_out(columns, &row, sink);
        });
        if is_open {
            sink(Found::Fault(*mark, FaultKind::Truncated));
        }
    }

    fn mark(&self) -> Mark {
        match &self.columns {
            // Before the first row the names are read again.
            Some(columns) if self.begin != Some(self.mark) => {
                Mark { offset: self.mark, known: Known::Columns(columns.clone()) }
            }
            _ => Mark { offset: self.mark, known: Known::Nothing },
        }
    }
}

fn hand_out(columns: &Columns, row: &Row<'_>, sink: Sink<'_>) {
    if row.is_cut {
        sink(Found::Limit(Limit::ItemBytes));
    }
    if row.cells.iter().any(|cell| !cell.is_empty()) {
        sink(Found::Item(Box::new(columns.item(row))));
    }
}
