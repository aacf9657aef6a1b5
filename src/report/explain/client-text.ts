import type { Fleet } from '../../model/fleet.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { ClientFacts } from '../../model/stories/client-facts.ts';
import type { ClientChapter } from '../../model/stories/client-story.ts';
import { Actual } from '../../model/updates/update-states.ts';
import { visible } from '../../scenario/issue.ts';
import { Refusals } from './refusals.ts';
import { ScanWords } from './scan-words.ts';
import { SiteWords } from './site-words.ts';
import { StoryNames } from './story-names.ts';
import { WorkWords } from './work-words.ts';

/** Tells the story of one client in plain words: a line per instant, in UTC and by the clock of the client. */
export class ClientTeller {
  readonly #names: StoryNames;
  readonly #scan: ScanWords;
  readonly #work: WorkWords;
  readonly #site: SiteWords;
  readonly #refusals: Refusals;

  constructor(scenario: Scenario, fleet: Fleet, client: number) {
    this.#names = new StoryNames(scenario, fleet, client);
    this.#scan = new ScanWords(this.#names);
    this.#work = new WorkWords(this.#names);
    this.#site = new SiteWords(this.#names);
    this.#refusals = new Refusals(this.#names);
  }

  /** `title`: how the client is called. */
  heading(title: string, atMs: number, facts: ClientFacts): string[] {
    const { scenario, group } = this.#names;
    const lacking = facts.updates.flatMap(({ actual }, slot) =>
      actual === Actual.notRequired || actual === Actual.installed ? [] : [slot],
    );
    const lacks = lacking.length === 0 ? 'lacks nothing' : `lacks ${this.#names.updates(lacking)}`;
    const point = facts.scan.point < 0 ? 'no software update point' : this.#names.point(facts.scan.point);
    return [
      `${title}: ${visible(scenario.catalog.products[group.product]!)}, site ${this.#names.site}, scans at ${point}, reports to ${this.#names.managementPoint}`,
      `UTC                  by its clock (${this.#names.zone})`,
      `${this.#names.instant(atMs)}  ${facts.isInFleet ? `${MACHINES[facts.machine]}; ${lacks}; ` : ''}${this.#site.standing(facts)}`,
    ];
  }

  /** What is told of an instant: a line or none; and before it what was left out, where a server refused again and again. */
  lines(chapter: ClientChapter): string[] {
    const wants = this.#site.tellWants(chapter);
    const scan = this.#scan.tell(chapter);
    const others = [...this.#work.tell(chapter), ...this.#site.tellReports(chapter)];
    const left = this.#refusals.hear(chapter, wants.length + others.length === 0);
    if (left === null) return [];
    const clauses = [...wants, ...scan, ...others];
    const line = clauses.length === 0 ? [] : [`${this.#names.instant(chapter.atMs)}  ${clauses.join('; ')}`];
    return [...left, ...line];
  }

  ending(atMs: number, facts: ClientFacts): string[] {
    return [
      ...this.#refusals.end(),
      `${this.#names.instant(atMs)}  in the end: ${this.#site.standing(facts)}`,
    ];
  }
}

const MACHINES: Record<ClientFacts['machine'], string> = {
  outside: 'is not in the fleet',
  works: 'is on',
  restarts: 'restarts',
  shutdown: 'is off',
  sleep: 'sleeps',
  offNetwork: 'is off the network',
};
