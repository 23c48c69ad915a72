import type { RememberedMessage, Why, WhyWord } from 'foreword';
import type { Explanation } from 'foreword-field';
import { counted, dayText } from '../text/words.js';
import { type SourceName, sourceOf, sources } from './sources.js';

/** Messages that are named at most, of those that words are from and of those that were read before the text. */
const most = 2;

/** Characters of a message that are shown: with a word of it, and of one that was read before the text. */
const excerptLength = 90;
const beginning = 48;

/** Why a draft is as it is, as the list of drafts says it. */
export async function explanationOf(
  why: Why,
  messages: (word: WhyWord) => Promise<readonly RememberedMessage[]>,
): Promise<Explanation> {
  const own = longestPhrases(why.words).slice(0, 2 * most);
  const found = await Promise.all(own.map(async (word) => ({ word, message: (await messages(word))[0] })));
  // Two phrases of one message are one piece of news.
  const news = found.filter(
    ({ message }, at) =>
      message === undefined || found.findIndex((one) => one.message?.id === message.id) === at,
  );
  const phrases = news.slice(0, most).map(({ word, message }) => noteOf(word, message));
  return {
    parts: runs(why.words).map(({ text, source }) => ({
      text,
      source: sources[source].name,
      isOwn: source === 'phrase' || source === 'copied',
    })),
    notes: why.before.length === 0 ? phrases : [...phrases, readBefore(why.before)],
  };
}

/** Neighbours from the same source are one part. */
function runs(words: readonly WhyWord[]): { text: string; source: SourceName }[] {
  const found: { text: string; source: SourceName }[] = [];
  for (const word of words) {
    const source = sourceOf(word);
    const last = found.at(-1);
    if (last?.source === source) last.text += word.text;
    else found.push({ text: word.text, source });
  }
  return found;
}

/** A phrase of three words is also one of its first two, which say nothing more. */
function longestPhrases(words: readonly WhyWord[]): WhyWord[] {
  return words.filter(({ phrase }, at) => {
    const next = words[at + 1]?.phrase;
    return phrase !== undefined && next?.startsWith(phrase.trim()) !== true;
  });
}

function noteOf({ phrase = '', total }: WhyWord, message: RememberedMessage | undefined): string {
  const words = phrase.trim();
  // Phrases are kept in small letters.
  const at = message?.text.toLocaleLowerCase().indexOf(words.toLocaleLowerCase()) ?? -1;
  const written = at < 0 ? words : (message?.text.slice(at, at + words.length) ?? words);
  const said = `“${written}” is in ${counted(total, 'message')} of yours`;
  if (message === undefined) return `${said}.`;
  return `${said}, last on ${dayText(message.day, 'medium')}: “${around(message.text, words)}”`;
}

/** `"Read before the text: 2 messages of yours, “Hi Tom…”, “Dear Ada…”; 1 example under Voice, “Hello…”."` */
function readBefore(before: Why['before']): string {
  const messages = before.filter(({ id }) => id !== undefined);
  const examples = before.filter(({ id }) => id === undefined);
  const named = (some: Why['before']) => {
    const shown = some.slice(0, most).map(({ text }) => `“${around(text, '', beginning)}”`);
    return `${some.length > most ? 'among them ' : ''}${shown.join(', ')}`;
  };
  const parts = [
    messages.length === 0 ? '' : `${counted(messages.length, 'message')} of yours, ${named(messages)}`,
    examples.length === 0 ? '' : `${counted(examples.length, 'example')} under Voice, ${named(examples)}`,
  ];
  return `Read before the text: ${parts.filter((part) => part !== '').join('; ')}.`;
}

/** The part of a text that has these words in it. */
function around(text: string, words: string, length = excerptLength): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= length) return line;
  const at = Math.max(0, line.toLocaleLowerCase().indexOf(words.toLocaleLowerCase()));
  const middle = at - (length - words.length) / 2;
  const start = Math.max(0, Math.min(line.length - length, Math.floor(middle)));
  const end = start + length;
  const from = start === 0 ? 0 : line.indexOf(' ', start) + 1;
  const to = end >= line.length ? line.length : line.lastIndexOf(' ', end);
  return `${from > 0 ? '…' : ''}${line.slice(from, to)}${to < line.length ? '…' : ''}`;
}
