/** What a key does while something is offered. */
export type Action =
  | { kind: 'accept' }
  | { kind: 'accept-word' }
  | { kind: 'dismiss' }
  | { kind: 'cycle'; step: 1 | -1 }
  /** `position` counts from 0. */
  | { kind: 'pick'; position: number };

/** The part of a `KeyboardEvent` that decides. */
export type Key = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

const rightToLeft = /^\P{L}*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u;

/** What `key` means in front of the ghost text `ghost`; `undefined` if the key is not ours. */
export function actionOf(key: Key, ghost: string): Action | undefined {
  if (key.metaKey || key.shiftKey) return undefined;
  const forward = rightToLeft.test(ghost) ? 'ArrowLeft' : 'ArrowRight';
  if (key.altKey !== key.ctrlKey && key.key === forward) return { kind: 'accept-word' };
  if (key.ctrlKey) return undefined;
  if (key.altKey) {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(key.code)?.[1];
    if (digit !== undefined) return { kind: 'pick', position: Number(digit) - 1 };
    if (key.key === 'ArrowDown') return { kind: 'cycle', step: 1 };
    return key.key === 'ArrowUp' ? { kind: 'cycle', step: -1 } : undefined;
  }
  if (key.key === 'Tab') return { kind: 'accept' };
  return key.key === 'Escape' ? { kind: 'dismiss' } : undefined;
}
