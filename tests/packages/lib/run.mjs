import { spawn } from 'node:child_process';

/** Runs a command to its end, or for so long; returns its standard output, and fails if the command does. */
export function run(words, { cwd, env, seconds = 600, isQuiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const [program, ...args] = words;
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [output, errors] = ['', ''];
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (errors += text));
    const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      const said = () => `${output.slice(-2000)}\n${errors.slice(-2000)}`;
      if (code !== 0) reject(new Error(`\`${words.join(' ')}\` ended with ${code ?? 'a signal'}\n${said()}`));
      else if (isQuiet && errors !== '') reject(new Error(`\`${words.join(' ')}\` complains: ${errors}`));
      else resolve(output);
    });
  });
}

/** Starts a server, and waits until a line of its output matches; returns the match, and a function that ends it. */
export function start(words, { cwd, env, ready, seconds = 60 }) {
  return new Promise((resolve, reject) => {
    const [program, ...args] = words;
    // In a group of its own, since programs like these start others.
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const end = () => {
      try {
        process.kill(-child.pid);
      } catch {
        // It has ended.
      }
    };
    const fail = (why) => {
      clearTimeout(timer);
      end();
      reject(new Error(`\`${words.join(' ')}\` ${why}\n${output.slice(-4000)}`));
    };
    const timer = setTimeout(() => fail(`was not ready after ${seconds} s`), seconds * 1000);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        output += text;
        // eslint-disable-next-line no-control-regex -- colours
        const match = ready.exec(output.replace(/\u001b\[[\d;]*m/g, ''));
        if (match === null) return;
        clearTimeout(timer);
        resolve({ match, end });
      });
    }
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code) => fail(`ended with ${code}`));
  });
}
