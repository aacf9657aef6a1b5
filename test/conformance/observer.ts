import { Enforcement } from '../../src/model/client/client-updates.ts';
import { MICROSOFT_UPDATE, PEERS } from '../../src/model/client/content-search.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import { SCAN_KINDS, SCAN_TRIGGERS, SITE_EVENTS } from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { TOPICS, Topic } from '../../src/model/topics.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../model/small-fleet.ts';
import { type Contents, messagesOf } from '../model/witness.ts';

const ACTUAL = ['not required', 'required', 'cached', 'waits for a restart', 'installed'];
const STATES = ['unknown', 'not required', 'required', 'installed'];
const SCAN_STAGES = ['', 'asks where', 'at', 'fetches from', 'evaluates', 'waits for its new source'];
const DOWNLOAD_STAGES = [
  'none',
  'waits for',
  'asks where',
  'fetches',
  'interrupted at',
  'fetches',
  'waits for peers with',
];
const RESTART_STAGES = [
  'none',
  'is counted down',
  'is counted down',
  'is under way',
  'waits for somebody or for the deadline',
  'waits for a maintenance window',
];
const ORCHESTRATION_STAGES = [
  'none',
  'wants to ask',
  'waits for a place',
  'is called',
  'runs the script before',
  'has a place',
  'runs the script after',
  'has failed',
];
const GROUP_STATES = ['idle', 'in progress', 'failed'];
const FILTER_PHASES = [
  'on',
  'is switched off',
  'off after the restart under way',
  'off, servicing',
  'is switched on',
  'on after the restart under way',
];
const GAPS = ['none', 'open', 'a full report is asked for'];

/** Events of sites by the status messages that an administrator knows, or in words. */
const EVENTS: Partial<Record<(typeof SITE_EVENTS)[number], string>> = {
  syncStarted: '6701 synchronization starts',
  wsusSyncing: '6704 WSUS synchronizes',
  databaseSyncing: '6705 the site database synchronizes',
  syncCompleted: '6702 synchronization is complete',
  syncFailed: '6703 synchronization has failed',
  replicaSyncing: '6706 another WSUS server synchronizes',
  replicaSynced: 'another WSUS server has synchronized',
  childRequested: 'a child site is asked to synchronize',
  itemsReplicated: 'configuration items have come',
  deploymentCreated: 'a deployment is created',
  deploymentReplicated: 'a deployment has come',
  contentDownloaded: 'content has come from Microsoft',
  contentDistributed: 'content is at the distribution point',
  packageDeleted: 'a package is deleted',
  deploymentChanged: 'a deployment has other updates',
  ruleEvaluated: 'a rule is evaluated',
  groupUpdatesAdded: 'updates come into a software update group',
  groupUpdatesRemoved: 'updates leave a software update group',
  outage: 'a server fails',
  restored: 'a server is restored',
};

type Facts = ReadonlyMap<string, string>;

/** What can be said of a client of a fleet, and of what its sites say of it. */
export class Observer {
  readonly #scenario: Scenario;
  readonly #client: number;

  constructor(scenario: Scenario, client: number) {
    this.#scenario = scenario;
    this.#client = client;
  }

