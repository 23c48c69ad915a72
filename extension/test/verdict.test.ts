import { settingsFrom } from 'foreword-ui/settings';
import { parse } from 'valibot';
import { describe, expect, test } from 'vitest';
import { verdict as schema } from '../src/protocol/background-messages.js';
import { kindOf } from '../src/settings/kind.js';
import { siteSettingsOf } from '../src/settings/site-settings.js';
import { type Place, siteOf, verdictFor } from '../src/settings/verdict.js';

const place: Place = { site: 'example.org', tab: 7, isPrivate: false };
const nothing = { isPausedUntilRestart: false, pausedTabs: [] };
const now = 1_000_000;

function verdict(
  settings: object = {},
  sites: object = {},
  session: object = {},
  where: Partial<Place> = {},
) {
  const all = { settings: settingsFrom(settings), sites: siteSettingsOf(sites) };
  return verdictFor(all, { ...nothing, ...session }, { ...place, ...where }, now);
}

describe('where drafts are offered', () => {
  test('everywhere, unless something was set', () => {
    expect(verdict()).toMatchObject({ state: 'on', mayLearn: true });
    expect(parse(schema, verdict())).toMatchObject({ state: 'on' });
  });

  test.each([
    ['off', verdict({ isOn: false }), null],
    ['paused', verdict({}, {}, { isPausedUntilRestart: true }), null],
    ['paused', verdict({}, { pausedUntil: now + 1 }), now + 1],
    ['site', verdict({}, { offSites: ['example.org'] }), null],
    ['tab', verdict({}, {}, { pausedTabs: [7] }), null],
    ['private', verdict({}, {}, {}, { isPrivate: true }), null],
  ])('not where it is %s', (reason, found, until) => {
    expect(found).toEqual({ state: 'off', reason, until });
  });

  test('a pause ends by itself', () => {
    expect(verdict({}, { pausedUntil: now })).toMatchObject({ state: 'on' });
  });

  test('in private windows where it was allowed, and nothing is learned', () => {
    expect(verdict({}, { allowsPrivate: true }, {}, { isPrivate: true })).toMatchObject({
      state: 'on',
      mayLearn: false,
    });
  });
});

test('a setting that cannot be read is as never set, and the others stay', () => {
  const stored = {
    offSites: ['a.example'],
    idleMinutes: 1e9,
    pausedUntil: 'soon',
    allowsPrivate: 1,
    more: 1,
  };
  expect(siteSettingsOf(stored)).toEqual({
    offSites: ['a.example'],
    pausedUntil: 0,
    allowsPrivate: false,
    isQuietInCode: false,
    idleMinutes: 10,
  });
  for (const broken of [undefined, null, 7, 'x', [], { offSites: [''] }]) {
    expect(siteSettingsOf(broken)).toEqual(siteSettingsOf({}));
  }
});

test('sites are host names as people say them', () => {
  expect(siteOf('https://www.example.org/a?b')).toBe('example.org');
  expect(siteOf('http://localhost:8080/')).toBe('localhost');
  expect(siteOf('file:///home/me/a.html')).toBe('file');
  expect(siteOf(undefined)).toBe('');
  expect(siteOf('about:blank')).toBe('about');
});

test('the kind of a text by its site', () => {
  expect(kindOf('mail.google.com')).toBe('mail');
  expect(kindOf('team.slack.com')).toBe('chat');
  expect(kindOf('notslack.com')).toBe('other');
});
