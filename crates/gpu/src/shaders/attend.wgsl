// Rotation, storing of keys and values, and attention; a workgroup per head and row.
//
// A row sees the first LEN positions of the context's cache, with DRAFTS the first STEP of its own slot, and what is new in
// this very dispatch, read from qkv and not from the cache that other workgroups are writing: with DRAFTS the row itself,
// else it and the rows before it. With OUT the head's columns of the output matrix follow, and out holds a summand per head:
// [HEADS, rows, D]; else out is [rows, HEADS · HD].
//
// A cache is [slot][key head][keys: HD / 4, capacity; values: capacity, HD / 4] quads, of 16-bit floats with F16.
@next var<storage, read> qkv: array<f32>;
@next var<storage, read> turn: array<vec2<f32>>;
//#if DRAFTS
@next var<storage, read> context: array<Kept>;
@next var<storage, read_write> own: array<Kept>;
//#else
@next var<storage, read_write> context: array<Kept>;
//#end
//#if OUT
//#matrix w OUT
//#end
@next var<storage, read_write> out: array<f32>;
// rows, LEN, STEP, capacity of the context; capacity of the drafts, columns of qkv, columns of out.
@next var<uniform> p: array<vec4<u32>, 2>;

const HALF: u32 = HD / 2u;
const Q: u32 = HD / 4u;
const THREADS: u32 = 128u;
const PARTS: u32 = THREADS / Q;
const CHUNK: u32 = 512u;
const LEAST: f32 = -3e38;

var<workgroup> query: array<vec4<f32>, Q>;
var<workgroup> scores: array<f32, CHUNK>;
//#if SUBGROUPS
var<workgroup> greatest: atomic<u32>;
//#else
var<workgroup> each: array<f32, THREADS>;
var<workgroup> some: array<f32, 8>;
//#end
var<workgroup> totals: array<f32, PARTS>;
var<workgroup> mixed: array<vec4<f32>, THREADS>;
var<workgroup> result: array<vec4<f32>, Q>;

//#if F16
alias Kept = vec4<f16>;
//#else
alias Kept = vec4<f32>;
//#end

//#if SUBGROUPS
// Numbers of the same order as the floats, and back.
fn ordered(value: f32) -> u32 {
    let bits = bitcast<u32>(value);
    return select(bits | 0x80000000u, ~bits, bits >= 0x80000000u);
}

fn unordered(bits: u32) -> f32 {
    return bitcast<f32>(select(~bits, bits & 0x7fffffffu, bits >= 0x80000000u));
}
//#end

fn rotated(at: u32, d: u32, position: u32) -> f32 {
    let angle = turn[position * HALF + d % HALF];
    return qkv[at + d] * angle.x + qkv[at + (d + HALF) % HD] * select(angle.y, -angle.y, d < HALF);
}

fn rotated_quad(at: u32, q: u32, position: u32) -> vec4<f32> {
    let d = 4u * q;
    return vec4(rotated(at, d, position), rotated(at, d + 1u, position), rotated(at, d + 2u, position), rotated(at, d + 3u, position));
}

fn quad(at: u32) -> vec4<f32> {
    return vec4(qkv[at], qkv[at + 1u], qkv[at + 2u], qkv[at + 3u]);
}

