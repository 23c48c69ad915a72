'use client';

import { createEngine } from 'foreword';
import { ForewordTextarea } from 'foreword-field/react';

const engine = createEngine({ profile: 'me' }); // starts nothing before the first key

export default function Page() {
  // What was written is learned when the field is left, in this browser alone.
  const learn = ({ target }) => engine.profile.learn({ text: target.value, kind: 'chat' });
  return <ForewordTextarea engine={engine} onBlur={learn} rows={8} cols={60} aria-label="Message" />;
}
