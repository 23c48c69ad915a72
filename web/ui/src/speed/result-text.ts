import { milliseconds } from '../text/words.js';
import { percentile } from './histogram.js';
import type { SpeedResult } from './test.js';

/** What a browser says of itself. */
export interface AgentFacts {
  userAgent: string;
  hardwareConcurrency?: number | undefined;
}

/** A result as a text to share. It names browser and system, and nothing of the person. */
export function resultText(
  { times, letters, seconds, where }: SpeedResult,
  program: string,
  agent: AgentFacts,
): string {
  const [p50, p95] = [percentile(times, 0.5), percentile(times, 0.95)];
  const figures =
    p50 === undefined || p95 === undefined
      ? 'no drafts came'
      : `half of the drafts within ${milliseconds(p50)}, 95% within ${milliseconds(p95)}`;
  const cores = agent.hardwareConcurrency === undefined ? '' : `, ${agent.hardwareConcurrency} threads`;
  return [
    `${program}, one-minute test`,
    `From a letter to its drafts: ${figures}`,
    `${letters} letters in ${Math.round(seconds)} s, on the ${where}`,
    `${browserText(agent.userAgent)}${cores}`,
  ].join('\n');
}

/** `"Chromium 156 on Linux"`. */
export function browserText(userAgent: string): string {
  const found = /(Edg|OPR|Firefox|Chrome|Version)\/(\d+)/g;
  const versions = new Map(
    [...userAgent.matchAll(found)].map(([, name = '', version = '']) => [name, version]),
  );
  const names = { Edg: 'Edge', OPR: 'Opera', Firefox: 'Firefox', Chrome: 'Chromium', Version: 'Safari' };
  const known = Object.entries(names).find(([key]) => versions.has(key));
  const browser = known === undefined ? 'another browser' : `${known[1]} ${versions.get(known[0]) ?? ''}`;
  const system = /Android|iPhone|iPad|Windows|Mac OS X|CrOS|Linux/.exec(userAgent)?.[0] ?? 'another system';
  return `${browser} on ${system === 'Mac OS X' ? 'macOS' : system === 'CrOS' ? 'ChromeOS' : system}`;
}
