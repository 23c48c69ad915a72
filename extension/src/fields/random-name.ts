/** A name that no other text has. `crypto.randomUUID` is only there in pages of secure origins. */
export function randomName(): string {
  const parts = crypto.getRandomValues(new Uint32Array(4));
  return [...parts].map((part) => part.toString(16).padStart(8, '0')).join('');
}
