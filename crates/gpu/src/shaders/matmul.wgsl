// Many rows: out = W · x, a row of W and T rows of x per thread; nothing is shared, so nothing waits. On narrow devices, where
// waiting is dear, for few rows too.
//
// Threads of a row of the workgroup read the same x, which every GPU serves at once. GLU pairs row r of W with row r + half.
@next var<storage, read> x: array<vec4<f32>>;
//#matrix w KIND
//#if NORM
@next var<storage, read> norm: array<vec4<f32>>;
//#end
//#if BRIDGE
@next var<storage, read> bias: array<f32>;
//#end
@next var<storage, read_write> out: array<f32>;
// rows of x, rows of out, columns of x, columns of out; epsilon.
@next var<uniform> p: array<vec4<u32>, 2>;

@compute @workgroup_size(32, TILES)
fn main(@builtin(workgroup_id) wg: vec3<u32>, @builtin(local_invocation_id) id: vec3<u32>) {
    let rows = p[0].x;
    let first = (wg.y * TILES + id.y) * T;
    if (first >= rows) { return; }
    let blocks = p[0].z / 32u;
    let lane = id.x;
    //#repeat t T
    var sum$t = 0.0;
    let x$t = min(first + $tu, rows - 1u) * blocks * 8u;
    //#if GLU
    var up$t = 0.0;
    //#end
    //#if NORM
    var square$t = 0.0;
    //#end
    //#end
    for (var b = 0u; b < blocks; b++) {
        let at = w_at(wg.x, b, blocks, lane);
        let scale = w_scale(at);
        //#if GLU
        let up_at = w_at(wg.x + p[0].y / 32u, b, blocks, lane);
        let up_scale = w_scale(up_at);
        //#end
        //#repeat i 8
        {
            var q = w_quad(at, $iu, scale);
            //#if GLU
            var u = w_quad(up_at, $iu, up_scale);
            //#end
            //#if NORM
            let n = norm[b * 8u + $iu];
            q *= n;
            //#if GLU
            u *= n;
            //#end
            //#end
            //#repeat t T
            {
                let v = x[x$t + b * 8u + $iu];
                sum$t += dot(q, v);
                //#if GLU
                up$t += dot(u, v);
                //#end
                //#if NORM
                square$t += dot(v, v);
                //#end
            }
            //#end
        }
        //#end
    }
    let r = wg.x * 32u + lane;
    if (r >= p[0].y) { return; }
    //#repeat t T
    if (first + $tu < rows) {
        let o = (first + $tu) * p[0].w + r;
        //#if NORM
        let factor = inverseSqrt(square$t / f32(p[0].z) + bitcast<f32>(p[1].x));
        //#else
        let factor = 1.0;
        //#end
        let value = sum$t * factor;
        //#if GLU
        out[o] = value / (1.0 + exp(min(-value, 87.0))) * up$t * factor;
        //#else
        //#if ADD
        out[o] += value;
        //#else
        //#if BRIDGE
        out[o] = x[x$t + r / 4u][r % 4u] + value + bias[r];
        //#else
        out[o] = value;
        //#end
        //#end
        //#end
    }
    //#end
}
