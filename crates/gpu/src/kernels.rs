//! The kernels' templates; what each computes is said in its file.

use crate::shader::Template;

macro_rules! template {
    ($(#[$doc:meta])* $name:ident, $file:literal, $constants:expr) => {
        $(#[$doc])*
        pub(crate) static $name: Template = Template {
            name: $file,
            text: include_str!(concat!("shaders/", $file, ".wgsl")),
            constants: &$constants,
        };
    };
}

template!(
    /// Few rows times a matrix.
    MATVEC, "matvec", ["COLS", "T", "KIND", "NORM", "PENDA", "PENDB", "SETTLE", "ADD", "BRIDGE"]
);
template!(
    /// The feed-forward half for few rows.
    FEED, "feed", ["COLS", "T", "KIND", "DOWN", "FF", "HS", "PENDA"]
);
template!(
    /// Many rows times a matrix.
    MATMUL, "matmul", ["T", "TILES", "KIND", "NORM", "ADD", "GLU", "BRIDGE"]
);
template!(
    /// Attention, with the output matrix or without.
    ATTEND, "attend", ["HD", "HEADS", "KV", "DRAFTS", "OUT", "D", "SUBGROUPS", "F16"]
);
template!(
    /// Rotation, and storing of keys and values.
    STORE, "store", ["HD", "HEADS", "KV", "F16"]
);
template!(
    /// Attention over what is stored.
    LOOK, "look", ["Q", "HEADS", "KV", "DRAFTS", "F16"]
);
template!(
    /// Rows of a table.
    EMBED, "embed", ["COLS", "KIND", "OUTS"]
);
template!(
    /// The fork's hidden layer.
    FORK_IN, "fork_in", ["COLS", "TRUNK", "LAST", "BEFORE", "NARROW"]
);
template!(
    /// The fork's result.
    FORK_OUT, "fork_out", ["COLS", "HIDDEN", "LANE", "NARROW"]
);
template!(
    /// The greatest scores.
    SELECT, "select", []
);
template!(
    /// Sums added up.
    SETTLE, "settle", ["PENDA", "PENDB"]
);
template!(
    /// Some rows of a matrix.
    GATHER, "gather", []
);
template!(
    /// Slots of a cache in another order.
    REORDER, "reorder", []
);
template!(
    /// A cache with more or less room.
    RESIZE, "resize", ["Q", "F16"]
);
