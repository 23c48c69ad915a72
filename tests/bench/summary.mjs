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
export function summarise({ samples, loads, drafts, widths, cancelling }) {
  return {
    ...(samples === undefined ? {} : summariseReading({ samples, loads })),
    ...(drafts === undefined ? {} : summariseDrafting({ drafts, widths, cancelling })),
  };
}

function summariseDrafting({ drafts, widths, cancelling }) {
  const of = (engine, value = (sample) => sample.ms) =>
    statistics(drafts.filter((sample) => sample.engine === engine).map(value));
  const decode = (strategy, count) =>
    quantile(
      // Drafts may end before they have eight tokens, and one sooner than all of several: what counts is a step.
      widths
        .filter((w) => w.strategy === strategy && w.drafts === count && w.steps > 0)
        .map((w) => w.decodeMs / w.steps),
      0.5,
    );
  const strategies = [...new Set(widths.map((sample) => sample.strategy))];
  const counts = [...new Set(widths.map((sample) => sample.drafts))];
  const stopped = (by, value) => {
    const all = cancelling.filter((sample) => sample.by === by).map((sample) => sample[value]);
    return { ...statistics(all), max: Math.max(...all) };
  };
  return {
    job: {
      foreword: of('foreword'),
      read: of('foreword', (sample) => sample.timingMs.encode),
      write: of('foreword', (sample) => sample.timingMs.decode),
      verify: of('foreword', (sample) => sample.timingMs.verify),
      peers: { 'one by one': of('peer, one by one'), 'at once': of('peer, at once') },
    },
    widths: {
      counts,
      rows: strategies.map((name) => ({ name, medians: counts.map((n) => decode(name, n)) })),
    },
    cancelling: ['abort', 'newer request'].map((by) => ({
      by,
      caller: stopped(by, 'callerMs'),
      worker: stopped(by, 'workerMs'),
    })),
  };
}

function summariseReading({ samples, loads }) {
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

export function toMarkdown(raw, summary) {
  const { facts } = raw;
  return [
    `# Foreword and wllama ${facts.peerVersion}`,
    '',
    `${facts.date}, commit ${facts.commit}. ${facts.processor}, ${facts.processors} logical processors; ${facts.browser}.`,
    `Headless, one thread each, the same GGUF and texts, both through their workers, interleaved in one run; Foreword's flavour: ${facts.flavour}. Command: \`${facts.command}\`.`,
    '',
    ...(summary.rows === undefined ? [] : readingLines(raw, summary)),
    ...(summary.job === undefined ? [] : draftingLines(summary)),
  ].join('\n');
}

function draftingLines({ job, widths, cancelling }) {
  const { foreword, read, write, verify, peers } = job;
  const pair = ({ median, p95 }) => `${ms(median)} / ${ms(p95)}`;
  const peerLine = ([way, peer]) =>
    `| wllama, three sampled completions ${way} | ${pair(peer)} | ${(peer.median / foreword.median).toFixed(1)} | ${peer.count} |`;
  return [
    '## Three drafts of eight tokens after one more typed word',
    '',
    '| milliseconds, median / P95 | | times Foreword | samples |',
    '| --- | --- | --- | --- |',
    `| Foreword, with the way to its worker and back | ${pair(foreword)} | 1 | ${foreword.count} |`,
    `| of that: reading | ${pair(read)} | | |`,
    `| of that: writing | ${pair(write)} | | |`,
    `| of that: all layers check the best draft | ${pair(verify)} | | |`,
    ...Object.entries(peers).map(peerLine),
    '',
    '## Writing, by number of drafts (drafting decoder, context read)',
    '',
    `| milliseconds per step, median | ${widths.counts.join(' | ')} |`,
    `| --- |${' --- |'.repeat(widths.counts.length)}`,
    ...widths.rows.map(
      ({ name, medians }) =>
        `| ${name} | ${medians.map((m) => `${m.toFixed(2)} (${(m / medians[0]).toFixed(2)})`).join(' | ')} |`,
    ),
    '',
    'In brackets: times the same with one draft.',
    '',
    '## Cancelling while 400 tokens are read',
    '',
    '| milliseconds, P95 / maximum | until the caller knows | until the worker is free | tries |',
    '| --- | --- | --- | --- |',
    ...cancelling.map(
      ({ by, caller, worker }) =>
        `| by ${by} | ${ms(caller.p95)} / ${ms(caller.max)} | ${ms(worker.p95)} / ${ms(worker.max)} | ${worker.count} |`,
    ),
    '',
  ];
}

function readingLines({ memory }, { rows, inside }) {
  const line = ({ what, foreword, peer, ratio }) =>
    `| ${what} | ${ms(foreword.median)} / ${ms(foreword.p95)} | ${ms(peer.median)} / ${ms(peer.p95)} | ${ratio.toFixed(1)} | ${foreword.count} / ${peer.count} |`;
  const memoryLine = ([engine, { linearBytes = 0, measured }]) => {
    const counted = measured?.bytes ?? 0;
    // Chromium counts a linear memory that a script made, as the peer's does, not one that the module made itself.
    const total = counted < linearBytes ? counted + linearBytes : counted;
    return `| ${engine} | ${linearBytes === 0 ? 'counted' : megabytes(linearBytes)} | ${megabytes(counted)} | ${megabytes(total)} |`;
  };
  return [
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
  ];
}
