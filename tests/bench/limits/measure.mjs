/**
 * Runs in the page, which is cross-origin isolated, as only then the clock is fine: the best of some rounds, in
 * milliseconds for a turn of each program and for each streamed size.
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

  // The last tier is compiled for what is called often, not for what runs long.
  const programs = [...multiplied, 'stream'].map((name) => exports[name]);
  for (const run of programs) for (let call = 0; call < 2000; call += 1) run(200, 0);
  await new Promise((resolve) => setTimeout(resolve, 500));

  // A millisecond each, or less: so short a time is now and then not interrupted, on a busy machine too.
  const pieceBytes = 2 ** 20;
  const pieces = (size) => Array.from({ length: (size * 2 ** 20) / pieceBytes }, (_, at) => at * pieceBytes);
  const jobs = [
    ...multiplied.map((name) => ({ name, run: exports[name], turns: 250_000, starts: [0] })),
    ...streamed.map((size) => ({
      name: `stream${size}`,
      run: exports.stream,
      turns: pieceBytes / 256,
      // All pieces in turn, so that each has been driven out of the caches that are smaller than all of them.
      starts: pieces(size),
    })),
  ];
  const best = new Map(jobs.map(({ name, starts }) => [name, starts.map(() => Infinity)]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run, turns, starts } of jobs) {
      const times = best.get(name);
      // The first pass finds what the job before has left in the caches.
      for (const at of starts.length > 1 ? starts : []) run(turns, at);
      for (const [piece, at] of starts.entries()) {
        const start = performance.now();
        run(turns, at);
        times[piece] = Math.min(times[piece], (performance.now() - start) / turns);
      }
    }
  }
  const mean = (list) => list.reduce((sum, ms) => sum + ms, 0) / list.length;
  return Object.fromEntries([...best].map(([name, times]) => [name, mean(times)]));
}
