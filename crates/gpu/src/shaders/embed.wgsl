// Rows of a table by their weights, summed; OUTS buffers at once. A workgroup per row.
//#matrix table KIND
//#repeat o OUTS
@next var<storage, read_write> out$o: array<vec4<f32>>;
//#end
// Per workgroup: which buffer, which row of it, where its tokens start here, how many; then per token: token, weight.
@next var<storage, read> p: array<vec4<u32>>;

const BLOCKS: u32 = COLS / 32u;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) wg: vec3<u32>, @builtin(local_invocation_index) tid: u32) {
    let row = p[wg.x];
    for (var c = tid; c < COLS / 4u; c += 64u) {
        var v = vec4<f32>();
        for (var n = 0u; n < row.w; n++) {
            let token = p[row.z + n];
            let at = table_at(token.x / 32u, c / 8u, BLOCKS, token.x % 32u);
            v += bitcast<f32>(token.y) * table_quad(at, c % 8u, table_scale(at));
        }
        //#repeat o OUTS
        if (row.x == $ou) { out$o[row.y * (COLS / 4u) + c] = v; }
        //#end
    }
}
