//! Tensors of a safetensors file that need not be in memory as a whole.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use safetensors::tensor::{Dtype, Metadata};

use crate::SafetensorsError;
use crate::safetensors_header::{header_end, header_of};

/// A file that is read in parts: bytes in this memory, or in another one from which they are copied as they are needed.
pub trait FileParts {
    /// Its bytes.
    fn size(&self) -> usize;

    /// Some of them; `range` is within the file.
    fn part(&self, range: Range<usize>) -> Cow<'_, [u8]>;
}

impl FileParts for [u8] {
    fn size(&self) -> usize {
        self.len()
    }

    fn part(&self, range: Range<usize>) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self[range])
    }
}

impl FileParts for Vec<u8> {
    fn size(&self) -> usize {
        self.len()
    }

    fn part(&self, range: Range<usize>) -> Cow<'_, [u8]> {
        self.as_slice().part(range)
    }
}

/// A safetensors file whose header was read and agrees with the file's length.
pub struct Tensors<'a, F: FileParts + ?Sized> {
    file: &'a F,
    /// Where the data begin.
    data: usize,
    header: Metadata,
}

/// One tensor.
#[derive(Debug)]
pub struct Tensor<'a> {
    /// What its elements are.
    pub dtype: Dtype,
    /// Its dimensions, whose product is the number of elements.
    pub shape: Vec<usize>,
    /// Its elements, little-endian.
    pub data: Cow<'a, [u8]>,
}

impl<'a, F: FileParts + ?Sized> Tensors<'a, F> {
    /// Reads the header.
    ///
    /// # Errors
    /// The file is another one, is cut short or goes on too long, or its header contradicts itself.
    pub fn open(file: &'a F) -> Result<Self, SafetensorsError> {
        let size = file.size();
        let end = header_end(&file.part(0..size.min(8)), size);
        let (header_len, header) = header_of(&file.part(0..end), size)?;
        Ok(Self { file, data: 8 + header_len, header })
    }

    /// What the header says beside the tensors.
    pub fn metadata(&self) -> HashMap<String, String> {
        self.header.metadata().clone().unwrap_or_default()
    }

    /// The tensor of this name, if there is one.
    pub fn tensor(&self, name: &str) -> Option<Tensor<'a>> {
        let info = self.header.info(name)?;
        let (start, end) = info.data_offsets;
        let data = self.file.part(self.data + start..self.data + end);
        Some(Tensor { dtype: info.dtype, shape: info.shape.clone(), data })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// A file elsewhere, and the longest part that was read of it.
    struct Elsewhere(Vec<u8>, Cell<usize>);

    impl FileParts for Elsewhere {
        fn size(&self) -> usize {
            self.0.len()
        }

        fn part(&self, range: Range<usize>) -> Cow<'_, [u8]> {
            self.1.set(self.1.get().max(range.len()));
            Cow::Owned(self.0[range].to_vec())
        }
    }

    fn file() -> Vec<u8> {
        let header = br#"{"__metadata__":{"of":"us"},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U16","shape":[1,2],"data_offsets":[2,6]}}"#;
        [&(header.len() as u64).to_le_bytes()[..], header, &[1, 2, 3, 4, 5, 6]].concat()
    }

    #[test]
    fn tensors_are_found_whether_the_file_is_in_memory_or_not() {
        let (bytes, elsewhere) = (file(), Elsewhere(file(), Cell::new(0)));
        let (here, there) = (Tensors::open(bytes.as_slice()).unwrap(), Tensors::open(&elsewhere).unwrap());
        assert_eq!(there.metadata(), here.metadata());
        assert_eq!(there.metadata()["of"], "us");
        for (name, shape, data) in [("a", &[2][..], &[1, 2][..]), ("b", &[1, 2], &[3, 4, 5, 6])] {
            for found in [here.tensor(name).unwrap(), there.tensor(name).unwrap()] {
                assert_eq!((found.shape.as_slice(), &*found.data), (shape, data), "{name}");
            }
        }
        assert!(there.tensor("c").is_none());
        assert!(elsewhere.1.get() < bytes.len(), "the whole file was asked for");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_the_same_wherever_it_is() {
        let whole = file();
        let mut contradicts = whole.clone();
        let at = whole.windows(3).position(|bytes| bytes == b"[2]").unwrap();
        contradicts[at + 1] = b'3';
        let lengths = (0..whole.len()).map(|end| whole[..end].to_vec());
        let longer = [&whole[..], &[0; 9]].concat();
        for bytes in lengths.chain([longer, contradicts, b"<!doctype html><p>Not found".to_vec()]) {
            let here = Tensors::open(bytes.as_slice()).err().map(|error| error.to_string());
            let there = Tensors::open(&Elsewhere(bytes.clone(), Cell::new(0))).err().map(|error| error.to_string());
            assert!(here.is_some(), "{} bytes", bytes.len());
            assert_eq!(there, here, "{} bytes", bytes.len());
        }
    }
}
