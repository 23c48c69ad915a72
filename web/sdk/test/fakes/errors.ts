export class FakeError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A decoder that begins with this byte is refused. */
export const refusedByte = 0xff;
