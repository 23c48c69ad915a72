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

/** By how much log-probabilities may differ, in nats: the bound that the core's `judge` has. */
const mayDiffer = 0.03;

/** The share of contexts after which the first drafts must be the same, as the core's `judge` has it. */
const sameAtLeast = 0.8;

/** What a verdict means. */
export function outcomeOf(verdict: Verdict): Outcome {
  const { because: message, keystrokeMs } = verdict;
  return { reason: reasonOf(verdict), message, ...numbers(verdict), ...times(keystrokeMs) };
}

/** Whether log-probabilities agree, on contexts too few for times and whole drafts to say anything. */
export function agrees({ mostApart }: Verdict): boolean {
  return typeof mostApart === 'number' && mostApart <= mayDiffer;
}

function reasonOf(verdict: Verdict): Outcome['reason'] {
  if (verdict.choice === 'webgpu') return 'faster';
  if (verdict.mostApart === undefined || verdict.mostApart === null) return 'slower';
  const isSame = verdict.sameDrafts >= sameAtLeast * verdict.contexts;
  return agrees(verdict) && isSame ? 'slower' : 'wrong';
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
