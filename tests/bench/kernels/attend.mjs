/**
 * Runs in the page: attention of all thirty layers, for some numbers of rows and of positions before them, by each build in
 * turn. `warm` is the best of some passes right after one another; keys and values are near then. `cold` has two MiB of
 * other memory read between two layers, as the weights of a real pass are: the best with attention less the best without.
 *
 * @param {{ files: string[], times: number, starts: number[], rows: number[] }} given - Modules in base64.
 * @returns Rows with milliseconds and bytes of keys and values, for each build.
 */
export async function measureAttention({ files, times, starts, rows }) {
  const layers = 30;
  const refuse = (_, name) => () => {
    throw new Error(`attention called ${String(name)}`);
  };
  const imports = new Proxy({}, { get: () => new Proxy({}, { get: refuse }) });
  const builds = [];
  for (const file of files) {
    const bytes = Uint8Array.from(atob(file), (c) => c.charCodeAt(0));
    builds.push((await WebAssembly.instantiate(bytes, imports)).instance.exports);
  }
  const took = (repeats, run) => {
    const start = performance.now();
    run(repeats);
    return (performance.now() - start) / repeats;
  };
  const found = [];
  for (const start of starts) {
    for (const tokens of rows) {
      const bytes = builds.map((build) => build.prepare_attention(layers, start, tokens));
      const [warm, alone, both] = [0, 1, 2].map(() => builds.map(() => Infinity));
      const least = (all, k, ms) => (all[k] = Math.min(all[k], ms));
      for (const build of builds) build.attend(50);
      for (let n = 0; n < times; n += 1) {
        for (const [k, build] of builds.entries()) {
          // The clock ticks ten times a millisecond.
          const ms = took(16, (repeats) => build.attend(repeats));
          least(warm, k, ms);
          for (const [all, attends] of [
            [alone, 0],
            [both, 1],
          ]) {
            least(
              all,
              k,
              took(4, (repeats) => build.walk(repeats, attends)),
            );
          }
        }
      }
      const walk = Math.min(...alone);
      found.push({ start, tokens, bytes, warm, cold: both.map((ms) => ms - walk) });
    }
  }
  return found;
}
