/** Sentences of nobody, to fill a profile with. */
const openings = [
  'Hi Sarah',
  'Hello Tom',
  'Dear Ms Novak',
  'Hey',
  'Morning all',
  'Hi Mum',
  'Hallo Jonas',
  'Dear team',
];
const middles = [
  'thanks for sending the notes, I will read them tonight',
  'the Rusty Anchor at seven works for me',
  'could you move the review to Thursday afternoon',
  'the parcel from Kowalczyk & Sons arrived this morning',
  'I fixed the flaky build, it was the clock again',
  'we are out of oat milk, could you bring some',
  'please find the invoice for October attached',
  'the train was late, so I missed the first half hour',
  'let me know if the new wording is fine with you',
  'I will be away from Monday, Priya takes over',
];
const endings = [
  'See you soon',
  'Best, Ada',
  'Thanks!',
  'Talk tomorrow',
  'Cheers',
  'No rush',
  'Love, A.',
  'Kind regards, Ada',
];

/** The sentence of a number; the same every time. */
export function sentence(number: number): string {
  const pick = (from: readonly string[], by: number) => from[Math.floor(number / by) % from.length] ?? '';
  return `${pick(openings, 1)}, ${pick(middles, 3)} (no. ${number}). ${pick(endings, 7)}`;
}
