/** One row of the matrix, once everything is installed: build, serve, use. Prints what it measured as JSON. */
import { join } from 'node:path';
import { argv } from 'node:process';
import { drive } from './lib/drive.mjs';
import { run, start } from './lib/run.mjs';
import { policy, serve } from './lib/serve.mjs';
import { newcomer, projects } from './projects.mjs';

const [, , name, folder] = argv;
const project = { newcomer, ...projects }[name];
const env = {
  npm_config_offline: 'true',
  NEXT_TELEMETRY_DISABLED: '1',
  XDG_CACHE_HOME: join(folder, '.cache'),
};
const measured = {};

async function timed(key, task) {
  const begin = performance.now();
  const result = await task();
  measured[key] = Number(((performance.now() - begin) / 1000).toFixed(1));
  return result;
}

/** Under Node: the same script twice, first with nothing in its cache. */
async function script() {
  const words = ['node', project.node, 'Thanks for your email. I just wanted to'];
  const first = await timed('secondsToDrafts', () => run(words, { cwd: folder, env, isQuiet: true }));
  const second = await timed('secondsAgain', () => run(words, { cwd: folder, env, isQuiet: true }));
  if (first.trim() === '') throw new Error('no drafts were printed');
  if (first !== second) throw new Error(`the second run printed ${second} in place of ${first}`);
  measured.drafts = first.trim().split('\n');
}

async function page() {
  const { folder: served, command, ready } = project.serve;
  const server =
    served === undefined
      ? await start(command, { cwd: folder, env, ready }).then(({ match, end }) => ({
          origin: match[1],
          end,
        }))
      : await serve(join(folder, served), policy(project.policy));
  try {
    Object.assign(measured, await drive(`${server.origin.replace(/\/$/, '')}/`, project));
  } finally {
    server.end();
  }
}

if (project.build !== undefined) {
  await timed('secondsToBuild', () => run(['npm', 'run', project.build], { cwd: folder, env }));
}
if (project.check !== undefined) {
  await timed('seconds', () => run(['node', project.check], { cwd: folder, env, isQuiet: true }));
} else await (project.node === undefined ? page() : script());
console.log(JSON.stringify(measured));
