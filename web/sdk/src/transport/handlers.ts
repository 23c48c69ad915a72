import { ForewordError } from '../errors.js';
import type { EngineHost } from '../host/host.js';
import type { HostSession } from '../host/sessions.js';
import type { Progress } from '../types.js';
import { validate } from '../validate.js';
import type { Output } from './answers.js';
import { type CallKind, type Input, inputSchema, isCallKind } from './requests.js';

type Handler<K extends CallKind> = (
  input: Input<K>,
  onProgress: (progress: Progress) => void,
) => Output<K> | Promise<Output<K>>;

/** The calls that a port answers. A port without a handler for a call refuses it. */
export type Handlers = { [K in CallKind]?: Handler<K> };

/** Answers the calls that concern the whole engine. */
export function hostHandlers(host: EngineHost): Handlers {
  return {
    load: (options, onProgress) => host.load(options, onProgress),
    backend: () => host.backend(),
    use: (choice) => host.use(choice),
    'test-backends': (choice) => host.testBackends(choice),
    storage: () => host.storage(),
    'forget-model': async () => {
      await host.forgetModel();
      return null;
    },
  };
}

/** The sessions of one port by their ids there. */
class PortSessions extends Map<number, HostSession> {
  at(id: number): HostSession {
    const session = this.get(id);
    if (session === undefined)
      throw new ForewordError('bad-message', `session ${id} is not open`, { session: id });
    return session;
  }
}

/** Answers all calls, for ports that may make them. */
export function allHandlers(host: EngineHost): Handlers {
  const sessions = new PortSessions();
  return {
    ...hostHandlers(host),
    ...sessionHandlers(host, sessions),
    profile: ({ verb, session, args }) =>
      host.profile({ verb, args, session: session === undefined ? undefined : sessions.at(session) }),
  };
}

/** Answers the calls of the sessions of one port, which can't reach those of another. */
export function sessionHandlers(host: EngineHost, sessions = new PortSessions()): Handlers {
  const at = (id: number) => sessions.at(id);
  const close = (id: number) => {
    const session = sessions.get(id);
    sessions.delete(id);
    if (session !== undefined) host.closeSession(session);
    return null;
  };
  return {
    open: ({ session, options }) => {
      close(session);
      sessions.set(session, host.openSession(options));
      return null;
    },
    complete: ({ session, call, context, options }) => host.complete(at(session), { call, context, options }),
    cancel: ({ session, call }) => {
      host.cancel(at(session), call);
      return null;
    },
    focus: ({ session }) => {
      host.focus(at(session));
      return null;
    },
    close: ({ session }) => close(session),
  };
}

/**
 * Checks a call and has it answered.
 *
 * @throws {ForewordError} `"bad-message"`, if the call is unknown, not offered here or malformed; else whatever the
 *   handler throws.
 */
export async function handle(
  handlers: Handlers,
  { kind, input }: { kind: string; input?: unknown },
  onProgress: (progress: Progress) => void,
): Promise<unknown> {
  const handler = isCallKind(kind) ? handlers[kind] : undefined;
  if (!isCallKind(kind) || handler === undefined) {
    throw new ForewordError('bad-message', `no call is named ${kind.slice(0, 80)}`, {});
  }
  const checked = validate(inputSchema(kind), input, { code: 'bad-message', name: kind });
  return await (handler as Handler<typeof kind>)(checked, onProgress);
}
