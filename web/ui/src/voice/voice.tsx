import type { VoiceProps } from './props.js';

export function Voice({ profile }: VoiceProps) {
  void profile;
  return <div class="fw fw-page" />;
}
