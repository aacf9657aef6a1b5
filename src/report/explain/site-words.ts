import { Enforcement } from '../../model/client/enforcement.ts';
import type { ClientFacts, DeploymentFacts, MessageFacts } from '../../model/stories/client-facts.ts';
import type { ClientChapter } from '../../model/stories/client-story.ts';
import { TOPICS, Topic } from '../../model/topics.ts';
import { Compliance } from '../../model/updates/update-states.ts';
import type { StoryNames } from './story-names.ts';

const SHOWN_MESSAGES = 3;

/** What is told of presence, the fleet, policy, deployments, messages and what the site knows. */
export class SiteWords {
  readonly #names: StoryNames;
  /** Deployments whose stored compliance the next summary of the site shows. */
  readonly #toShow = new Map<number, boolean>();

  constructor(names: StoryNames) {
    this.#names = names;
  }

  /** What comes first in a line: where the machine is, and what policy and deadlines want of it. */
  tellWants(chapter: ClientChapter): string[] {
    return [
      ...this.#fleet(chapter),
      ...this.#machine(chapter),
      ...this.#policy(chapter),
      ...this.#deadlines(chapter),
    ];
  }

  /** What comes last: what it reports, and how compliant it is in truth, by its own finding, stored and shown. */
  tellReports(chapter: ClientChapter): string[] {
    return [
      ...this.#messages(chapter),
      ...this.#stored(chapter),
      ...this.#compliance(chapter),
      ...this.#shown(chapter),
    ];
  }

