/**
 * Runs in the page: the best of some rounds, in milliseconds for a turn of each program and for each streamed size.
 *
 * @param {{ module: string, multiplied: string[], streamed: number[], rounds: number }} given - The module in base64;
 *   sizes in MB.
 */
export async function measureLimits({ module, multiplied, streamed, rounds }) {
  const bytes = Uint8Array.from(atob(module), (c) => c.charCodeAt(0));
  const { exports } = (await WebAssembly.instantiate(bytes, {})).instance;
  // Pages that were never written to are one and the same page of zeros.
  const words = new Uint32Array(exports.memory.buffer);
  for (let at = 0; at < words.length; at += 1) words[at] = Math.imul(at + 1, 2_654_435_761);

  const jobs = [
    ...multiplied.map((name) => ({ name, run: exports[name], turns: 2_000_000, calls: 1 })),
    ...streamed.map((size) => ({
      name: `stream${size}`,
      run: exports.stream,
      turns: (size * 2 ** 20) / 256,
      // The clock ticks ten times a millisecond.
      calls: Math.ceil(256 / size),
    })),
  ];
  const best = Object.fromEntries(jobs.map(({ name }) => [name, Infinity]));
  // The last tier is compiled for what is called often, not for what runs long.
  for (const { run } of jobs) for (let call = 0; call < 2000; call += 1) run(200);
  await new Promise((resolve) => setTimeout(resolve, 500));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run, turns, calls } of jobs) {
      const start = performance.now();
      for (let call = 0; call < calls; call += 1) run(turns);
      best[name] = Math.min(best[name], (performance.now() - start) / (calls * turns));
    }
  }
  return best;
}
