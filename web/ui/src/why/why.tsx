import type { WhyDraftProps } from './props.js';

export function WhyDraft({ why }: WhyDraftProps) {
  void why;
  return <div class="fw fw-page" />;
}
