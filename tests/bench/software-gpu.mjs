import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('lavapipe/driver.c', import.meta.url));

/** WebGPU on the CPU, on machines with a GPU too: the numbers must not depend on what is built into one. */
const swiftshader = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/**
 * A browser whose WebGPU adapter runs on the CPU: `swiftshader`, which Chromium brings, or `lavapipe`, Mesa's, for a peer that
 * needs `shader-f16`. For the latter a copy of the browser gets a driver that `cc` makes; see `lavapipe/driver.c`.
 *
 * @param {object} options
 * @param {string} options.adapter
 * @param {string} options.lavapipe - Mesa's `libvulkan_lvp.so`; see `lavapipe/README.md`.
 */
export function softwareGpu({ adapter, lavapipe }) {
  if (adapter === 'swiftshader')
    return { name: 'SwiftShader', browserArguments: swiftshader, remove: () => {} };
  if (adapter !== 'lavapipe') throw new Error(`--adapter is swiftshader or lavapipe, not ${adapter}`);
  if (!existsSync(lavapipe)) throw new Error(`--lavapipe: there is no ${lavapipe}`);
  const folder = mkdtempSync(join(tmpdir(), 'foreword-lavapipe-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // The copy is large: it goes when the run is stopped, too.
  process.once('exit', remove);
  try {
    const program = programOf(process.env.FOREWORD_CHROMIUM ?? '/usr/bin/chromium');
    const copy = join(folder, 'browser');
    cpSync(dirname(program), copy, { recursive: true });
    const driver = join(copy, 'libvk_swiftshader.so');
    execFileSync('cc', ['-O1', '-shared', '-fPIC', '-fvisibility=hidden', '-o', driver, source]);
    const ICD = { library_path: './libvk_swiftshader.so', api_version: '1.1.0' };
    writeFileSync(
      join(copy, 'vk_swiftshader_icd.json'),
      JSON.stringify({ file_format_version: '1.0.0', ICD }),
    );
    process.env.FOREWORD_LAVAPIPE = realpathSync(lavapipe);
    const version = /Mesa \d+\.\d+\.\d+/.exec(readFileSync(lavapipe, 'latin1'))?.[0] ?? 'Mesa';
    const name = `lavapipe of ${version}, under SwiftShader's ids`;
    // The page itself is drawn by Mesa's GL: Chromium's own GL would take the driver above and doesn't start with it.
    const browserArguments = [...swiftshader, '--use-angle=gl-egl', '--ignore-gpu-blocklist'];
    return { name, browserArguments, executablePath: join(copy, 'chromium'), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Debian's `chromium` is a script beside which there is a folder with the program and all its files. */
function programOf(named) {
  const candidates = ['/usr/lib/chromium/chromium', realpathSync(named)];
  const found = candidates.find((file) => existsSync(join(dirname(file), 'vk_swiftshader_icd.json')));
  if (found === undefined) throw new Error(`lavapipe: no vk_swiftshader_icd.json beside ${named}`);
  return found;
}
