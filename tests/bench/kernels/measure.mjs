/**
 * Runs in the page: the best of some passes over all layers, for each shape of the network, each number of tokens and both
 * sizes of activations. The builds take turns.
 *
 * @param {{ files: string[], times: number, layers: number }} given - Modules in base64.
 * @returns Rows with milliseconds of one pass, for each build; `bytes` are those of the weights, `products` multiply-adds.
 */
export async function measureKernels({ files, times, layers }) {
  // In a page that isn't isolated the clock ticks ten times a millisecond. Short times are less often interrupted.
  const repeats = globalThis.crossOriginIsolated ? 1 : 8;
  const shapes = { qkv: [960, 576], out: [576, 576], 'gate and up': [3072, 576], down: [576, 1536] };
  const builds = [];
  for (const file of files) {
    const module = await WebAssembly.compile(Uint8Array.from(atob(file), (c) => c.charCodeAt(0)));
    builds.push((await WebAssembly.instantiate(module, stubs(module))).exports);
  }
  const rows = [];
  for (const tokens of [1, 2, 3, 4, 8]) {
    for (const bits of [16, 8]) {
      for (const [shape, [height, width]] of Object.entries(shapes)) {
        let bytes = 0;
        for (const build of builds) {
          bytes = build.prepare(layers, height, width, tokens, bits);
          if (bytes === 0) throw new Error(`${shape} was refused`);
          build.multiply(3);
        }
        const best = builds.map(() => Infinity);
        for (let n = 0; n < (times * 8) / repeats; n += 1) {
          for (const [k, build] of builds.entries()) {
            const start = performance.now();
            build.multiply(repeats);
            best[k] = Math.min(best[k], (performance.now() - start) / repeats);
          }
        }
        rows.push({ tokens, bits, shape, ms: best, bytes, products: layers * height * width * tokens });
      }
    }
  }
  rows.push(measureHead());
  return rows;

  /** Scoring the vocabulary: one row of 16-bit activations with the embedding. */
  function measureHead() {
    const [height, width] = [49152, 576];
    const best = builds.map(() => Infinity);
    let bytes = 0;
    for (const build of builds) {
      bytes = build.prepare_head(height, width);
      build.multiply(5);
    }
    for (let n = 0; n < times; n += 1) {
      for (const [k, build] of builds.entries()) {
        const start = performance.now();
        build.multiply(repeats);
        best[k] = Math.min(best[k], (performance.now() - start) / repeats);
      }
    }
    return { tokens: 1, bits: 16, shape: 'head', ms: best, bytes, products: height * width };
  }

  /** The kernels call none of what the crates they stand in import. */
  function stubs(module) {
    const imports = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      imports[from] ??= {};
      imports[from][name] = () => {
        throw new Error(`the kernels called ${name}`);
      };
    }
    return imports;
  }
}
