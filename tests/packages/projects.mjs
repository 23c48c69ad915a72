/**
 * The rows of the matrix. Each is a folder that is copied elsewhere, where it gets its own dependencies from its lock
 * file and Foreword from the tarballs.
 *
 * - `build`: npm script that is run first, without a network.
 * - `serve`: a folder that a plain server hands out, or a command whose output tells the address.
 * - `node`: a script that is run and prints drafts, in place of a page; `check`: one that only must not fail.
 * - `field`: what is typed into, if not a `textarea`.
 * - `policy`: what the page's policy must allow beside the usual.
 * - `isSmall`: CI runs it.
 */
const vite = /Local:\s+(http:\/\/\S+)/;

/** The path of `newcomer.mjs`, which makes its project itself. */
export const newcomer = {
  serve: { command: ['npx', 'vite', '--host', '127.0.0.1'], ready: vite },
};

export const projects = {
  html: { from: 'examples/html', serve: { folder: '.' }, isSmall: true },
  'vite-build': {
    from: 'tests/packages/projects/vite',
    build: 'build',
    serve: { folder: 'dist' },
    isSmall: true,
  },
  'vite-dev': {
    from: 'tests/packages/projects/vite',
    serve: { command: ['npx', 'vite', '--host', '127.0.0.1'], ready: vite },
  },
  'vite-7-dev': {
    from: 'tests/packages/projects/vite-7',
    serve: { command: ['npx', 'vite', '--host', '127.0.0.1'], ready: vite },
  },
  'vite-7-build': { from: 'tests/packages/projects/vite-7', build: 'build', serve: { folder: 'dist' } },
  webpack: { from: 'tests/packages/projects/webpack', build: 'build', serve: { folder: 'public' } },
  esbuild: {
    from: 'tests/packages/projects/esbuild',
    build: 'build',
    serve: { folder: 'public' },
    policy: { 'worker-src': 'blob:', 'connect-src': 'blob:' },
    isSmall: true,
  },
  next: {
    from: 'examples/next',
    build: 'build',
    serve: { command: ['npx', 'next', 'start', '--hostname', '127.0.0.1', '--port', '0'], ready: vite },
  },
  'next-dev': {
    from: 'examples/next',
    serve: { command: ['npx', 'next', 'dev', '--hostname', '127.0.0.1', '--port', '0'], ready: vite },
  },
  node: { from: 'examples/node', node: 'main.js', isSmall: true },
  'node-profile': { from: 'examples/node', node: 'remember.js', isSmall: true },
  imports: { from: 'tests/packages/projects/imports', check: 'main.js', isSmall: true },
  'vite-react': { from: 'examples/vite-react', build: 'build', serve: { folder: 'dist' } },
  prosemirror: {
    from: 'examples/prosemirror',
    build: 'build',
    serve: { folder: 'dist' },
    field: '[contenteditable]',
  },
  codemirror: {
    from: 'examples/codemirror',
    build: 'build',
    serve: { folder: 'dist' },
    field: '[contenteditable]',
  },
};
