import type { SpeedProps } from './props.js';

export function Speed(props: SpeedProps) {
  return <div class="fw fw-page" data-props={Object.keys(props).length} />;
}
