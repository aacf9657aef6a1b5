import { isRestartPending, stateOf, subjectOf, topicOf } from '../../client/message-pool.ts';
import { Topic } from '../../topics.ts';
import type { Compliance } from '../../updates/update-states.ts';
import type { Memberships } from '../deployment/memberships.ts';
import type { EnforcementDatabase } from './enforcement-database.ts';
import type { SiteDatabase } from './site-database.ts';
import type { StateReplication } from './state-replication.ts';

/** Where the messages that a primary site's state system has read are kept, by their topic. */
export class MessageStore {
  readonly #database: SiteDatabase;
  readonly #enforcement: EnforcementDatabase;
  readonly #replication: StateReplication;
  readonly #memberships: Memberships;

  constructor(
    database: SiteDatabase,
    enforcement: EnforcementDatabase,
    replication: StateReplication,
    memberships: Memberships,
  ) {
    this.#database = database;
    this.#enforcement = enforcement;
    this.#replication = replication;
    this.#memberships = memberships;
  }

  /** What a message says (`messageOf`). Of a client that is deleted nothing is kept. */
  store(site: number, client: number, contents: number): void {
    if (!this.#memberships.isKnown(client)) return;
    this.#replication.stored(site, client, contents);
    if (topicOf(contents) !== Topic.updateDetection) return this.#enforcement.store(client, contents);
    const state = stateOf(contents) as Compliance;
    this.#database.store(client, subjectOf(contents), state, isRestartPending(contents));
  }

  /** The same of one in a file that could not be read. */
  lose(client: number, contents: number): void {
    if (!this.#memberships.isKnown(client)) return;
    if (topicOf(contents) === Topic.updateDetection) this.#database.lose(client, subjectOf(contents));
  }
}
