/**
 * Tries settings of the field's calm on drafts that were recorded (`typing/record.mjs`), with the field's own code and a
 * clock that doesn't wait. Prints one line for each setting.
 *
 *   node tests/bench/calm.mjs --recording FILE [--settings FILE]
 *
 * `--settings` is a JSON array of objects that are laid over the default; without it the default alone is tried.
 * `--reading MS` and `--saves KEYS` make the person who takes drafts slower and choosier, `--pace N` makes all gaps between
 * keys N times as long, `--ms N` has every answer take N milliseconds instead of what was recorded, and `--json` prints
 * figures, with `--ghosts` all ghosts, too.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadField } from './typing/field.mjs';
import { typeSimulated } from './typing/simulated.mjs';
import { summaryOf } from './typing/tally.mjs';
import { traceOf } from './typing/trace.mjs';

const { values } = parseArgs({
  options: {
    recording: { type: 'string' },
    settings: { type: 'string' },
    reading: { type: 'string', default: '100' },
    saves: { type: 'string', default: '2' },
    pace: { type: 'string', default: '1' },
    ms: { type: 'string' },
    ghosts: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const { recordings } = JSON.parse(readFileSync(values.recording, 'utf8'));
const settings = values.settings === undefined ? [{}] : JSON.parse(readFileSync(values.settings, 'utf8'));
const field = await loadField();
try {
  for (const setting of settings) {
    const of = async (isTaking) => {
      const runs = [];
      for (const recorded of recordings) {
        const recording = values.ms === undefined ? recorded : withTimes(recorded, Number(values.ms));
        const trace = traceOf(recording.text, recording.seed).map((ms) => Number(values.pace) * ms);
        const reading = Number(values.reading);
        runs.push(
          await typeSimulated({
            ...field,
            recording,
            trace,
            setting,
            isTaking,
            reading,
            saves: Number(values.saves),
          }),
        );
      }
      return { ...summaryOf(runs), ...(values.ghosts ? { all: runs.flatMap(({ ghosts }) => ghosts) } : {}) };
    };
    const [takes, types] = [await of(true), await of(false)];
    if (values.json) console.log(JSON.stringify({ setting, takes, types }));
    else console.log(line(setting, takes, types));
  }
} finally {
  await field.close();
}

/** The recording as if the engine took so long for each answer; a second look takes twice as long. */
function withTimes(recording, ms) {
  const timed = (answers, each) => answers.map((answer) => answer && { ...answer, ms: each });
  return { ...recording, quick: timed(recording.quick, ms), full: timed(recording.full, 2 * ms) };
}

function line(setting, takes, types) {
  const flicker = ({ per100Letters: { appearances, disappearances, exchanges } }) =>
    `${appearances.toFixed(1)} in ${disappearances.toFixed(1)} out ${exchanges.toFixed(1)} exchanged`;
  return [
    `saved ${takes.saved.toFixed(1)}%`,
    `takes: ${flicker(takes)} (${takes.per100Letters.endedByTaking} taken)`,
    `types: ${flicker(types)}`,
    `right ${types.firstWordRight.toFixed(0)}/${types.wholeRight.toFixed(0)}%`,
    `brief ${types.brief}`,
    `pauses ${types.pauses.withGhostSoon}/${types.pauses.withGhostAtEnd}`,
    JSON.stringify(setting),
  ].join(' | ');
}
