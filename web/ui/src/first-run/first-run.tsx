import type { FirstRunProps } from './props.js';

export function FirstRun({ onDone }: FirstRunProps) {
  void onDone;
  return <div class="fw fw-page" />;
}
