// Rotation of queries and keys, and storing of keys and values; a thread per quad of a head. Queries are rotated and scaled where
// they are; what this row's attention sees besides is in the caches then (see attend.wgsl for how they lie).
@next var<storage, read_write> qkv: array<vec4<f32>>;
@next var<storage, read> turn: array<vec4<f32>>;
@next var<storage, read_write> cache: array<Kept>;
// rows, first position, capacity, quads of a row of qkv; 1 if rows are slots of one step each, step.
@next var<uniform> p: array<vec4<u32>, 2>;

//#if F16
alias Kept = vec4<f16>;
//#else
alias Kept = vec4<f32>;
//#end

const Q: u32 = HD / 4u;
// Threads of a head: each rotates a quad of its first half together with the one of the second.
const PAIRS: u32 = Q / 2u;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let row = id.y;
    let head = id.x / PAIRS;
    let i = id.x % PAIRS;
    if (head >= HEADS + 2u * KV) { return; }
    let near = row * p[0].w + head * Q + i;
    let far = near + PAIRS;
    let low = qkv[near];
    let high = qkv[far];
    let slot = select(0u, row, p[1].x == 1u);
    let at = select(p[0].y + row, p[1].y, p[1].x == 1u);
    if (head >= HEADS + KV) {
        let values = (slot * KV + head - HEADS - KV) * 2u * Q * p[0].z + Q * p[0].z + at * Q + i;
        cache[values] = Kept(low);
        cache[values + PAIRS] = Kept(high);
        return;
    }
    let position = p[0].y + select(row, 0u, p[1].x == 1u);
    let a = turn[position * Q + 2u * i];
    let b = turn[position * Q + 2u * i + 1u];
    let c = vec4(a.x, a.z, b.x, b.z);
    let s = vec4(a.y, a.w, b.y, b.w);
    let first = low * c - high * s;
    let second = high * c + low * s;
    if (head < HEADS) {
        let scale = inverseSqrt(f32(HD));
        qkv[near] = first * scale;
        qkv[far] = second * scale;
    } else {
        let keys = (slot * KV + head - HEADS) * 2u * Q * p[0].z + i * p[0].z + at;
        cache[keys] = Kept(first);
        cache[keys + PAIRS * p[0].z] = Kept(second);
    }
}
