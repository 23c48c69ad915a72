import type { BrowserContext } from '@playwright/test';
import { isEngineDocument } from './engine-document.js';
import { Target, type TargetInfo, targetsOf } from './target.js';

/** Bytes of JavaScript heap in use after everything that may go is gone. */
export interface Heaps {
  /** Of web pages, in sum: the page's own things, and our scripts in it. */
  readonly pages: number;
  readonly serviceWorker: number;
  /** Of the engine's document; its worker's memory is not in it. */
  readonly engineDocument: number;
}

/** What is in use right now. Collecting twice takes what the first time has set free. */
async function used(context: BrowserContext, infos: readonly TargetInfo[]): Promise<number> {
  let sum = 0;
  for (const info of infos) {
    const target = await Target.attach(context, info);
    await target.send('HeapProfiler.collectGarbage');
    await target.send('HeapProfiler.collectGarbage');
    const { usedSize } = (await target.send('Runtime.getHeapUsage')) as { usedSize: number };
    await target.detach();
    sum += usedSize;
  }
  return sum;
}

/** The heaps of everything that the extension runs in. */
export async function heapsOf(context: BrowserContext): Promise<Heaps> {
  const targets = await targetsOf(context);
  const of = (is: (info: TargetInfo) => boolean) => used(context, targets.filter(is));
  return {
    pages: await of(({ type, url }) => type === 'page' && url.startsWith('http')),
    serviceWorker: await of(({ type }) => type === 'service_worker'),
    engineDocument: await of(isEngineDocument),
  };
}
