// Few rows: the feed-forward half of a layer, out[slice] = Down[:, slice] · (silu(gate) · up)[slice].
//
// A workgroup takes HS of the FF hidden units: their gate and up rows whole, then their columns of Down, which give every
// output a summand. Nobody adds the summands up here: whoever reads x next does. x is [rows, COLS] plus summands
// [PENDA, rows, COLS]; out is [FF / HS, rows, COLS].
@next var<storage, read> x: array<vec4<f32>>;
//#if PENDA
@next var<storage, read> summands_a: array<vec4<f32>>;
//#end
@next var<storage, read> norm: array<vec4<f32>>;
//#matrix w KIND
//#matrix down DOWN
@next var<storage, read_write> out: array<f32>;
// rows of x, epsilon.
@next var<uniform> p: array<vec4<u32>, 1>;

const Q: u32 = COLS / 4u;
const BLOCKS: u32 = COLS / 32u;
// Groups of 32 rows: half of gate, half of up.
const GROUPS: u32 = HS / 16u;
const SPLIT: u32 = 8u / GROUPS;

var<workgroup> xs: array<vec4<f32>, T * Q>;
var<workgroup> sums: array<f32, 8u * T * 32u>;
var<workgroup> squares: array<f32, 8u * T>;
var<workgroup> hidden: array<vec4<f32>, T * HS / 4u>;

fn total(group: u32, t: u32, lane: u32) -> f32 {
    var sum = 0.0;
    for (var s = 0u; s < SPLIT; s++) { sum += sums[((s * GROUPS + group) * T + t) * 32u + lane]; }
    return sum;
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) wg: vec3<u32>, @builtin(local_invocation_index) tid: u32) {
    let rows = p[0].x;
    let first = wg.y * T;
    for (var i = tid; i < T * Q; i += 256u) {
        let row = first + i / Q;
        var v = vec4<f32>();
        if (row < rows) {
            let at = row * Q + i % Q;
            v = x[at];
            //#if PENDA
            for (var n = 0u; n < PENDA; n++) { v += summands_a[n * rows * Q + at]; }
            //#end
        }
        xs[i] = v;
    }
    workgroupBarrier();
    let lane = tid % 32u;
    let k = tid / 32u;
    if (lane < T) {
        var square = 0.0;
        for (var c = k; c < Q; c += 8u) {
            let v = xs[lane * Q + c];
            square += dot(v, v);
        }
        squares[k * T + lane] = square;
    }
    //#repeat t T
    var sum$t = 0.0;
    //#end
    let g = k % GROUPS;
    let half = GROUPS / 2u;
    let group = wg.x * half + g % half + select(0u, FF / 32u, g >= half);
    for (var b = k / GROUPS; b < BLOCKS; b += SPLIT) {
        let at = w_at(group, b, BLOCKS, lane);
        let scale = w_scale(at);
        //#repeat i 8
        {
            let q = w_quad(at, $iu, scale) * norm[b * 8u + $iu];
            //#repeat t T
            sum$t += dot(q, xs[$tu * Q + b * 8u + $iu]);
            //#end
        }
        //#end
    }
    //#repeat t T
    sums[(k * T + $tu) * 32u + lane] = sum$t;
    //#end
    workgroupBarrier();
    for (var i = tid; i < T * HS / 4u; i += 256u) {
        let t = i / (HS / 4u);
        let unit = i % (HS / 4u) * 4u;
        var square = 0.0;
        for (var n = 0u; n < 8u; n++) { square += squares[n * T + t]; }
        let factor = inverseSqrt(square / f32(COLS) + bitcast<f32>(p[0].y));
        let at = unit % 32u;
        let near = unit / 32u;
        let gate = factor * vec4(total(near, t, at), total(near, t, at + 1u), total(near, t, at + 2u), total(near, t, at + 3u));
        let far = near + half;
        let up = factor * vec4(total(far, t, at), total(far, t, at + 1u), total(far, t, at + 2u), total(far, t, at + 3u));
        hidden[i] = gate / (1.0 + exp(min(-gate, vec4(87.0)))) * up;
    }
    workgroupBarrier();
    for (var r = tid; r < COLS; r += 256u) {
        //#repeat t T
        var out$t = 0.0;
        //#end
        for (var b = 0u; b < HS / 32u; b++) {
            let at = down_at(r / 32u, wg.x * (HS / 32u) + b, FF / 32u, r % 32u);
            let scale = down_scale(at);
            //#repeat i 8
            {
                let q = down_quad(at, $iu, scale);
                //#repeat t T
                out$t += dot(q, hidden[$tu * HS / 4u + b * 8u + $iu]);
                //#end
            }
            //#end
        }
        //#repeat t T
        if (first + $tu < rows) { out[(wg.x * rows + first + $tu) * COLS + r] = out$t; }
        //#end
    }
}
