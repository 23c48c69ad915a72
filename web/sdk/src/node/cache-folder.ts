import { homedir } from 'node:os';
import { join } from 'node:path';
import { env, platform } from 'node:process';

/** The folder in which this user's programs keep what they can get again, with this package's name. */
export function cacheFolder(): string {
  return join(base(), 'foreword');
}

function base(): string {
  const home = homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Caches');
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local');
  const named = env['XDG_CACHE_HOME'];
  return named === undefined || named === '' ? join(home, '.cache') : named;
}
