//! What must hold for any bytes given as a snapshot of a context. Shared by the fuzz target and by a test that replays the
//! saved inputs.

use foreword_formats::{Snapshot, SnapshotView};

/// Reads `data` as it is and with the right checksum; panics if what is read would not be written the same.
pub fn snapshot(data: &[u8]) {
    check(data);
    if let Some(end) = data.len().checked_sub(4) {
        check(&[&data[..end], &crc32fast::hash(&data[..end]).to_le_bytes()[..]].concat());
    }
}

fn check(data: &[u8]) {
    let Ok(snapshot) = Snapshot::from_bytes(data) else { return };
    assert_eq!(snapshot.to_bytes().as_deref(), Ok(data));
    let view = SnapshotView::of(data).expect("it was read before");
    let mut layers = (0..snapshot.shape.layers.min(9) as usize).map(|n| view.layer(n).count());
    let expected = snapshot.shape.layer_values(snapshot.tokens.len());
    assert!(layers.all(|layer| layer == expected));
}
