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
 * @param withHead - The text before the caret with its head, if it is the text from its beginning; asked at every call.
 */
export function headed(session: FieldSession, withHead: (before: string) => string): FieldSession {
  return {
    complete: (context: Context, options?: CompleteOptions): PromiseLike<Completion> => {
      return session.complete({ ...context, before: withHead(context.before) }, options);
    },
    focus: () => {
      session.focus();
    },
    dispose: () => {
      session.dispose();
    },
  };
}
