use std::borrow::Cow;
use std::ops::Range;

use foreword_formats::FileParts;
use js_sys::Uint8Array;

/// A file in JavaScript's memory: a copy of all of it here would stay a part of this memory, which never shrinks.
pub(crate) struct JsFile(pub(crate) Uint8Array);

impl FileParts for JsFile {
    fn size(&self) -> usize {
        self.0.length() as usize
    }

    fn part(&self, range: Range<usize>) -> Cow<'_, [u8]> {
        Cow::Owned(self.0.subarray(range.start as u32, range.end as u32).to_vec())
    }
}
