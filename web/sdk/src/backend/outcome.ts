import type { Verdict } from '../core.js';
import { type ErrorCode, toForewordError } from '../errors.js';
import type { BackendReason } from './status.js';

/** What a test of the graphics card ended with; it can be stored. */
export interface Outcome {
  reason: Extract<BackendReason, 'faster' | 'slower' | 'wrong' | 'unsupported' | 'crashed'>;
  message?: string | undefined;
  keystrokeMs?: { cpu: number; webgpu: number } | undefined;
  mostApart?: number | undefined;
}

/** What a verdict means. */
export function outcomeOf(verdict: Verdict): Outcome {
  const { finding, because: message, keystrokeMs } = verdict;
  return { reason: finding, message, ...numbers(verdict), ...times(keystrokeMs) };
}

/** Only finite numbers are stored and shown: what a wrong graphics card gives may be none. */
function numbers({ mostApart }: Verdict): { mostApart?: number } {
  return typeof mostApart === 'number' && Number.isFinite(mostApart) ? { mostApart } : {};
}

function times({ cpu, webgpu }: Verdict['keystrokeMs']): Pick<Outcome, 'keystrokeMs'> {
  return Number.isFinite(cpu) && Number.isFinite(webgpu) ? { keystrokeMs: { cpu, webgpu } } : {};
}

/** Failures that say nothing about the graphics card; another session may try again. */
const elsewhere: readonly ErrorCode[] = [
  'cancelled',
  'disposed',
  'model-corrupt',
  'model-missing',
  'network',
  'quota-exceeded',
  'storage',
];

/** Why an engine on the graphics card isn't used, or is no longer. */
export function reasonOfFailure(thrown: unknown): { reason: BackendReason; message: string } {
  const { code, message } = toForewordError(thrown);
  if (elsewhere.includes(code)) return { reason: 'not-tested', message };
  if (code === 'unsupported' || code === 'device-lost') return { reason: code, message };
  return { reason: 'crashed', message };
}