@compute @workgroup_size(128)
fn main(
    @builtin(workgroup_id) wg: vec3<u32>,
    @builtin(local_invocation_index) tid: u32,
    //#if SUBGROUPS
    @builtin(subgroup_invocation_id) lane: u32,
    //#end
) {
    let head = wg.x;
    let row = wg.y;
    let rows = p[0].x;
    let len = p[0].y;
    let capacity = p[0].w;
    let stride = p[1].y;
    let key_head = head / (HEADS / KV);
    let key_at = (HEADS + key_head) * HD;
    let value_at = (HEADS + KV + key_head) * HD;
    let keys = key_head * 2u * Q * capacity;
    let values = keys + Q * capacity;
    //#if DRAFTS
    let cached = len + p[0].z;
    let position = cached;
    let seen = cached + 1u;
    let own_keys = (row * KV + key_head) * 2u * Q * p[1].x;
    let own_values = own_keys + Q * p[1].x;
    //#else
    let cached = len;
    let position = len + row;
    let seen = len + row + 1u;
    //#end
    //#if SUBGROUPS
    if (tid == 0u) { atomicStore(&greatest, ordered(LEAST)); }
    //#end
    if (tid < Q) {
        query[tid] = rotated_quad(row * stride + head * HD, tid, position) * inverseSqrt(f32(HD));
        if (head % (HEADS / KV) == 0u) {
            let key = rotated_quad(row * stride + key_at, tid, position);
            let value = quad(row * stride + value_at + 4u * tid);
            //#if DRAFTS
            own[own_keys + tid * p[1].x + p[0].z] = Kept(key);
            own[own_values + p[0].z * Q + tid] = Kept(value);
            //#else
            context[keys + tid * capacity + position] = Kept(key);
            context[values + position * Q + tid] = Kept(value);
            //#end
        }
    }
    workgroupBarrier();
    var top = LEAST;
    var total = 0.0;
    var sum = vec4<f32>();
    let q = tid % Q;
    let part = tid / Q; // Threads left over have nothing to mix.
    for (var start = 0u; start < seen; start += CHUNK) {
        let count = min(CHUNK, seen - start);
        var most = LEAST;
        for (var j = tid; j < count; j += THREADS) {
            let at = start + j;
            var score = 0.0;
            if (at < len) {
                for (var i = 0u; i < Q; i++) { score += dot(query[i], vec4<f32>(context[keys + i * capacity + at])); }
            //#if DRAFTS
            } else if (at < cached) {
                for (var i = 0u; i < Q; i++) { score += dot(query[i], vec4<f32>(own[own_keys + i * p[1].x + at - len])); }
            //#end
            } else {
                //#if DRAFTS
                let from_row = row;
                //#else
                let from_row = at - len;
                //#end
                for (var i = 0u; i < Q; i++) {
                    score += dot(query[i], rotated_quad(from_row * stride + key_at, i, at));
                }
            }
            scores[j] = score;
            most = max(most, score);
        }
        //#if SUBGROUPS
        most = subgroupMax(most);
        if (lane == 0u) { atomicMax(&greatest, ordered(most)); }
        workgroupBarrier();
        let now = unordered(atomicLoad(&greatest));
        //#else
        each[tid] = most;
        workgroupBarrier();
        if (tid < 8u) {
            var m = each[tid * 16u];
            for (var i = 1u; i < 16u; i++) { m = max(m, each[tid * 16u + i]); }
            some[tid] = m;
        }
        workgroupBarrier();
        var now = top;
        for (var i = 0u; i < 8u; i++) { now = max(now, some[i]); }
        //#end
        let fade = exp(top - now);
        total *= fade;
        sum *= fade;
        top = now;
        for (var j = tid; j < count; j += THREADS) {
            scores[j] = exp(scores[j] - now);
        }
        workgroupBarrier();
        for (var j = part; j < select(0u, count, part < PARTS); j += PARTS) {
            let at = start + j;
            var value: vec4<f32>;
            if (at < len) {
                value = vec4<f32>(context[values + at * Q + q]);
            //#if DRAFTS
            } else if (at < cached) {
                value = vec4<f32>(own[own_values + (at - len) * Q + q]);
            //#end
            } else {
                //#if DRAFTS
                value = quad(row * stride + value_at + 4u * q);
                //#else
                value = quad((at - len) * stride + value_at + 4u * q);
                //#end
            }
            total += scores[j];
            sum += scores[j] * value;
        }
        workgroupBarrier();
    }
    mixed[tid] = sum;
    if (q == 0u && part < PARTS) { totals[part] = total; }
    workgroupBarrier();
    if (tid < Q) {
        var all = 0.0;
        for (var i = 0u; i < PARTS; i++) { all += totals[i]; }
        var v = vec4<f32>();
        for (var i = 0u; i < PARTS; i++) { v += mixed[i * Q + tid]; }
        v /= all;
        //#if OUT
        result[tid] = v;
        //#else
        let o = row * p[1].z + head * HD + 4u * tid;
        out[o] = v.x;
        out[o + 1u] = v.y;
        out[o + 2u] = v.z;
        out[o + 3u] = v.w;
        //#end
    }
    //#if OUT
    workgroupBarrier();
    for (var r = tid; r < D; r += THREADS) {
        var o = 0.0;
        for (var b = 0u; b < HD / 32u; b++) {
            let at = w_at(r / 32u, head * (HD / 32u) + b, HEADS * HD / 32u, r % 32u);
            let scale = w_scale(at);
            //#repeat i 8
            o += dot(w_quad(at, $iu, scale), result[b * 8u + $iu]);
            //#end
        }
        out[(head * rows + row) * p[1].z + r] = o;
    }
    //#end
}
