'use client';

import { createEngine } from 'foreword';
import { ForewordTextarea } from 'foreword-field/react';

const engine = createEngine(); // starts nothing before the first key

export default function Page() {
  return <ForewordTextarea engine={engine} rows={8} cols={60} aria-label="Message" />;
}
