import type { BackendChoice, Engine, EngineEvents } from 'foreword';
import { SpeedRecord } from 'foreword-ui/samples';
import { localValue } from 'foreword-ui/storage';
import { type HostRules, type ToBackground, hostRules, toHost } from '../protocol/background-messages.js';
import { orNothing } from '../protocol/check.js';
import { fieldPort, limits, pagePort, timesKey } from '../protocol/limits.js';
import { siteOf } from '../settings/verdict.js';
import { Connection, type Learner } from './connection.js';
import { EngineKeeper, type KeptSession } from './keeper.js';
import { PageConnection } from './page-connection.js';

export interface HostParts {
  make: (events: EngineEvents, backend: BackendChoice) => Engine;
  prepare?: (engine: Engine) => Promise<void>;
  learner: (keeper: EngineKeeper) => Learner;
}

/** The side of the engine in the page that the browser keeps for us: takes ports, and serves them with one engine. */
export class Host {
  readonly keeper: EngineKeeper;
  readonly #learner: Learner;
  readonly #connections = new Set<Connection | PageConnection>();
  /** In this document's own storage, which the page of speeds reads too. */
  readonly #times = new SpeedRecord(localValue(timesKey));
  #rules: HostRules | undefined;
  #focused: KeptSession | undefined;

  constructor(parts: HostParts) {
    this.keeper = new EngineKeeper({
      make: parts.make,
      prepare: parts.prepare,
      onState: (state, message) => {
        if (state === 'failed') console.warn(message);
        for (const connection of this.#connections) connection.tellState();
      },
    });
    this.#learner = parts.learner(this.keeper);
  }

  /** Takes ports from now on. Listeners must be there before the first task ends, so nothing is waited for. */
  start(): void {
    chrome.runtime.onConnect.addListener((port) => {
      if (port.name === fieldPort) this.serve(port, this.frame(port));
      // A page's frame can name its port as it likes; the browser says whose it is.
      else if (port.name === pagePort && isOurs(port.sender)) this.serve(port, this.page(port));
    });
    chrome.runtime.onMessage.addListener((message: unknown) => {
      const known = orNothing(toHost, message);
      if (known !== undefined) this.follow(known.rules);
      return false;
    });
  }

  /** Asks the background for what was set: this page has no storage of the extension. */
  async askForRules(): Promise<void> {
    const question: ToBackground = { to: 'background', kind: 'rules' };
    const answer: unknown = await chrome.runtime.sendMessage(question);
    const rules = orNothing(hostRules, answer);
    if (rules !== undefined) this.follow(rules);
  }

  follow(rules: HostRules): void {
    this.#rules = rules;
    this.keeper.idleMinutes = rules.idleMinutes;
    this.keeper.backend = rules.backend;
  }

  private frame(port: chrome.runtime.Port): Connection {
    const { tab, url, origin } = port.sender ?? {};
    return new Connection({
      keeper: this.keeper,
      learner: this.#learner,
      // Of the tab, since frames in a sandbox have no site, and others' frames belong to the page around them.
      origin: { site: placeOf(tab?.url ?? url ?? origin), isPrivate: tab?.incognito === true },
      rules: () => this.#rules,
      onTime: (ms) => {
        this.#times.add(ms, 'cpu');
      },
      send: sending(port),
      onFocus: (session) => {
        this.#focused?.unfocus();
        this.#focused = session;
        session.focus();
      },
    });
  }

  private page(port: chrome.runtime.Port): PageConnection {
    return new PageConnection(this.keeper, sending(port));
  }

  private serve(port: chrome.runtime.Port, connection: Connection | PageConnection): void {
    if (this.#connections.size >= limits.ports) {
      port.disconnect();
      return;
    }
    this.#connections.add(connection);
    const end = () => {
      if (this.#connections.delete(connection)) connection.end();
    };
    port.onDisconnect.addListener(end);
    port.onMessage.addListener((message: unknown) => {
      try {
        connection.receive(message);
      } catch (error) {
        console.warn(String(error));
        end();
        port.disconnect();
      }
    });
  }
}

function sending(port: chrome.runtime.Port): (message: unknown) => void {
  return (message) => {
    try {
      port.postMessage(message);
    } catch {
      // The frame went away in this moment; its port tells so.
    }
  };
}

function isOurs(sender: chrome.runtime.MessageSender | undefined): boolean {
  return sender?.id === chrome.runtime.id && sender.url?.startsWith(chrome.runtime.getURL('')) === true;
}

/** The site as the profile knows it. One without a name has one all the same: what is nowhere sees what all sites have. */
function placeOf(url: string | undefined): string {
  const site = siteOf(url);
  return site === '' ? 'nameless' : site;
}
