import type { RememberedMessage, RememberedWord } from 'foreword';
import type { ComponentChildren } from 'preact';
import { kindNames } from '../contracts/index.js';
import { Button } from '../primitives/index.js';
import { counted, dayText } from '../text/words.js';

interface RowProps {
  isCurrent: boolean;
  onOpen: () => void;
  onForget: () => void;
}

/** A message that is kept as an example. */
export function MessageRow({
  message,
  isCurrent,
  onOpen,
  onForget,
}: RowProps & { message: RememberedMessage }) {
  const { text, day, kind, site, used } = message;
  return (
    <Row name={text} isCurrent={isCurrent} onOpen={onOpen} onForget={onForget} isText>
      <span>{dayText(day, 'medium')}</span>
      <span>{kindNames[kind]}</span>
      {site !== '' && <bdi>{site}</bdi>}
      {used > 0 && <span class="fw-memory-used">used {counted(used, 'time')}</span>}
    </Row>
  );
}

/** A word, name or phrase. */
export function WordRow({ word, isCurrent, onOpen, onForget }: RowProps & { word: RememberedWord }) {
  const { text, count, messages, lastDay } = word;
  return (
    <Row name={text} isCurrent={isCurrent} onOpen={onOpen} onForget={onForget}>
      <span>{counted(count, 'time')}</span>
      <span>in {counted(messages, 'message')}</span>
      <span>last {dayText(lastDay, 'medium')}</span>
    </Row>
  );
}

/** A row that hasn't come yet. */
export function EmptyRow() {
  return <div class="fw-memory-row fw-memory-row-empty" aria-hidden="true" />;
}

function Row({
  name,
  isText = false,
  isCurrent,
  onOpen,
  onForget,
  children,
}: RowProps & { name: string; isText?: boolean; children: ComponentChildren }) {
  return (
    <div class="fw-memory-row">
      <button
        class={isText ? 'fw-memory-open fw-memory-text' : 'fw-memory-open'}
        type="button"
        data-main
        tabIndex={isCurrent ? 0 : -1}
        onClick={onOpen}
      >
        <bdi class="fw-memory-name" dir="auto">
          {name}
        </bdi>
        <span class="fw-memory-facts">{children}</span>
      </button>
      <Button
        kind="quiet"
        icon="trash"
        isIconOnly
        label={`Forget “${short(name)}”`}
        isInOrder={isCurrent}
        onClick={onForget}
      />
    </div>
  );
}

/** Enough of a text to tell it from others. */
export function short(text: string, most = 40): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  return `${line.slice(0, line.lastIndexOf(' ', most) > 10 ? line.lastIndexOf(' ', most) : most)}…`;
}
