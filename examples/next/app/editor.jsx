'use client';

import { createEngine } from 'foreword';
import { useRef, useState } from 'react';

export function Editor() {
  const session = useRef();
  const [drafts, setDrafts] = useState([]);

  async function onInput({ target }) {
    session.current ??= createEngine().session();
    const before = target.value.slice(0, target.selectionStart);
    const after = target.value.slice(target.selectionStart);
    try {
      const completion = await session.current.complete({ before, after });
      setDrafts(completion.drafts.map(({ text }) => text));
    } catch (error) {
      if (error.name !== 'AbortError') throw error; // a later key took over
    }
  }

  return (
    <>
      <textarea rows={8} cols={60} onInput={onInput} />
      <output style={{ whiteSpace: 'pre' }}>{drafts.join('\n')}</output>
    </>
  );
}
