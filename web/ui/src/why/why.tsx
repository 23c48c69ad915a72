import type { WhyDraftProps } from './props.js';

export function WhyDraft(props: WhyDraftProps) {
  return <div class="fw fw-page" data-props={Object.keys(props).length} />;
}
