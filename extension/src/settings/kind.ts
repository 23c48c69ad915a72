import type { SessionOptions } from 'foreword';

type Kind = NonNullable<SessionOptions['kind']>;

/** Sites whose texts are known to be of a kind; subdomains count. */
const kinds: readonly (readonly [Kind, readonly string[]])[] = [
  ['mail', ['mail.google.com', 'outlook.live.com', 'outlook.office.com', 'mail.yahoo.com', 'mail.proton.me']],
  ['mail', ['fastmail.com', 'mail.zoho.com', 'gmx.net', 'web.de', 'tuta.com', 'icloud.com']],
  [
    'chat',
    [
      'slack.com',
      'discord.com',
      'web.whatsapp.com',
      'web.telegram.org',
      'messenger.com',
      'messages.google.com',
    ],
  ],
  [
    'chat',
    [
      'teams.microsoft.com',
      'teams.live.com',
      'chat.google.com',
      'app.element.io',
      'mattermost.com',
      'zulip.com',
    ],
  ],
  [
    'document',
    ['docs.google.com', 'notion.so', 'notion.site', 'coda.io', 'quip.com', 'hackmd.io', 'overleaf.com'],
  ],
  ['note', ['keep.google.com', 'evernote.com', 'workflowy.com', 'roamresearch.com', 'simplenote.com']],
];

/** The kind of the texts that people write on a site. */
export function kindOf(site: string): Kind {
  const isAt = (host: string) => site === host || site.endsWith(`.${host}`);
  return kinds.find(([, hosts]) => hosts.some(isAt))?.[0] ?? 'other';
}
