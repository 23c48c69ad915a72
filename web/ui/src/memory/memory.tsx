import type { MemoryProps } from './props.js';

export function Memory(props: MemoryProps) {
  return <div class="fw fw-page" data-props={Object.keys(props).length} />;
}
