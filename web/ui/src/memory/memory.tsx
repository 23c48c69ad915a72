import type { MemoryProps } from './props.js';

export function Memory({ profile }: MemoryProps) {
  void profile;
  return <div class="fw fw-page" />;
}