  #fleet({ events, before, after }: ClientChapter): string[] {
    const lines: string[] = [];
    const isRebuilt = events.some(({ kind }) => kind.name === 'machine: is rebuilt');
    if (!before.isInFleet && after.isInFleet) lines.push('joins the fleet');
    if (before.isInFleet && !after.isInFleet) {
      lines.push(
        isRebuilt ? 'its machine is rebuilt and goes on as another client' : 'leaves the fleet for good',
      );
    }
    if (!before.isKnownToSite && after.isKnownToSite) lines.push(`${this.#names.site} registers it`);
    if (before.isKnownToSite && !after.isKnownToSite) lines.push(`${this.#names.site} deletes its record`);
    return lines;
  }

  #machine({ atMs, events, before, after }: ClientChapter): string[] {
    if (before.machine === after.machine || !after.isInFleet || !before.isInFleet) return [];
    const untilMs = after.machineUntilMs;
    const until = untilMs === Infinity ? '' : ` until ${this.#names.clockTime(untilMs, atMs)}`;
    switch (after.machine) {
      case 'works': {
        if (before.machine === 'restarts') return [];
        const isWoken = events.some(({ kind }) => kind.name.includes('is woken'));
        if (isWoken) return [`is woken over the network, and stays awake${until}`];
        const is = { shutdown: 'is switched on', sleep: 'wakes', offNetwork: 'is back on the network' };
        return [`${is[before.machine as 'shutdown']}${until}`];
      }
      case 'shutdown':
        return [`is switched off${until}`];
      case 'sleep':
        return [`goes to sleep${until}`];
      case 'offNetwork':
        return [`is off the network${until}`];
      default:
        return [];
    }
  }

  #policy({ atMs, before, after }: ClientChapter): string[] {
    const enabled = !before.isEnabled && after.isEnabled ? ['policy enables software updates'] : [];
    const told = after.deployments.flatMap((is, at) => {
      const was = before.deployments[at]!;
      const name = this.#names.deployment(is.deployment);
      const had = (was.bits & Enforcement.policy) !== 0;
      const has = (is.bits & Enforcement.policy) !== 0;
      if (had && !has) return [`policy takes ${name} back`];
      if (has && !had) return [`policy brings ${name}: ${this.#timesOf(is, atMs)}`];
      return had && is.revision !== was.revision
        ? [`policy changes ${name}: ${this.#timesOf(is, atMs)}`]
        : [];
    });
    const targeted = after.deployments.flatMap((is, at) => {
      if (is.isTargeted === before.deployments[at]!.isTargeted) return [];
      const name = this.#names.deployment(is.deployment);
      return [is.isTargeted ? `comes into the collection of ${name}` : `leaves the collection of ${name}`];
    });
    return [...enabled, ...targeted, ...told];
  }

  #timesOf({ availableMs, deadlineMs, delayMs }: DeploymentFacts, atMs: number): string {
    const available =
      availableMs > atMs ? `available from ${this.#names.clockTime(availableMs, atMs)}, ` : '';
    if (deadlineMs === Infinity) return `${available}without a deadline, for its user to install`;
    const delay = delayMs > 0 ? ` and up to ${this.#names.duration(delayMs)} later` : '';
    const passed = deadlineMs < atMs ? ', which has passed' : '';
    return `${available}deadline ${this.#names.clockTime(deadlineMs, atMs)}${delay}${passed}`;
  }

  #deadlines({ atMs, events, before, after }: ClientChapter): string[] {
    return after.deployments.flatMap((is, at) => {
      const fresh = is.bits & ~before.deployments[at]!.bits;
      const name = this.#names.deployment(is.deployment);
      const isOwn = (word: string) =>
        events.some(({ kind, argument }) => kind.name === word && argument === is.deployment);
      if ((fresh & Enforcement.byUser) !== 0) return [`the user starts the installation of ${name}`];
      if ((fresh & Enforcement.deadline) !== 0) {
        if (isOwn('deployment: business hours end in the grace'))
          return [`the machine works outside business hours in the grace of ${name}: it is enforced now`];
        if (!isOwn('deployment: deadline'))
          return [`${name}, whose deadline is near, is enforced with the others`];
        const late = atMs - is.deadlineMs;
        return [
          late > 0
            ? `deadline of ${name}, ${this.#names.duration(late)} after that of its policy`
            : `deadline of ${name}`,
        ];
      }
      const begins = isOwn('deployment: download may start') && (fresh & Enforcement.wanted) !== 0;
      return begins ? [`the download of ${name} may start`] : [];
    });
  }

  #messages({ events, before, after }: ClientChapter): string[] {
    const lines: string[] = [];
    const raised = after.messageSerial - before.messageSerial;
    if (raised > 0) {
      const fresh = after.outbox.slice(-raised);
      const shown = fresh.slice(0, SHOWN_MESSAGES).map((each) => this.#says(each));
      const more = raised - shown.length;
      lines.push(
        `reports ${shown.join(', ')}${more > 0 ? `${shown.length > 0 ? ' and ' : ''}${more} more` : ''}`,
      );
    }
    const sent = after.sentSerial - before.sentSerial;
    const point = this.#names.managementPoint;
    if (sent > 0) lines.push(`sends ${messages(sent)} to ${point}`);
    if (sent < 0) lines.push(`${point} failed with ${messages(-sent)}: they are sent again`);
    const isDue = events.some(({ kind }) => kind.name === 'state messages: batch is due');
    if (isDue && sent === 0 && after.outbox.length > 0 && after.machine === 'works' && !after.isPosting)
      lines.push(`${point} does not take its ${messages(after.outbox.length)}: sent again later`);
    if (events.some(({ kind }) => kind.name === 'state file arrives in the inbox'))
      lines.push(`its state file is in the inbox of ${this.#names.site}`);
    return lines;
  }

  #says({ topic, subject, state, restartPending }: MessageFacts): string {
    const { name, states } = TOPICS[topic];
    const isOfUpdate = topic === Topic.updateDetection || topic === Topic.updateEnforcement;
    const about = isOfUpdate
      ? this.#names.update(subject)
      : topic === Topic.scan
        ? 'scan'
        : `${name} of ${this.#names.deployment(subject)}`;
    return `${about}: ${states[state]}${restartPending ? ' (restart pending)' : ''}`;
  }

  #stored({ before, after }: ClientChapter): string[] {
    const words = new Map<string, number[]>();
    after.updates.forEach(({ stored, storedRestart }, slot) => {
      const was = before.updates[slot]!;
      if (was.stored === stored && was.storedRestart === storedRestart) return;
      const state = `${STATES[stored]}${storedRestart ? ', restart pending' : ''}`;
      words.set(state, [...(words.get(state) ?? []), slot]);
    });
    return [...words].map(
      ([state, slots]) => `${this.#names.site} stores ${this.#names.updates(slots)}: ${state}`,
    );
  }

  /** The two worlds: what is true on the machine and what it found, and what its site has stored. */
  #compliance({ before, after }: ClientChapter): string[] {
    return after.deployments.flatMap((is, at) => {
      const was = before.deployments[at]!;
      const name = this.#names.deployment(is.deployment);
      const lines: string[] = [];
      const isMember = is.isTargeted && after.isInFleet;
      if (isMember && is.actual !== null && was.actual !== is.actual)
        lines.push(
          is.actual ? `compliant with ${name} in truth` : `not compliant with ${name} in truth any more`,
        );
      if (isMember && is.known === true && was.known === false)
        lines.push(`knows itself compliant with ${name}`);
      if (is.isTargeted && is.stored !== null && was.stored !== is.stored) {
        this.#toShow.set(is.deployment, is.stored);
        lines.push(`stored as ${is.stored ? 'compliant' : 'not compliant'} with ${name}`);
      }
      return lines;
    });
  }

  #shown({ events }: ClientChapter): string[] {
    const { primarySite } = this.#names;
    const isSummary = events.some(
      ({ kind, entity }) => kind.name === 'site summary' && entity === primarySite,
    );
    if (!isSummary || this.#toShow.size === 0) return [];
    const lines = [...this.#toShow].map(
      ([deployment, isCompliant]) =>
        `the console shows it as ${isCompliant ? 'compliant' : 'not compliant'} with ${this.#names.deployment(deployment)}`,
    );
    this.#toShow.clear();
    return lines;
  }

  /** Where the client stands at an instant. */
  standing(facts: ClientFacts): string {
    if (!facts.isInFleet) return facts.hasLeft ? 'has left the fleet' : 'is not in the fleet';
    const told = facts.deployments.flatMap(({ deployment, isTargeted, actual, known, stored }) => {
      if (!isTargeted || actual === null) return [];
      const is = (value: boolean | null) => (value === true ? 'compliant' : 'not compliant');
      return [
        `${this.#names.deployment(deployment)}: ${is(actual)} in truth, ${is(known)} as it knows, ${is(stored)} as stored`,
      ];
    });
    return told.length === 0 ? 'no deployment concerns it' : told.join('; ');
  }
}

const STATES = {
  [Compliance.unknown]: 'unknown',
  [Compliance.notRequired]: 'not required',
  [Compliance.required]: 'required',
  [Compliance.installed]: 'installed',
};

function messages(count: number): string {
  return count === 1 ? '1 state message' : `${count} state messages`;
}
