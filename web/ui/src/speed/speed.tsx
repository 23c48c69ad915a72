import type { SpeedProps } from './props.js';

export function Speed({ record }: SpeedProps) {
  void record;
  return <div class="fw fw-page" />;
}
