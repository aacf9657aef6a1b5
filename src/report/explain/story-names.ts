import { MICROSOFT_UPDATE, PEERS } from '../../model/client/content-search.ts';
import type { Fleet } from '../../model/fleet.ts';
import type { Scenario } from '../../model/scenario.ts';
import { ZoneClock } from '../../model/zone-clock.ts';
import { visible } from '../../scenario/issue.ts';
import { formatDuration } from '../time.ts';

/** How things are called in the story of one client, and how its instants are written. */
export class StoryNames {
  readonly scenario: Scenario;
  readonly client: number;
  readonly group: Scenario['groups'][number];
  readonly #fleet: Fleet;
  readonly #clock: ZoneClock;
  /** Slots of updates that have been told with their titles. */
  readonly #told = new Set<number>();

  constructor(scenario: Scenario, fleet: Fleet, client: number) {
    this.scenario = scenario;
    this.client = client;
    this.#fleet = fleet;
    this.group = scenario.groups[fleet.parts.clients.groupOf[client]!]!;
    this.#clock = new ZoneClock(scenario.zones[this.group.zone]!, scenario.startEpochMs);
  }

  get zone(): string {
    return visible(this.scenario.zones[this.group.zone]!.name);
  }

  get site(): string {
    return visible(this.scenario.sites[this.primarySite]!.name);
  }

  /** Index of the primary site that the client is assigned to. */
  get primarySite(): number {
    const { tree, clients } = this.#fleet.parts;
    return tree.primaryOfGroup[clients.groupOf[this.client]!]!;
  }

  /** The site that its updates and deployments come from. */
  get managementPoint(): string {
    const point = this.#fleet.parts.managementPoints.pointOf[this.client]!;
    return visible(this.scenario.managementPoints[point]?.name ?? 'no management point');
  }

  /** By its KB number, with the title where it is told for the first time; by the title where others have that number. */
  update(slot: number): string {
    const { title, kb, id } = this.catalogUpdate(slot);
    const isFirst = !this.#told.has(slot);
    this.#told.add(slot);
    if (kb === '' || this.#isShared(kb)) return visible(title === '' ? id : title);
    const own = title.replace(`(${kb})`, '').trim();
    return visible(isFirst && own !== '' && own !== kb ? `${kb} (${own})` : kb);
  }

  #isShared(kb: string): boolean {
    const { updates } = this.#fleet.parts;
    const slots = Array.from({ length: updates.slotCountOf(this.client) }, (_, slot) => slot);
    return slots.filter((slot) => this.catalogUpdate(slot).kb === kb).length > 1;
  }

  /** Of several updates: the first ones by name. */
  updates(slots: readonly number[]): string {
    const names = slots.slice(0, 3).map((slot) => this.update(slot));
    const more = slots.length - names.length;
    return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
  }

  catalogUpdate(slot: number) {
    return this.#fleet.parts.updates.catalogUpdateAt(this.client, slot);
  }

  deployment(number: number): string {
    return `“${visible(this.scenario.deployments[number]!.name)}”`;
  }

  slotsOf(deployment: number): readonly number[] {
    return this.#fleet.parts.updates.slotsOf(deployment, this.client);
  }

  point(number: number): string {
    return visible(this.scenario.softwareUpdatePoints[number]?.name ?? 'no software update point');
  }

  orchestrationGroup(): string {
    const number = this.#fleet.parts.orchestrationGroups.numberOf(this.client);
    return `“${visible(this.scenario.orchestrationGroups[number]?.name ?? '')}”`;
  }

  contentSource(source: number): string {
    if (source === MICROSOFT_UPDATE) return 'Microsoft Update';
    if (source === PEERS) return 'peers';
    return visible(this.scenario.distributionPoints[source]?.name ?? 'nowhere');
  }

  /** `2024-06-08 12:00:10  14:00:10`: in UTC and by the clock of the client; its day where that is another one. */
  instant(atMs: number): string {
    const utc = textOf(this.scenario.startEpochMs + atMs);
    const local = textOf(this.#clock.toLocal(atMs));
    const isSameDay = utc.slice(0, 10) === local.slice(0, 10);
    return `${utc}  ${isSameDay ? `${' '.repeat(6)}${local.slice(11)}` : local.slice(5)}`;
  }

  /** An instant in UTC as it is named in a line about another one: the time, and the day where that is another. */
  clockTime(atMs: number, fromMs: number): string {
    const then = textOf(this.scenario.startEpochMs + atMs);
    const now = textOf(this.scenario.startEpochMs + fromMs);
    const time = then.endsWith(':00') ? then.slice(11, 16) : then.slice(11);
    return then.slice(0, 10) === now.slice(0, 10) ? time : `${then.slice(0, 10)} ${time}`;
  }

  duration(ms: number): string {
    return formatDuration(ms);
  }
}

function textOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ');
}
