// Some rows of a packed matrix as a packed matrix of their own. A workgroup per word of a group of 32 rows.
@next var<storage, read> table: array<u32>;
@next var<storage, read> chosen: array<u32>;
@next var<storage, read_write> out: array<u32>;
// words per row, rows chosen.
@next var<uniform> p: array<vec4<u32>, 1>;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) wg: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let words = p[0].x;
    let row = wg.y * 32u + lane;
    var word = 0u;
    if (row < p[0].y) {
        let from_row = chosen[row];
        word = table[(from_row / 32u * words + wg.x) * 32u + from_row % 32u];
    }
    out[(wg.y * words + wg.x) * 32u + lane] = word;
}
