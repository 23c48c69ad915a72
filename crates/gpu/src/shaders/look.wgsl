// Attention over what store.wgsl left; a thread per head and row, which goes through the positions one after the other, so that
// nothing is shared and nothing waits. Q is HD / 4.
@next var<storage, read> qkv: array<vec4<f32>>;
@next var<storage, read> context: array<Kept>;
//#if DRAFTS
@next var<storage, read> own: array<Kept>;
//#end
@next var<storage, read_write> out: array<vec4<f32>>;
// rows, LEN, STEP, capacity of the context; capacity of the drafts, quads of a row of qkv, of out.
@next var<uniform> p: array<vec4<u32>, 2>;

//#if F16
alias Kept = vec4<f16>;
//#else
alias Kept = vec4<f32>;
//#end

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let row = id.x / HEADS;
    let head = id.x % HEADS;
    if (row >= p[0].x) { return; }
    let key_head = head / (HEADS / KV);
    let query = row * p[1].y + head * Q;
    //#repeat i Q
    let query$i = qkv[query + $iu];
    var sum$i = vec4<f32>();
    //#end
    var top = -3e38;
    var total = 0.0;
    {
        let capacity = p[0].w;
        let keys = key_head * 2u * Q * capacity;
        let values = keys + Q * capacity;
        //#if DRAFTS
        let seen = p[0].y;
        //#else
        let seen = p[0].y + row + 1u;
        //#end
        for (var at = 0u; at < seen; at++) {
            var score = 0.0;
            //#repeat i Q
            score += dot(query$i, vec4<f32>(context[keys + $iu * capacity + at]));
            //#end
            let now = max(top, score);
            let fade = exp(top - now);
            let weight = exp(score - now);
            top = now;
            total = total * fade + weight;
            //#repeat i Q
            sum$i = sum$i * fade + weight * vec4<f32>(context[values + at * Q + $iu]);
            //#end
        }
    }
    //#if DRAFTS
    {
        let capacity = p[1].x;
        let keys = (row * KV + key_head) * 2u * Q * capacity;
        let values = keys + Q * capacity;
        for (var at = 0u; at <= p[0].z; at++) {
            var score = 0.0;
            //#repeat i Q
            score += dot(query$i, vec4<f32>(own[keys + $iu * capacity + at]));
            //#end
            let now = max(top, score);
            let fade = exp(top - now);
            let weight = exp(score - now);
            top = now;
            total = total * fade + weight;
            //#repeat i Q
            sum$i = sum$i * fade + weight * vec4<f32>(own[values + at * Q + $iu]);
            //#end
        }
    }
    //#end
    let to = row * p[1].z + head * Q;
    //#repeat i Q
    out[to + $iu] = sum$i / total;
    //#end
}
