/// The version of a profile's file that is written, and the newest that is read.
pub const VERSION: u32 = 2;
