import { quantile } from '../summary.mjs';

const ms = (value) => (value < 100 ? value.toFixed(2) : value.toFixed(0));
const pair = (numbers, format = ms) =>
  `${format(quantile(numbers, 0.5))} / ${format(quantile(numbers, 0.95))}`;

/** One part of `gpu.mjs` as Markdown. */
export function toMarkdown(part, raw) {
  const { facts, adapter, loaded } = raw;
  const lines = { agreement: agreementLines, keystroke: keystrokeLines, wllama: wllamaLines };
  return [
    `# The WebGPU flavour: ${part}`,
    '',
    `${facts.date}, commit ${facts.commit}. ${facts.processor}, ${facts.processors} logical processors; ${facts.browser}, headless.`,
    `WebGPU on the CPU, by ${facts.software}: no time here is a GPU's. Adapter: ${adapter.vendor} ${adapter.architecture} ${adapter.description}; Foreword's device: ${loaded.gpu.device}.`,
    `Command: \`${facts.command}\`.`,
    '',
    ...lines[part](raw),
    '',
  ].join('\n');
}

function agreementLines({ verdict, contexts, source }) {
  const { sameDrafts, mostApart, medianApart, mostApartAsGiven } = verdict;
  const within = contexts.filter((context) => context.mostApart <= 0.03).length;
  const parted = contexts.filter((context) => context.step !== undefined);
  return [
    `Against the flavour \`cpu-relaxed\`, contexts: ${source}.`,
    '',
    '| | |',
    '| --- | --- |',
    `| contexts | ${verdict.contexts} |`,
    `| draft 1 has the same tokens | ${sameDrafts} (${((100 * sameDrafts) / verdict.contexts).toFixed(1)}%) |`,
    `| log-probabilities relative to the likeliest, median / greatest difference | ${medianApart?.toFixed(5)} / ${mostApart?.toFixed(5)} nat |`,
    `| greatest difference with the sum that the CPU estimates | ${mostApartAsGiven?.toFixed(5)} nat |`,
    `| greatest difference until any lane goes on with another token | ${Math.max(...contexts.map((c) => c.mostApart)).toFixed(5)} nat |`,
    `| contexts in which some lane does so; the CPU had not scored the GPU's token | ${parted.length}; ${parted.filter((c) => c.isUnscored).length} |`,
    `| contexts within 0.03 nat | ${within} |`,
  ];
}

function keystrokeLines({ samples, steps }) {
  const counted = samples.map(({ gpu }) => gpu.counters);
  const row = (what, value, format) =>
    `| ${what} | ${pair(counted.map(value), format)} | ${pair(steps.map(value), format)} |`;
  const whole = (value) => value.toFixed(0);
  const times = (name) => [
    `| ${name.toUpperCase()}, wall time | ${pair(samples.map((sample) => sample[name].ms))} |`,
    ...['encode', 'decode', 'verify'].map(
      (phase) => `| of that: ${phase} | ${pair(samples.map((sample) => sample[name].timingMs[phase]))} |`,
    ),
  ];
  const perStep = (name) =>
    samples.filter((s) => s[name].steps > 0).map((s) => s[name].timingMs.decode / s[name].steps);
  return [
    `Three drafts of eight tokens after one more word, the context kept; ${samples.length} keystrokes, ${steps.length} steps of the drafting decoder.`,
    '',
    '| median / P95 | keystroke | step |',
    '| --- | --- | --- |',
    row('dispatches', (c) => c.dispatches, whole),
    row('submissions', (c) => c.submissions, whole),
    row('read-backs', (c) => c.readBacks, whole),
    row('bytes read back', (c) => c.readBackBytes, whole),
    row('bytes of weights the GPU was given to read', (c) => c.weightBytes, whole),
    row('pipelines compiled', (c) => c.pipelines, whole),
    row('milliseconds recording, in WebAssembly', (c) => c.hostMs),
    '',
    '| milliseconds of a keystroke, median / P95 | |',
    '| --- | --- |',
    ...times('gpu'),
    `| of that: a step | ${pair(perStep('gpu'))} |`,
    ...times('cpu'),
    `| of that: a step | ${pair(perStep('cpu'))} |`,
  ];
}

function wllamaLines({ samples, evidence, facts }) {
  const of = (engine) => samples.filter((sample) => sample.engine === engine).map(({ ms: time }) => time);
  const own = quantile(of('foreword'), 0.5);
  const engines = [...new Set(samples.map(({ engine }) => engine))].sort();
  const row = (engine) =>
    `| ${engine} | ${pair(of(engine))} | ${(quantile(of(engine), 0.5) / own).toFixed(1)} | ${of(engine).length} |`;
  return [
    `Three drafts of eight tokens after one more word; wllama ${facts.peerVersion} samples three completions, one by one or at once. The same GGUF, in turn, each in its worker.`,
    '',
    '| milliseconds, median / P95 | | times Foreword | samples |',
    '| --- | --- | --- | --- |',
    ...engines.map(row),
    '',
    'That wllama ran on WebGPU, from its log:',
    '',
    '```',
    ...evidence,
    '```',
  ];
}
