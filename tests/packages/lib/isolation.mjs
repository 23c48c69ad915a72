import { run } from './run.mjs';

/** Puts a command where there is no network but this machine's own address. */
const namespace = ['unshare', '--net', '--map-root-user', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

/**
 * How commands are kept from the network: in a network namespace of their own where the system allows one. Elsewhere
 * npm is offline and Chromium resolves no name, which the row says.
 */
export async function isolation() {
  try {
    await run([...namespace, 'true']);
    return { how: 'a network namespace', words: namespace };
  } catch {
    return { how: 'npm offline, and Chromium without names', words: [] };
  }
}
