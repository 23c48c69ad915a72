import type { CompleteOptions, Completion, Context } from 'foreword';
import type { FieldSession } from 'foreword-field';
import type { DocumentHead } from '../documents/document.js';

/** What stands above a text, as it would in a file of such texts; empty if nothing does. */
export function headText({ kind, recipient, subject, title }: DocumentHead): string {
  const [to, about, name] = [recipient, subject, title].map((part) => part.trim());
  const lines: Record<DocumentHead['kind'], (string | undefined)[]> = {
    mail: [line('To', to), line('Subject', about)],
    chat: [line('To', to)],
    document: [name],
    note: [],
  };
  const given = lines[kind].filter((text) => text !== undefined && text !== '');
  return given.length === 0 ? '' : `${given.join('\n')}\n\n`;
}

function line(name: string, value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : `${name}: ${value}`;
}

/**
 * A session that reads what stands above the text before the text itself. It is no part of the session's prefix, since
 * that cannot change, and whoever writes changes a subject in the midst of a text.
 *
 * @param head - Asked at every call.
 * @param isWhole - Whether `before` is the text from its beginning: what the field gives of a long text is a window.
 */
export function headed(
  session: FieldSession,
  head: () => string,
  isWhole: (before: string) => boolean,
): FieldSession {
  return {
    complete: (context: Context, options?: CompleteOptions): PromiseLike<Completion> => {
      const { before } = context;
      return session.complete({ ...context, before: isWhole(before) ? head() + before : before }, options);
    },
    focus: () => {
      session.focus();
    },
    dispose: () => {
      session.dispose();
    },
  };
}
