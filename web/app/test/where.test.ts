import type { BackendStatus } from 'foreword';
import { expect, test } from 'vitest';
import { fixedText, testedText, whereName, whereText } from '../src/drafts/where.js';

const cpu = { used: 'cpu', flavour: 'cpu' } as const;
const card = { adapter: 'Acme 9' };
const slow = { keystrokeMs: { cpu: 31.4, webgpu: 309.9 } };

test.each<[BackendStatus, string]>([
  [
    { ...cpu, ...card, ...slow, reason: 'slower' },
    'Runs on the processor. The graphics card (Acme 9) was slower here: 310 ms a keystroke against 31 ms.',
  ],
  [
    { ...cpu, ...card, keystrokeMs: { cpu: 80, webgpu: 10_811 }, reason: 'slower' },
    'Runs on the processor. The graphics card (Acme 9) was slower here: 10.8 s a keystroke against 80 ms.',
  ],
  [{ ...cpu, reason: 'slower' }, 'Runs on the processor. The graphics card was slower here.'],
  [
    { ...card, used: 'webgpu', flavour: 'webgpu', reason: 'faster', keystrokeMs: { cpu: 31, webgpu: 8.25 } },
    'Runs on the graphics card (Acme 9): 8.3 ms a keystroke against 31 ms on the processor.',
  ],
  [{ used: 'webgpu', flavour: 'webgpu', reason: 'chosen' }, 'Runs on the graphics card.'],
  [{ ...cpu, reason: 'no-adapter' }, 'Runs on the processor. No usable graphics card was found.'],
  [
    { ...cpu, reason: 'no-webgpu' },
    'Runs on the processor. This browser lets no page use the graphics card.',
  ],
  [
    { ...cpu, ...card, reason: 'device-lost' },
    'The graphics card (Acme 9) stopped; the processor took over.',
  ],
  [{ ...cpu, reason: 'crashed' }, 'The graphics card stopped; the processor took over.'],
  [
    { ...cpu, adapter: '', reason: 'crashed', testedAt: 5 },
    'Runs on the processor. The test of the graphics card did not end, so it is not used.',
  ],
  [
    { ...cpu, ...card, reason: 'testing' },
    'Runs on the processor. The graphics card (Acme 9) is being tested…',
  ],
  [
    { ...cpu, reason: 'testing', remembered: true },
    'Runs on the processor. The graphics card is being made ready…',
  ],
  [{ ...cpu, reason: 'not-tested' }, 'Runs on the processor. The graphics card has not been tried yet.'],
  [{ ...cpu, reason: 'chosen' }, 'Runs on the processor, as chosen.'],
  [
    { ...cpu, reason: 'wrong' },
    'Runs on the processor. The graphics card did not compute the same and is not used.',
  ],
  [
    { ...cpu, reason: 'unsupported' },
    'Runs on the processor. The graphics card cannot run the language model.',
  ],
])('%o', (status, text) => {
  expect(whereText(status)).toBe(text);
  expect(whereName(status)).toBe(status.used === 'cpu' ? 'processor' : 'graphics card');
});

test('the date of the test', () => {
  expect(testedText({ ...cpu, reason: 'slower', testedAt: Date.UTC(2026, 10, 24, 12) })).toMatch(
    /^Tested on November 24, 2026 at \d/,
  );
  expect(testedText({ ...cpu, reason: 'no-adapter' })).toBe('');
});

test('what the address says is told', () => {
  expect(fixedText('cpu')).toBe(
    'This page’s address says that it runs on the processor only, on this visit.',
  );
  expect(fixedText('auto')).toContain('wherever it is faster');
  expect(fixedText('webgpu')).toContain('on the graphics card if it can');
});
