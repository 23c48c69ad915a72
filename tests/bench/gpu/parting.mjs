/**
 * Where two probes of one context part, and how far apart they are until then. Lanes share layers: once one of them goes on with
 * another token, all are written after something else, so only what is before that in any lane can be compared.
 *
 * @returns `step`: the first at which some lane's likeliest token differs, if any. `isUnscored`: the other flavour's candidates don't
 *   have that token at all, so it was not scored in full there. `mostApart`: of the scores relative to the likeliest.
 */
export function parting(found, expected) {
  let mostApart = 0;
  for (const [step, lanes] of expected.entries()) {
    for (const [lane, candidates] of lanes.entries()) {
      mostApart = Math.max(mostApart, apart(found[step]?.[lane] ?? [], candidates));
    }
    // The first entry is the choice of first words: as many as there are lanes.
    const parted = (step === 0 ? lanes[0].slice(0, 3) : lanes).findIndex((_, n) =>
      step === 0 ? found[0][0][n]?.[0] !== lanes[0][n][0] : found[step]?.[n]?.[0]?.[0] !== lanes[n][0]?.[0],
    );
    if (parted < 0) continue;
    const token = step === 0 ? found[0][0][parted]?.[0] : found[step]?.[parted]?.[0]?.[0];
    const known = lanes[step === 0 ? 0 : parted].map(([candidate]) => candidate);
    return { step, isUnscored: !known.includes(token), mostApart };
  }
  return { mostApart };
}

/** The greatest difference of what both score, relative to the expected likeliest. */
function apart(found, expected) {
  const scores = new Map(found);
  const [best, bestScore] = expected[0] ?? [];
  if (!scores.has(best)) return Infinity;
  const differences = expected
    .filter(([token]) => scores.has(token))
    .map(([token, score]) => Math.abs(scores.get(token) - scores.get(best) - (score - bestScore)));
  return Math.max(...differences);
}
