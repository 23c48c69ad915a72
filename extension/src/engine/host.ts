import type { Engine, EngineEvents } from 'foreword';
import { type HostRules, type ToBackground, hostRules, toHost } from '../protocol/background-messages.js';
import { orNothing } from '../protocol/check.js';
import { fieldPort, limits } from '../protocol/limits.js';
import { siteOf } from '../settings/verdict.js';
import { Connection, type Learner } from './connection.js';
import { EngineKeeper, type KeptSession } from './keeper.js';

export interface HostParts {
  make: (events: EngineEvents) => Engine;
  learner: (keeper: EngineKeeper) => Learner;
}

/** The side of the engine in the page that the browser keeps for us: takes ports, and serves them with one engine. */
export class Host {
  readonly keeper: EngineKeeper;
  readonly #learner: Learner;
  readonly #connections = new Set<Connection>();
  #rules: HostRules | undefined;
  #focused: KeptSession | undefined;

  constructor(parts: HostParts) {
    this.keeper = new EngineKeeper({
      make: parts.make,
      onState: () => {
        for (const connection of this.#connections) connection.tellState();
      },
    });
    this.#learner = parts.learner(this.keeper);
  }

  /** Takes ports from now on. Listeners must be there before the first task ends, so nothing is waited for. */
  start(): void {
    chrome.runtime.onConnect.addListener((port) => {
      if (port.name === fieldPort) this.connect(port);
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
  }

  private connect(port: chrome.runtime.Port): void {
    if (this.#connections.size >= limits.ports) {
      port.disconnect();
      return;
    }
    const { tab, url, origin } = port.sender ?? {};
    const connection = new Connection({
      keeper: this.keeper,
      learner: this.#learner,
      // Of the tab, since frames in a sandbox have no site, and others' frames belong to the page around them.
      origin: { site: siteOf(tab?.url ?? url ?? origin), isPrivate: tab?.incognito === true },
      rules: () => this.#rules,
      send: (message) => {
        try {
          port.postMessage(message);
        } catch {
          // The frame went away in this moment; its port tells so.
        }
      },
      onFocus: (session) => {
        this.#focused?.unfocus();
        this.#focused = session;
        session.focus();
      },
    });
    this.#connections.add(connection);
    const end = () => {
      if (!this.#connections.delete(connection)) return;
      connection.end();
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
