import { readFileSync, readdirSync } from 'node:fs';
import type { BrowserContext } from '@playwright/test';

/** What all processes of a browser have used so far, and hold now. */
export interface Use {
  /** Nanoseconds of processor time, as Linux counts them for its scheduler. */
  readonly cpu: number;
  /** Bytes that the processes of web pages hold, shared ones in part: PSS. */
  readonly pages: number;
  readonly processes: number;
}

/** Of the browser's processes, extension and everything; Linux only. */
export async function useOf(context: BrowserContext): Promise<Use> {
  const session = await context.browser()?.newBrowserCDPSession();
  const { processInfo = [] } = (await session?.send('SystemInfo.getProcessInfo')) ?? {};
  await session?.detach();
  let [cpu, pages] = [0, 0];
  for (const { id, type } of processInfo) {
    cpu += cpuOf(id);
    const isPage = type === 'renderer' && !commandOf(id).includes('--extension-process');
    if (isPage) pages += pssOf(id);
  }
  return { cpu, pages, processes: processInfo.length };
}

function cpuOf(process: number): number {
  const threads = `/proc/${process}/task`;
  return readdirSync(threads).reduce((sum, thread) => {
    const [time = '0'] = readFileSync(`${threads}/${thread}/schedstat`, 'utf8').split(' ');
    return sum + Number(time);
  }, 0);
}

function commandOf(process: number): string {
  return readFileSync(`/proc/${process}/cmdline`, 'utf8');
}

function pssOf(process: number): number {
  const [, kilobytes = '0'] =
    /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${process}/smaps_rollup`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
