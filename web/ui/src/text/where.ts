import type { BackendChoice, BackendStatus } from 'foreword';
import { milliseconds } from './words.js';

/** Where drafts are computed and why, in words for the person who writes. */
export function whereText(status: BackendStatus): string {
  const { used, reason, adapter, keystrokeMs } = status;
  const card = adapter === undefined || adapter === '' ? 'graphics card' : `graphics card (${adapter})`;
  const times = keystrokeMs && {
    cpu: milliseconds(keystrokeMs.cpu),
    webgpu: milliseconds(keystrokeMs.webgpu),
  };
  if (used === 'webgpu') {
    const measured = times && `: ${times.webgpu} a keystroke against ${times.cpu} on the processor`;
    return `Runs on the ${card}${measured ?? ''}.`;
  }
  const onProcessor = (why: string) => `Runs on the processor. ${why}`;
  switch (reason) {
    case 'no-webgpu':
      return onProcessor('This browser lets no page use the graphics card.');
    case 'no-adapter':
      return onProcessor('No usable graphics card was found.');
    case 'not-tested':
      return onProcessor('The graphics card has not been tried yet.');
    case 'testing':
      return onProcessor(`The ${card} is being ${status.remembered === true ? 'made ready' : 'tested'}…`);
    case 'slower':
    case 'faster': {
      const measured = times && `: ${times.webgpu} a keystroke against ${times.cpu}`;
      return onProcessor(`The ${card} was slower here${measured ?? ''}.`);
    }
    case 'wrong':
      return onProcessor(`The ${card} did not compute the same and is not used.`);
    case 'unsupported':
      return onProcessor(`The ${card} cannot run the language model.`);
    case 'device-lost':
      return `The ${card} stopped; the processor took over.`;
    case 'crashed':
      return status.testedAt === undefined
        ? `The ${card} stopped; the processor took over.`
        : onProcessor(`The test of the ${card} did not end, so it is not used.`);
    case 'chosen':
      return 'Runs on the processor, as chosen.';
  }
}

/** What the page's address says of where it runs. */
export function fixedText(fixed: BackendChoice): string {
  const where = {
    auto: 'wherever it is faster',
    cpu: 'on the processor only',
    webgpu: 'on the graphics card if it can',
  };
  return `This page’s address says that it runs ${where[fixed]}, on this visit.`;
}

/** When the graphics card was tested; empty if it wasn't. */
export function testedText({ testedAt }: BackendStatus): string {
  if (testedAt === undefined) return '';
  const date = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short' }).format(testedAt);
  return `Tested on ${date}`;
}
