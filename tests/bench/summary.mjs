/** @param {number} share - Between 0 and 1. */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

const statistics = (numbers) => ({
  count: numbers.length,
  median: quantile(numbers, 0.5),
  p95: quantile(numbers, 0.95),
});

/** Medians, 95th percentiles and ratios of the raw samples. */
export function summarise({ samples, loads }) {
  const of = (engine, task, value = (sample) => sample.ms) =>
    statistics(samples.filter((sample) => sample.engine === engine && sample.task === task).map(value));
  const loadsOf = (engine) =>
    statistics(loads.filter((load) => load.engine === engine).map((load) => load.ms));
  const rows = [
    {
      what: 'one more token, context already read',
      foreword: of('foreword', 'append'),
      peer: of('peer', 'append'),
    },
    { what: 'first reading of 74 tokens', foreword: of('foreword', 'cold'), peer: of('peer', 'cold') },
    { what: 'page load to ready, files cached', foreword: loadsOf('foreword'), peer: loadsOf('peer') },
  ];
  const inside = {
    'one more token, by its own clock': of('peer', 'append', (sample) => sample.insideMs),
    '74 tokens, by its own clock': of('peer', 'cold', (sample) => sample.insideMs),
    'one generated token, by its own clock': of('peer', 'generate'),
  };
  return { rows: rows.map((row) => ({ ...row, ratio: row.peer.median / row.foreword.median })), inside };
}

const ms = (value) => (value < 100 ? value.toFixed(1) : value.toFixed(0));
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

export function toMarkdown({ facts, memory }, { rows, inside }) {
  const line = ({ what, foreword, peer, ratio }) =>
    `| ${what} | ${ms(foreword.median)} / ${ms(foreword.p95)} | ${ms(peer.median)} / ${ms(peer.p95)} | ${ratio.toFixed(1)} | ${foreword.count} / ${peer.count} |`;
  const memoryLine = ([engine, { linearBytes = 0, measured }]) => {
    const counted = measured?.bytes ?? 0;
    // Chromium counts a linear memory that a script made, as the peer's does, not one that the module made itself.
    const total = counted < linearBytes ? counted + linearBytes : counted;
    return `| ${engine} | ${linearBytes === 0 ? 'counted' : megabytes(linearBytes)} | ${megabytes(counted)} | ${megabytes(total)} |`;
  };
  return [
    `# Foreword and wllama ${facts.peerVersion}`,
    '',
    `${facts.date}, commit ${facts.commit}. ${facts.processor}, ${facts.processors} logical processors; ${facts.browser}.`,
    `Headless, one thread each, the same GGUF and texts, both through their workers, interleaved in one run; Foreword's flavour: ${facts.flavour}. Command: \`${facts.command}\`.`,
    '',
    '| milliseconds, median / P95 | Foreword | wllama | ratio of medians | samples |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(line),
    '',
    'Inside wllama, without the way to its worker and back:',
    '',
    '| milliseconds, median / P95 | wllama |',
    '| --- | --- |',
    ...Object.entries(inside).map(([what, { median, p95 }]) => `| ${what} | ${ms(median)} / ${ms(p95)} |`),
    '',
    '| memory after a reading | linear memory | page and workers, as the browser counts | together |',
    '| --- | --- | --- | --- |',
    ...Object.entries(memory).map(memoryLine),
    '',
  ].join('\n');
}
