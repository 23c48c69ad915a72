// A lane's state: trunk + hidden_w · hidden + lane_w · (last − mixed). A workgroup takes 32 rows and one lane.
@next var<storage, read> trunk: array<vec4<f32>>;
@next var<storage, read> mixed: array<vec4<f32>>;
@next var<storage, read> last: array<vec4<f32>>;
@next var<storage, read> hidden: array<vec4<f32>>;
//#matrix hidden_w HIDDEN
//#matrix lane_w LANE
@next var<storage, read_write> out: array<f32>;
// rows of trunk, rows of mixed.
@next var<uniform> p: array<vec4<u32>, 1>;

const Q: u32 = COLS / 4u;
const BLOCKS: u32 = COLS / 32u;

//#if NARROW
@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) wg: vec3<u32>, @builtin(local_invocation_index) tid: u32) {
    let from_mixed = min(wg.y, p[0].y - 1u) * Q;
    let from_lane = wg.y * Q;
    var sum = 0.0;
    for (var b = 0u; b < BLOCKS; b++) {
        let hidden_at = hidden_w_at(wg.x, b, BLOCKS, tid);
        let hidden_scale = hidden_w_scale(hidden_at);
        let lane_at = lane_w_at(wg.x, b, BLOCKS, tid);
        let lane_scale = lane_w_scale(lane_at);
        for (var i = 0u; i < 8u; i++) {
            let c = b * 8u + i;
            sum += dot(hidden_w_quad(hidden_at, i, hidden_scale), hidden[from_lane + c]);
            sum += dot(lane_w_quad(lane_at, i, lane_scale), last[from_lane + c] - mixed[from_mixed + c]);
        }
    }
    let r = wg.x * 32u + tid;
    if (r < COLS) { out[wg.y * COLS + r] = trunk[min(wg.y, p[0].x - 1u) * Q + r / 4u][r % 4u] + sum; }
}
//#else
var<workgroup> inputs: array<vec4<f32>, 2u * Q>;
var<workgroup> sums: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) wg: vec3<u32>, @builtin(local_invocation_index) tid: u32) {
    for (var c = tid; c < Q; c += 256u) {
        inputs[c] = hidden[wg.y * Q + c];
        inputs[Q + c] = last[wg.y * Q + c] - mixed[min(wg.y, p[0].y - 1u) * Q + c];
    }
    workgroupBarrier();
    let lane = tid % 32u;
    var sum = 0.0;
    for (var b = tid / 32u; b < BLOCKS; b += 8u) {
        let hidden_at = hidden_w_at(wg.x, b, BLOCKS, lane);
        let hidden_scale = hidden_w_scale(hidden_at);
        let lane_at = lane_w_at(wg.x, b, BLOCKS, lane);
        let lane_scale = lane_w_scale(lane_at);
        //#repeat i 8
        sum += dot(hidden_w_quad(hidden_at, $iu, hidden_scale), inputs[b * 8u + $iu]);
        sum += dot(lane_w_quad(lane_at, $iu, lane_scale), inputs[Q + b * 8u + $iu]);
        //#end
    }
    sums[tid] = sum;
    workgroupBarrier();
    let r = wg.x * 32u + tid;
    if (tid < 32u && r < COLS) {
        var value = trunk[min(wg.y, p[0].x - 1u) * Q + r / 4u][r % 4u];
        for (var k = 0u; k < 8u; k++) { value += sums[k * 32u + tid]; }
        out[wg.y * COLS + r] = value;
    }
}
//#end
