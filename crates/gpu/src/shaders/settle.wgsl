// Adds up rows that are sums nobody has added up yet: out[r] = x[first + r] + Σ summands.
@next var<storage, read> x: array<vec4<f32>>;
//#if PENDA
@next var<storage, read> summands_a: array<vec4<f32>>;
//#end
//#if PENDB
@next var<storage, read> summands_b: array<vec4<f32>>;
//#end
@next var<storage, read_write> out: array<vec4<f32>>;
// quads per row, first row, rows of x, rows of out.
@next var<uniform> p: array<vec4<u32>, 1>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let quads = p[0].x;
    if (id.x >= quads * p[0].w) { return; }
    let at = p[0].y * quads + id.x;
    var v = x[at];
    //#if PENDA
    for (var n = 0u; n < PENDA; n++) { v += summands_a[n * p[0].z * quads + at]; }
    //#end
    //#if PENDB
    for (var n = 0u; n < PENDB; n++) { v += summands_b[n * p[0].z * quads + at]; }
    //#end
    out[id.x] = v;
}
