import type { Explanation, Offer } from 'foreword-field';
import { useEffect, useState } from 'preact/hooks';
import type { Drafts } from '../drafts/drafts.js';

/** Why the drafts above the keyboard are as they are: each with where its words are from. */
export function ChipsWhy({ drafts, offer }: { drafts: Drafts; offer: Offer }) {
  const [found, setFound] = useState<{ offer: Offer; all: Explanation[] }>();
  useEffect(() => {
    let isOver = false;
    void Promise.all(offer.drafts.map((draft) => drafts.explain(offer, draft))).then((all) => {
      if (!isOver) setFound({ offer, all: all.filter((one) => one !== undefined) });
    });
    return () => {
      isOver = true;
    };
  }, [drafts, offer]);
  if (found?.offer !== offer) return <div class="chips-why" aria-busy="true" />;
  // What was read before the text is the same for all.
  const notes = new Set(found.all.flatMap((one) => one.notes));
  return (
    <section class="chips-why" aria-label="Why these words">
      <ol>
        {found.all.map(({ parts }, at) => (
          <li key={at}>
            {parts.map(({ text, source, isOwn }, place) => (
              <span class="why-part" data-own={isOwn} key={place}>
                <bdi>{text.trim()}</bdi>
                <small>{source}</small>
              </span>
            ))}
          </li>
        ))}
      </ol>
      {[...notes].map((note) => (
        <p key={note} dir="auto">
          {note}
        </p>
      ))}
    </section>
  );
}
