// Keys and values of a cache in one with room for more or fewer positions (see attend.wgsl for how they lie); a thread per
// position and quad that is kept, in one workgroup row per slot and key head.
@next var<storage, read> from_cache: array<Kept>;
@next var<storage, read_write> to_cache: array<Kept>;
// positions kept, capacity before, capacity after.
@next var<uniform> p: array<vec4<u32>, 1>;

//#if F16
alias Kept = vec4<f16>;
//#else
alias Kept = vec4<f32>;
//#end

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(workgroup_id) wg: vec3<u32>) {
    let kept = p[0].x;
    if (id.x >= kept * Q) { return; }
    let from_keys = wg.y * 2u * Q * p[0].y;
    let to_keys = wg.y * 2u * Q * p[0].z;
    let quad = id.x / kept;
    let at = id.x % kept;
    to_cache[to_keys + quad * p[0].z + at] = from_cache[from_keys + quad * p[0].y + at];
    // Values lie position after position, so that what is kept is one piece.
    to_cache[to_keys + Q * p[0].z + id.x] = from_cache[from_keys + Q * p[0].y + id.x];
}
