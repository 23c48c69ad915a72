import { multiplied, unrolled } from './programs.mjs';

/**
 * What a machine can do at most, by the times of {@link measureLimits}.
 *
 * @param {Record<string, number>} best - Milliseconds for a turn of each program.
 * @param {number[]} streamed - Sizes in MB.
 */
export function limitsOf(best, streamed) {
  const arithmetic = multiplied.map(({ name, what, products, sums }) => {
    const ns = (1e6 * best[name]) / (unrolled * sums);
    return { name, what, ns, billions: products / ns };
  });
  const memory = streamed.map((size) => ({ size, gigabytes: 256 / best[`stream${size}`] / 1e6 }));
  return { arithmetic, memory };
}

/**
 * The kernels' rows by the side of the limits: the share of the time for which the machine would need even then if it did
 * nothing but multiply, or but read the weights. Products with eight bits need one relaxed dot; with 16, two, or a 16-bit
 * dot for each half.
 */
export function sharesOf(rows, { arithmetic, memory }) {
  const rate = (name) => arithmetic.find((limit) => limit.name === name).billions;
  const most = { 8: rate('relaxed8'), 16: Math.max(rate('relaxed8') / 2, rate('sixteen8')) };
  return rows.map((row) => {
    const {
      bits,
      bytes,
      products,
      ms: [ms],
    } = row;
    const distance = ({ size }) => Math.abs(Math.log((size * 2 ** 20) / bytes));
    const { gigabytes } = memory.toSorted((one, other) => distance(one) - distance(other))[0];
    return {
      ...row,
      ms,
      billions: products / ms / 1e6,
      arithmetic: products / most[bits] / 1e6 / ms,
      memory: bytes / gigabytes / 1e6 / ms,
    };
  });
}

/** All shapes of layers of one kind of row together. */
export function sumsOf(allShares) {
  const shares = allShares.filter(({ shape }) => shape !== 'head');
  const kindOf = ({ tokens, bits }) => `${tokens} × ${bits}`;
  const kinds = [...new Set(shares.map(kindOf))];
  return kinds.map((kind) => {
    const rows = shares.filter((row) => kindOf(row) === kind);
    const sum = (value) => rows.reduce((total, row) => total + value(row), 0);
    const ms = sum((row) => row.ms);
    return {
      tokens: rows[0].tokens,
      bits: rows[0].bits,
      ms,
      billions: sum((row) => row.products) / ms / 1e6,
      arithmetic: sum((row) => row.arithmetic * row.ms) / ms,
      memory: sum((row) => row.memory * row.ms) / ms,
    };
  });
}

/** Tables for people. */
export function toMarkdown(facts, { arithmetic, memory }, shares) {
  const percent = (share) => `${Math.round(100 * share)}%`;
  return [
    '# What this machine can do in WebAssembly, and what the kernels reach',
    '',
    `${facts.date}, commit ${facts.commit}. ${facts.processor}, ${facts.processors} logical processors; ${facts.browser}; ` +
      `load ${facts.load} before, ${facts.loadAfter} after. Command: \`${facts.command}\`.`,
    '',
    '| instruction, one thread | nanoseconds each | billion products a second |',
    '| --- | --- | --- |',
    ...arithmetic.map(({ what, ns, billions }) => `| ${what} | ${ns.toFixed(3)} | ${billions.toFixed(0)} |`),
    '',
    `| 128-bit loads from | ${memory.map(({ size }) => `${size} MB`).join(' | ')} |`,
    `| --- |${' --- |'.repeat(memory.length)}`,
    `| GB a second | ${memory.map(({ gigabytes }) => gigabytes.toFixed(1)).join(' | ')} |`,
    '',
    '| kernels, all shapes: rows × bits of activations | ms | billion multiply-adds a second | of the arithmetic | of the memory |',
    '| --- | --- | --- | --- | --- |',
    ...sumsOf(shares).map(
      ({ tokens, bits, ms, billions, ...of }) =>
        `| ${tokens} × ${bits} | ${ms.toFixed(2)} | ${billions.toFixed(1)} | ${percent(of.arithmetic)} | ${percent(of.memory)} |`,
    ),
    '',
  ].join('\n');
}
