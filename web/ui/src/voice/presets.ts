import type { TextKind } from 'foreword';

/** How somebody is addressed. It chooses examples; the model never reads its name. */
export type Tone = 'friendly' | 'plain' | 'formal';

export const tones = ['friendly', 'plain', 'formal'] as const satisfies readonly Tone[];

export type PresetName = 'work' | 'friends' | 'support' | 'meeting';

/** Messages to begin with. `{me}` and `{them}` stand for names. */
export interface Preset {
  name: PresetName;
  title: string;
  /** Kinds of text that it is offered for. */
  kinds: readonly TextKind[];
  messages: Readonly<Record<Tone, readonly string[]>>;
}

/**
 * Examples rather than descriptions: what a model is told of a person in words makes its drafts worse, and what it is
 * shown makes them better.
 */
export const presets: readonly Preset[] = [
  {
    name: 'work',
    title: 'Work mail',
    kinds: ['mail', 'document', 'other'],
    messages: {
      friendly: [
        'Hi {them},\n\nthanks for the quick answer! I’ll put the numbers in and send you the new version this afternoon. Shout if you need it sooner.\n\nBest,\n{me}',
        'Hi {them},\n\nsorry, I’m running a little late with the review. Would tomorrow morning still be fine for you?\n\nThanks!\n{me}',
      ],
      plain: [
        'Hello {them},\n\nthank you for the figures. I will add them to the report and send you the new version this afternoon.\n\nBest regards\n{me}',
        'Hello {them},\n\nthe review will take until tomorrow morning. Please let me know if you need it earlier.\n\nBest regards\n{me}',
      ],
      formal: [
        'Dear {them},\n\nthank you for your message and for the figures enclosed. I will send you the revised version in the course of the afternoon.\n\nKind regards\n{me}',
        'Dear {them},\n\nI would like to ask you for one more day for the review. I apologise for the delay and thank you for your patience.\n\nKind regards\n{me}',
      ],
    },
  },
  {
    name: 'friends',
    title: 'Friends',
    kinds: ['chat', 'mail', 'other'],
    messages: {
      friendly: [
        'hey {them}! so good to hear from you, how was the trip? want to get coffee on saturday?',
        'haha yes exactly. ok I’ll bring the cake, you bring the music. see you at 7 :)',
      ],
      plain: [
        'Hi {them}, good to hear from you. How was the trip? I’m free on Saturday if you want to meet.',
        'Sounds good. I’ll bring the cake. See you at seven.',
      ],
      formal: [
        'Dear {them}, how nice to hear from you! I hope that you had a good journey. Would Saturday suit you for a coffee?',
        'That sounds lovely. I will bring a cake and be there at seven. Until then, {me}',
      ],
    },
  },
  {
    name: 'support',
    title: 'Support reply',
    kinds: ['mail', 'chat', 'other'],
    messages: {
      friendly: [
        'Hi {them},\n\nthanks for reaching out, and sorry for the trouble! Could you send me a screenshot of what you see after the update? Then I can find out what went wrong.\n\nAll the best,\n{me}',
        'Hi {them},\n\ngood news: it’s fixed. Please reload the page once, and everything should work again. Just reply here if it doesn’t.\n\nAll the best,\n{me}',
      ],
      plain: [
        'Hello {them},\n\nthank you for your message. Please send us a screenshot of what you see after the update, so that we can look into it.\n\nBest regards\n{me}',
        'Hello {them},\n\nthe problem has been solved. Please reload the page once. If it appears again, reply to this message.\n\nBest regards\n{me}',
      ],
      formal: [
        'Dear {them},\n\nthank you for contacting us. We are sorry for the inconvenience. In order to look into the matter, we would need a screenshot of what is shown after the update.\n\nYours sincerely\n{me}',
        'Dear {them},\n\nwe are pleased to let you know that the matter has been resolved. Should it occur again, please do not hesitate to write to us.\n\nYours sincerely\n{me}',
      ],
    },
  },
  {
    name: 'meeting',
    title: 'Meeting notes',
    kinds: ['note', 'document', 'other'],
    messages: {
      friendly: [
        'Talked with {them} about the launch. We’re good for the 14th if the texts are done by Friday. {me} asks the translators, {them} does the pictures.',
        'Open: who tells the customers? Nobody wants to. We’ll decide on Monday.',
      ],
      plain: [
        'Launch: planned for the 14th. Texts are due on Friday. {me} asks the translators. {them} prepares the pictures.',
        'Open: who informs the customers. To be decided on Monday.',
      ],
      formal: [
        'It was agreed to launch on the 14th, provided that the texts are final by Friday. {me} will contact the translators; {them} will prepare the pictures.',
        'It remains to be decided who will inform the customers. The item will be on the agenda for Monday.',
      ],
    },
  },
];
