import type { VoiceProps } from './props.js';

export function Voice(props: VoiceProps) {
  return <div class="fw fw-page" data-props={Object.keys(props).length} />;
}
