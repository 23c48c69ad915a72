import type { Context, Draft, Engine, EngineSession, Why } from 'foreword';
import type { Explanation } from 'foreword-field';
import { explanationOf, messagesOf } from 'foreword-ui/why';

/** Why a draft is as it is. Without a profile there is still what proposed each word. */
export async function explain(
  { profile }: Pick<Engine, 'profile'>,
  session: Pick<EngineSession, 'why'>,
  context: Context,
  draft: Draft,
): Promise<Explanation> {
  const words = draft.words.map((word) => ({ ...word, total: 0, messages: [] }));
  const bare: Why = { before: [], words };
  const why = await session.why(context, draft).catch(() => bare);
  return explanationOf(why, messagesOf(profile)).catch(() => explanationOf(bare, () => Promise.resolve([])));
}
