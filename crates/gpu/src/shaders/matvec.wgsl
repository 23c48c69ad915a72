// Few rows: out = W · x, where x may be a sum that nobody has added up yet, and may be normed first.
//
// A workgroup takes 32 rows of W and T rows of x. It adds x up in its own memory, then eight threads share a row of W, an
// eighth of its blocks each. x is [rows, COLS]; summands are [PENDA or PENDB, rows, COLS].
@next var<storage, read> x: array<vec4<f32>>;
//#if PENDA
@next var<storage, read> summands_a: array<vec4<f32>>;
//#end
//#if PENDB
@next var<storage, read> summands_b: array<vec4<f32>>;
//#end
//#matrix w KIND
//#if NORM
@next var<storage, read> norm: array<vec4<f32>>;
//#end
//#if BRIDGE
@next var<storage, read> bias: array<f32>;
//#end
@next var<storage, read_write> out: array<f32>;
//#if SETTLE
@next var<storage, read_write> settled: array<vec4<f32>>;
//#end
// rows of x, rows of W, workgroups along W, columns of out; epsilon.
@next var<uniform> p: array<vec4<u32>, 2>;

const Q: u32 = COLS / 4u;
const BLOCKS: u32 = COLS / 32u;
const SPLIT: u32 = 8u;

var<workgroup> xs: array<vec4<f32>, T * Q>;
var<workgroup> sums: array<f32, SPLIT * T * 32u>;
//#if NORM
var<workgroup> squares: array<f32, SPLIT * T>;
//#end

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
            //#if PENDB
            for (var n = 0u; n < PENDB; n++) { v += summands_b[n * rows * Q + at]; }
            //#end
            //#if SETTLE
            if ((i % Q) % p[0].z == wg.x) { settled[at] = v; }
            //#end
        }
        xs[i] = v;
    }
    workgroupBarrier();
    let lane = tid % 32u;
    let s = tid / 32u;
    //#if NORM
    if (lane < T) {
        var square = 0.0;
        for (var c = s; c < Q; c += SPLIT) {
            let v = xs[lane * Q + c];
            square += dot(v, v);
        }
        squares[s * T + lane] = square;
    }
    //#end
    //#repeat t T
    var sum$t = 0.0;
    //#end
    for (var b = s; b < BLOCKS; b += SPLIT) {
        let at = w_at(wg.x, b, BLOCKS, lane);
        let scale = w_scale(at);
        //#repeat i 8
        {
            var q = w_quad(at, $iu, scale);
            //#if NORM
            q *= norm[b * 8u + $iu];
            //#end
            //#repeat t T
            sum$t += dot(q, xs[$tu * Q + b * 8u + $iu]);
            //#end
        }
        //#end
    }
    //#repeat t T
    sums[(s * T + $tu) * 32u + lane] = sum$t;
    //#end
    workgroupBarrier();
    for (var i = tid; i < T * 32u; i += 256u) {
        let t = i / 32u;
        let l = i % 32u;
        let row = first + t;
        let r = wg.x * 32u + l;
        if (row < rows && r < p[0].y) {
            var sum = 0.0;
            for (var k = 0u; k < SPLIT; k++) { sum += sums[(k * T + t) * 32u + l]; }
            //#if NORM
            var square = 0.0;
            for (var k = 0u; k < SPLIT; k++) { square += squares[k * T + t]; }
            sum *= inverseSqrt(square / f32(COLS) + bitcast<f32>(p[1].x));
            //#end
            let o = row * p[0].w + r;
            //#if BRIDGE
            out[o] = xs[t * Q + r / 4u][r % 4u] + sum + bias[r];
            //#else
            //#if ADD
            out[o] += sum;
            //#else
            out[o] = sum;
            //#end
            //#end
        }
    }
}