  factsOf(fleet: Fleet): Facts {
    const { parts } = fleet;
    const { scans } = parts;
    const client = this.#client;
    const version = scans.metadataVersion[client]!;
    return new Map([
      ['machine', this.#machine(fleet)],
      ['policy', this.#policy(fleet)],
      ['scan', this.#scan(fleet)],
      ['server', this.#server(fleet)],
      ['metadata', version < 0 ? 'none' : `version ${version}`],
      ['last online scan', instant(scans.lastOnlineMs[client]!)],
      [
        'download',
        this.#slotOf(fleet, DOWNLOAD_STAGES[parts.downloads.stage[client]!]!, parts.downloads.slot) +
          this.#sourceOf(fleet),
      ],
      ['installation', this.#slotOf(fleet, '', parts.installation.slot)],
      ['restart', RESTART_STAGES[parts.restart.stage[client]!]!],
      ...this.#updates(fleet),
      ...this.#enforcement(fleet),
      ...this.#content(fleet),
      ['messages', this.#messages(fleet)],
      ['on their way to the site', this.#messagesUnderWay(fleet)],
      ['gap in the messages', GAPS[parts.missing.stage[client] ?? 0]!],
      ...this.#deployments(fleet),
    ]);
  }

  /** Runs a fleet on; whether anything can have changed. Neither an idle client that comes or goes nor a window is an event. */
  runAndSee(fleet: Fleet, untilMs: number): boolean {
    const [count, seen] = [fleet.eventCount, this.#clockwork(fleet)];
    fleet.run(untilMs);
    return fleet.eventCount !== count || this.#clockwork(fleet) !== seen;
  }

  /** What changes with time alone. */
  #clockwork(fleet: Fleet): string {
    return `${this.#machine(fleet)}, ${this.#window(fleet)}`;
  }

  #window({ parts, nowMs }: Fleet): string {
    return (parts.windows.of(this.#client)?.remainingMs(nowMs) ?? Infinity) > 0 ? 'open' : 'closed';
  }

  #machine({ parts, nowMs }: Fleet): string {
    if (parts.machines.restarting[this.#client] === 1) return 'restarts';
    if (parts.presence.isPresent(this.#client, nowMs)) return 'runs';
    return { shutdown: 'is off', sleep: 'sleeps', offNetwork: 'is off the network' }[
      parts.presence.absenceOf(this.#client)
    ];
  }

  #policy({ parts }: Fleet): string {
    const names = this.#scenario.deployments.flatMap(({ name }, deployment) =>
      parts.updates.is(deployment, this.#client, Enforcement.policy) ? [name] : [],
    );
    return [parts.policy.enabled[this.#client] === 1 ? 'scans are enabled' : 'no scans', ...names].join(', ');
  }

  #scan({ parts: { scans, selection } }: Fleet): string {
    const client = this.#client;
    const triggers = triggersOf(scans.running[client]!);
    if (triggers === '') {
      const waiting = triggersOf(scans.waiting[client]!);
      const failed = triggersOf(scans.failed[client]!);
      return [waiting && `waits (${waiting})`, failed && `has failed (${failed})`].join(' ').trim() || 'none';
    }
    const stage = scans.stage[client]!;
    const isAtServer = stage === 2 || stage === 3;
    const { name } = this.#scenario.softwareUpdatePoints[selection.pointToTry[client]!] ?? { name: '' };
    const where = isAtServer ? ` ${name}` : '';
    return `${SCAN_STAGES[stage]}${where} (${triggers}, ${SCAN_KINDS[scans.kind[client]!]})`;
  }

  #server({ parts: { selection } }: Fleet): string {
    if (!selection.hasPoint(this.#client)) return 'none';
    const names = this.#scenario.softwareUpdatePoints.map(({ name }) => name);
    const [held, next] = [selection.pointOf[this.#client]!, selection.pointToTry[this.#client]!];
    return held === next ? names[held]! : `${names[held]}, next try at ${names[next]}`;
  }

  #slotOf({ parts }: Fleet, stage: string, slots: Int16Array): string {
    const slot = slots[this.#client]!;
    if (slot < 0 || stage === 'none') return 'none';
    return `${stage} ${this.#title(parts.updates.updateAt(this.#client, slot))}`.trim();
  }

  /** Where content comes from, where there is a choice. */
  #sourceOf({ parts }: Fleet): string {
    const points = this.#scenario.distributionPoints;
    const source = parts.transfers.source[this.#client]!;
    if (DOWNLOAD_STAGES[parts.downloads.stage[this.#client]!] !== 'fetches') return '';
    if (source === MICROSOFT_UPDATE) return ' from Microsoft Update';
    if (source === PEERS) return ' from peers';
    return points.length > 1 ? ` from ${points[source]!.name}` : '';
  }

  #title(update: number): string {
    return this.#scenario.catalog.updates[update]!.title;
  }

  #updates({ parts }: Fleet): [string, string][] {
    const { truth, known, central, updates, clients } = parts;
    const client = this.#client;
    return updates.index.updatesOfProduct[clients.productOf(client)]!.flatMap((update, slot) => {
      const lines: [string, string][] = [
        [`${this.#title(update)} in truth`, ACTUAL[truth.actual(client, slot)]!],
        [`${this.#title(update)} found`, STATES[truth.known(client, slot)]!],
        [`${this.#title(update)} stored`, STATES[known.stored(client, slot)]!],
      ];
      if (known.isRestartPending(client, slot)) lines[2]![1] += ', waits for a restart';
      if (central !== null) {
        lines.push([
          `${this.#title(update)} stored at the top`,
          STATES[central.states.stored(client, slot)]!,
        ]);
      }
      return lines;
    });
  }

  /** What holds installations and restarts back, where the scenario has any of it. */
  #enforcement(fleet: Fleet): [string, string][] {
    const { parts } = fleet;
    const { collections, orchestrationGroups, deployments, actions } = this.#scenario;
    const client = this.#client;
    const lines: [string, string][] = [];
    if (collections.some(({ windows }) => windows.length > 0))
      lines.push(['maintenance window', this.#window(fleet)]);
    if (this.#group(parts).userInstalls !== null) {
      const started = deployments.filter((_, each) => parts.updates.is(each, client, Enforcement.byUser));
      lines.push(['started by the user', started.map(({ name }) => name).join(', ') || 'nothing']);
    }
    if (this.#group(parts).writeFilter !== null) {
      lines.push(['write filter', FILTER_PHASES[parts.writeFilters.phase[client]!]!]);
      lines.push([
        'only in the overlay',
        this.#titlesOf(parts, (slot) => parts.writeFilters.overlay.has(client, slot)),
      ]);
    }
    const number = orchestrationGroups.length === 0 ? -1 : parts.orchestrationGroups.numberOf(client);
    if (number >= 0) {
      lines.push(['orchestration', ORCHESTRATION_STAGES[parts.orchestrationMember.stage[client]!]!]);
      lines.push([
        `group ${orchestrationGroups[number]!.name}`,
        GROUP_STATES[parts.orchestrationGroups.state[number]!]!,
      ]);
    }
    if (actions.some(({ verb }) => verb === 'retarget') || collections.some(({ query }) => query !== null)) {
      const names = parts.memberships.deploymentsOf(client).map((each) => deployments[each]!.name);
      lines.push(['in the collections of', names.join(', ') || 'none']);
    }
    return lines;
  }

  /** What its cache holds, and packages, where the scenario does anything to them. */
  #content({ parts }: Fleet): [string, string][] {
    const { packages, actions, rules } = this.#scenario;
    const { cache, packageContents } = parts;
    const lines: [string, string][] = [];
    if (cache.receivedMs.length > 0)
      lines.push(['in the cache', this.#titlesOf(parts, (slot) => cache.holds(this.#client, slot))]);
    if (!actions.some((each) => 'package' in each) && rules.length === 0) return lines;
    packages.forEach(({ name }, pack) => {
      const version = packageContents.version[pack]!;
      lines.push([`package ${name}`, version === 0 ? 'none' : `content version ${version}`]);
    });
    return lines;
  }

  #group({ clients }: Fleet['parts']) {
    return this.#scenario.groups[clients.groupOf[this.#client]!]!;
  }

  #titlesOf({ updates }: Fleet['parts'], holds: (slot: number) => boolean): string {
    const titles: string[] = [];
    for (let slot = 0; slot < updates.slotCountOf(this.#client); slot++) {
      if (holds(slot)) titles.push(this.#title(updates.updateAt(this.#client, slot)));
    }
    return titles.join(', ') || 'nothing';
  }

  #messages(fleet: Fleet): string {
    const said = messagesOf(fleet, fleet.parts.messages.outbox[this.#client]!);
    return said.length === 0
      ? 'none wait'
      : `wait: ${said.map((each) => this.#saysOf(fleet, each)).join(', ')}`;
  }

  #saysOf({ parts }: Fleet, { topic, subject, state, restartPending }: Contents): string {
    const { name, states } = TOPICS[topic];
    const isOfUpdate = topic === Topic.updateDetection || topic === Topic.updateEnforcement;
    const of = isOfUpdate ? this.#title(parts.updates.updateAt(this.#client, subject)) : name;
    return `${of} ${states[state]}${restartPending ? ' (restart)' : ''}`;
  }

  /** Of all clients: where there are several, those who trace one see to it that the others say nothing. */
  #messagesUnderWay({ parts: { messageMeasures: messages, files } }: Fleet): string {
    const { sentCount, arrivedCount, storedCount, lostCount } = messages;
    const atChildSite = files.waitingCount.reduce((sum, count) => sum + count, 0);
    const places = [
      [sentCount - arrivedCount - atChildSite, 'under way'],
      [atChildSite, 'at the secondary site'],
      [arrivedCount - storedCount - lostCount, 'in the inbox'],
    ] as const;
    const there = places.flatMap(([count, where]) => (count > 0 ? [`${count} ${where}`] : []));
    return [...(there.length === 0 ? ['none'] : there), ...(lostCount > 0 ? [`${lostCount} lost`] : [])].join(
      ', ',
    );
  }

  #deployments({ parts }: Fleet): [string, string][] {
    const { knowledge, summaries, deployments, clients } = parts;
    const group = clients.groupOf[this.#client]!;
    const isCompliant = (count: number) => (count > 0 ? 'compliant' : 'not compliant');
    return deployments.ofGroup[group]!.flatMap((deployment) =>
      knowledge.databases.flatMap((database, level): [string, string][] => {
        const cell = deployments.cell(deployment, group);
        const name = `${this.#scenario.deployments[deployment]!.name}${level === 1 ? ' at the top' : ''}`;
        return [
          [`${name} stored`, isCompliant(database.compliantCount(cell))],
          [`${name} shown`, isCompliant(summaries.compliantCount[summaries.at(level, cell)]!)],
        ];
      }),
    );
  }

  /** What the sites noted from a row of their events on. */
  eventsOf({ parts: { events } }: Fleet, fromRow: number): string[] {
    const lines: string[] = [];
    for (let row = fromRow; row < events.rows.length; row++) {
      const text = EVENTS[SITE_EVENTS[events.rows.get(row, 'code')]!];
      const site = this.#scenario.sites[events.rows.get(row, 'site')]?.name ?? 'scenario';
      if (text !== undefined) lines.push(`${site}: ${text}`);
    }
    return lines;
  }
}

function triggersOf(bits: number): string {
  return SCAN_TRIGGERS.filter((_, bit) => (bits & (1 << bit)) !== 0).join(' + ');
}

/** An instant as day and time since the start. */
export function instant(atMs: number): string {
  if (atMs < 0) return atMs === -Infinity ? 'never' : 'before the start';
  const two = (value: number, digits = 2) => String(Math.floor(value)).padStart(digits, '0');
  const clock = [
    two((atMs % DAY_MS) / HOUR_MS),
    two((atMs % HOUR_MS) / MINUTE_MS),
    two((atMs % MINUTE_MS) / SECOND_MS),
  ];
  return `day ${Math.floor(atMs / DAY_MS)} ${clock.join(':')}.${two(atMs % SECOND_MS, 3)}`;
}
