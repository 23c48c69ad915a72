// Slots of a cache in another order.
@next var<storage, read> from_slots: array<vec4<f32>>;
@next var<storage, read_write> to_slots: array<vec4<f32>>;
// quads per slot; then per slot: which one it becomes.
@next var<storage, read> p: array<vec4<u32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(workgroup_id) wg: vec3<u32>) {
    let quads = p[0].x;
    if (id.x >= quads) { return; }
    to_slots[wg.y * quads + id.x] = from_slots[p[1u + wg.y].x * quads + id.x];
}
