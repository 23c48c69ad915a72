// The fork's hidden layer: silu(trunk_w · unit(trunk) + last_w · unit(last) + before_w · unit(before + 10⁻⁶)).
//
// A workgroup takes 32 rows of each matrix and one lane; on narrow devices each of 32 threads takes its row of all three alone.
@next var<storage, read> trunk: array<vec4<f32>>;
@next var<storage, read> last: array<vec4<f32>>;
@next var<storage, read> before: array<vec4<f32>>;
//#matrix trunk_w TRUNK
//#matrix last_w LAST
//#matrix before_w BEFORE
@next var<storage, read_write> out: array<f32>;
// rows of trunk, epsilon.
@next var<uniform> p: array<vec4<u32>, 1>;

const Q: u32 = COLS / 4u;
const BLOCKS: u32 = COLS / 32u;

//#if NARROW
@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) wg: vec3<u32>, @builtin(local_invocation_index) tid: u32) {
    let from0 = min(wg.y, p[0].x - 1u) * Q;
    let from1 = wg.y * Q;
    var sum0 = 0.0;
    var sum1 = 0.0;
    var sum2 = 0.0;
    var square0 = 0.0;
    var square1 = 0.0;
    var square2 = 0.0;
    for (var b = 0u; b < BLOCKS; b++) {
        let at0 = trunk_w_at(wg.x, b, BLOCKS, tid);
        let at1 = last_w_at(wg.x, b, BLOCKS, tid);
        let at2 = before_w_at(wg.x, b, BLOCKS, tid);
        let scale0 = trunk_w_scale(at0);
        let scale1 = last_w_scale(at1);
        let scale2 = before_w_scale(at2);
        for (var i = 0u; i < 8u; i++) {
            let v0 = trunk[from0 + b * 8u + i];
            let v1 = last[from1 + b * 8u + i];
            let v2 = before[from1 + b * 8u + i] + 1e-6;
            square0 += dot(v0, v0);
            square1 += dot(v1, v1);
            square2 += dot(v2, v2);
            sum0 += dot(trunk_w_quad(at0, i, scale0), v0);
            sum1 += dot(last_w_quad(at1, i, scale1), v1);
            sum2 += dot(before_w_quad(at2, i, scale2), v2);
        }
    }
    if (wg.x * 32u + tid < COLS) {
        let factors = inverseSqrt(vec3(square0, square1, square2) / f32(COLS) + bitcast<f32>(p[0].y));
        let value = dot(vec3(sum0, sum1, sum2), factors);
        out[wg.y * COLS + wg.x * 32u + tid] = value / (1.0 + exp(min(-value, 87.0)));
    }
}
//#else
var<workgroup> inputs: array<vec4<f32>, 3u * Q>;
var<workgroup> sums: array<f32, 3u * 256u>;
var<workgroup> squares: array<f32, 24>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) wg: vec3<u32>, @builtin(local_invocation_index) tid: u32) {
    for (var c = tid; c < Q; c += 256u) {
        inputs[c] = trunk[min(wg.y, p[0].x - 1u) * Q + c];
        inputs[Q + c] = last[wg.y * Q + c];
        inputs[2u * Q + c] = before[wg.y * Q + c] + 1e-6;
    }
    workgroupBarrier();
    let lane = tid % 32u;
    let s = tid / 32u;
    if (lane < 3u) {
        var square = 0.0;
        for (var c = s; c < Q; c += 8u) {
            let v = inputs[lane * Q + c];
            square += dot(v, v);
        }
        squares[s * 3u + lane] = square;
    }
    var sum0 = 0.0;
    var sum1 = 0.0;
    var sum2 = 0.0;
    for (var b = s; b < BLOCKS; b += 8u) {
        let at0 = trunk_w_at(wg.x, b, BLOCKS, lane);
        let at1 = last_w_at(wg.x, b, BLOCKS, lane);
        let at2 = before_w_at(wg.x, b, BLOCKS, lane);
        let scale0 = trunk_w_scale(at0);
        let scale1 = last_w_scale(at1);
        let scale2 = before_w_scale(at2);
        //#repeat i 8
        sum0 += dot(trunk_w_quad(at0, $iu, scale0), inputs[b * 8u + $iu]);
        sum1 += dot(last_w_quad(at1, $iu, scale1), inputs[Q + b * 8u + $iu]);
        sum2 += dot(before_w_quad(at2, $iu, scale2), inputs[2u * Q + b * 8u + $iu]);
        //#end
    }
    sums[tid] = sum0;
    sums[256u + tid] = sum1;
    sums[512u + tid] = sum2;
    workgroupBarrier();
    if (tid < 32u && wg.x * 32u + tid < COLS) {
        var value = 0.0;
        for (var n = 0u; n < 3u; n++) {
            var sum = 0.0;
            var square = 0.0;
            for (var k = 0u; k < 8u; k++) {
                sum += sums[n * 256u + k * 32u + tid];
                square += squares[k * 3u + n];
            }
            value += sum * inverseSqrt(square / f32(COLS) + bitcast<f32>(p[0].y));
        }
        out[wg.y * COLS + wg.x * 32u + tid] = value / (1.0 + exp(min(-value, 87.0)));
    }
}
//#end
