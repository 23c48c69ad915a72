import type { FirstRunProps } from './props.js';

export function FirstRun(props: FirstRunProps) {
  return <div class="fw fw-page" data-props={Object.keys(props).length} />;
}
