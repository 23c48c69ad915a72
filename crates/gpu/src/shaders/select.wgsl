// The greatest scores of each row and the logarithm of the sum of all exponentials; a workgroup per row.
//
// Every thread looks at a 256th of the scores. What is among the n greatest of all reaches the n-th of the threads'
// greatest, so only scores from there on are gathered, and sorted by counting who is greater. More than KEPT of them is
// said and not sorted: the host then reads all scores.
@next var<storage, read> scores: array<f32>;
// Per row: gathered, not finite, greatest, logarithm, score of the target; from 8 on: place, score.
@next var<storage, read_write> out: array<u32>;
// scores per row, their columns, how many are wanted, columns of out; then per row: target.
@next var<storage, read> p: array<vec4<u32>>;

const THREADS: u32 = 256u;
const KEPT: u32 = 512u;
const LEAST: f32 = -3.4e38;

var<workgroup> greatest: array<f32, THREADS>;
var<workgroup> totals: array<f32, THREADS>;
var<workgroup> firsts: array<f32, 16>;
var<workgroup> parts: array<f32, 16>;
var<workgroup> reach: f32;
var<workgroup> gathered: atomic<u32>;
var<workgroup> broken: atomic<u32>;
var<workgroup> kept: array<f32, KEPT>;
var<workgroup> places: array<u32, KEPT>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) wg: vec3<u32>, @builtin(local_invocation_index) tid: u32) {
    let n = p[0].x;
    let row = wg.x * p[0].y;
    let wanted = min(p[0].z, THREADS);
    let head = wg.x * p[0].w;
    if (tid == 0u) {
        atomicStore(&gathered, 0u);
        atomicStore(&broken, 0u);
    }
    workgroupBarrier();
    var most = LEAST;
    var bad = 0u;
    for (var i = tid; i < n; i += THREADS) {
        let score = scores[row + i];
        // Compilers may assume that nothing is infinite; bits they cannot argue with.
        bad |= select(0u, 1u, (bitcast<u32>(score) & 0x7f800000u) == 0x7f800000u);
        most = max(most, score);
    }
    var total = 0.0;
    for (var i = tid; i < n; i += THREADS) { total += exp(scores[row + i] - most); }
    greatest[tid] = most;
    totals[tid] = total;
    if (bad != 0u) { atomicStore(&broken, 1u); }
    workgroupBarrier();
    var above = 0u;
    for (var i = 0u; i < THREADS; i++) {
        let other = greatest[i];
        above += select(0u, 1u, other > most || (other == most && i < tid));
    }
    if (above + 1u == wanted) { reach = most; }
    if (tid < 16u) {
        var m = LEAST;
        for (var i = 0u; i < 16u; i++) { m = max(m, greatest[tid * 16u + i]); }
        var sum = 0.0;
        for (var i = 0u; i < 16u; i++) { sum += totals[tid * 16u + i] * exp(greatest[tid * 16u + i] - m); }
        firsts[tid] = m;
        parts[tid] = sum;
    }
    workgroupBarrier();
    if (most >= reach) {
        for (var i = tid; i < n; i += THREADS) {
            let score = scores[row + i];
            if (score >= reach) {
                let at = atomicAdd(&gathered, 1u);
                if (at < KEPT) {
                    kept[at] = score;
                    places[at] = i;
                }
            }
        }
    }
    workgroupBarrier();
    let count = atomicLoad(&gathered);
    if (tid == 0u) {
        var m = LEAST;
        for (var i = 0u; i < 16u; i++) { m = max(m, firsts[i]); }
        var sum = 0.0;
        for (var i = 0u; i < 16u; i++) { sum += parts[i] * exp(firsts[i] - m); }
        out[head] = count;
        out[head + 1u] = atomicLoad(&broken);
        out[head + 2u] = bitcast<u32>(m);
        out[head + 3u] = bitcast<u32>(m + log(sum));
        out[head + 4u] = bitcast<u32>(scores[row + p[1u + wg.x].x]);
    }
    for (var i = tid; i < min(count, KEPT); i += THREADS) {
        let score = kept[i];
        let place = places[i];
        var before = 0u;
        for (var j = 0u; j < min(count, KEPT); j++) {
            before += select(0u, 1u, kept[j] > score || (kept[j] == score && places[j] < place));
        }
        if (before < wanted) {
            out[head + 8u + 2u * before] = place;
            out[head + 9u + 2u * before] = bitcast<u32>(score);
        }
    }
}
