import { Enforcement } from '../../../src/model/client/client-updates.ts';
import { Standing } from '../../../src/model/client/standing.ts';
import { COVERAGE_LEVELS, READINGS } from '../../../src/model/results.ts';
import { Topic } from '../../../src/model/topics.ts';
import { Actual, Compliance } from '../../../src/model/updates/update-states.ts';
import type { Revised } from '../witness.ts';
import { isCounted, type Law, rowsOf, type Story, sumOf } from './story.ts';

/** What is measured of a deployment equals a recount. */
export const MEASURE_LAWS: readonly Law[] = [
  {
    number: 15,
    text: 'Counts per deployment and group equal a recount over the clients.',
    broken: wrongCounts,
  },
  { number: 16, text: 'What is shown is what was stored at the last summary.', broken: wrongSummaries },
  {
    number: 17,
    text: 'A level of coverage is reached at the first instant at which the share is there; higher levels not sooner.',
    broken: wrongCoverage,
  },
  {
    number: 18,
    text: 'Members = compliant at release + became compliant + censored.',
    broken: wrongTimesToCompliant,
  },
  {
    number: 19,
    text: 'Exposure is the time from becoming required to installed or not required, added up.',
    broken: wrongExposure,
  },
];

function* wrongCounts({ scenario, fleet, witness }: Story): Iterable<string> {
  const { clients, deployments, lifetimes, memberships, measures, truth, known, database, updates } =
    fleet.parts;
  const names = [
    ...['actual', 'pending', 'known', 'unknown', 'downloaded', 'replaced'],
    ...['stored', 'stored unknown', 'stored pending', 'policy', 'members'],
  ];
  const cells = scenario.deployments.map(() => scenario.groups.map(() => names.map(() => 0)));
  for (let client = 0; client < clients.count; client++) {
    const group = clients.groupOf[client]!;
    for (const deployment of memberships.deploymentsOf(client)) {
      const slots = deployments.slots(deployment, group);
      const isEmpty = deployments.isEmpty(deployment, group);
      const isThere = lifetimes.isInFleet(client);
      const actual = slots.map((slot) => truth.actual(client, slot));
      const knows = slots.map((slot) => truth.known(client, slot));
      const stored = slots.map((slot) => known.stored(client, slot));
      const isDone = actual.every((state) => state === Actual.installed || state === Actual.notRequired);
      const lacks = actual.some((state) => state === Actual.required || state === Actual.cached);
      const unknown = knows.includes(Compliance.unknown);
      const storedUnknown = stored.includes(Compliance.unknown);
      const facts = [
        isThere && isDone,
        isThere && !lacks && actual.includes(Actual.pendingRestart),
        isThere && !unknown && !knows.includes(Compliance.required),
        isThere && unknown,
        isThere && !unknown && !actual.includes(Actual.required),
        isThere && isDone && actual.includes(Actual.notRequired),
        !storedUnknown && !stored.includes(Compliance.required),
        storedUnknown,
        slots.some((slot) => known.isRestartPending(client, slot)),
        isThere && updates.is(deployment, client, Enforcement.policy),
        true,
      ];
      facts.forEach((holds, fact) => {
        if (holds && (!isEmpty || fact >= facts.length - 2)) cells[deployment]![group]![fact]!++;
      });
    }
  }
  const bits = Object.keys(Standing).length;
  for (const [deployment, groups] of deployments.groupsOf.entries()) {
    for (const group of groups) {
      const cell = deployments.cell(deployment, group);
      const counted = [0, 1, 2, 3, 4, 5].map((bit) => measures.count(bit, cell));
      counted.push(database.compliantCount(cell), database.unknownCount(cell));
      counted.push(database.pendingRestartCount(cell), measures.policyCount[cell]!);
      counted.push(memberships.memberCount[cell]!);
      for (const [fact, name] of names.entries()) {
        const recount = cells[deployment]![group]![fact]!;
        if (counted[fact] !== recount) {
          yield `deployment ${deployment}, group ${group}, ${name}: ${counted[fact]} counted, ${recount} there`;
        }
      }
    }
  }
  if (bits !== 6) yield `${bits} bits of standing`;
  const policies = sumOf(fleet.result().compliance, 'policyReceived', () => false);
  if (policies > witness.policies.length) yield 'policies from nowhere';
}

/** Stored compliance of each deployment and group at the last summary, replayed from the messages. Members that change are known only at its instant. */
function* wrongSummaries({ scenario, fleet, witness }: Story): Iterable<string> {
  const { clients, deployments, memberships, summaries, tree } = fleet.parts;
  const change = memberships.sets.length > 0 || scenario.actions.some(({ verb }) => verb === 'retarget');
  const lastMs = tree.primaryOfGroup.map((site) => {
    const { intervalMs } = scenario.sites[site]!.summarization;
    return Math.floor(fleet.nowMs / intervalMs) * intervalMs;
  });
  const revisionAt = (atMs: number, deployment: number, group: number) => {
    const top = deployments.topOfGroup[group]!;
    const matches = (each: Revised) =>
      each.deployment === deployment && each.top === top && each.atMs <= atMs && atMs > 0;
    return witness.revisions.findLast(matches)?.revision ?? deployment;
  };
  const then = witness.start.stored.map((states) => states.slice());
  for (const { atMs, client, topic, subject, state } of witness.stored) {
    if (topic !== Topic.updateDetection || atMs > lastMs[clients.groupOf[client]!]!) continue;
    then[client]![subject] = state as Compliance;
  }
  for (const [deployment, groups] of deployments.groupsOf.entries()) {
    for (const group of groups) {
      if (change && lastMs[group] !== fleet.nowMs) continue;
      const cell = deployments.cell(deployment, group);
      let [compliant, unknown] = [0, 0];
      const revision = revisionAt(lastMs[group]!, deployment, group);
      for (let client = 0; client < clients.count; client++) {
        if (clients.groupOf[client] !== group || !memberships.isTargeted(client, deployment)) continue;
        if (deployments.revisions.updateCount(revision) === 0) continue;
        const states = deployments.slotsAt(revision, group).map((slot) => then[client]![slot]);
        if (states.includes(Compliance.unknown)) unknown++;
        else if (!states.includes(Compliance.required)) compliant++;
      }
      const shown = [summaries.compliantCount[cell], summaries.unknownCount[cell]];
      if (shown[0] !== compliant || shown[1] !== unknown) {
        yield `deployment ${deployment}, group ${group}: ${shown} shown, ${[compliant, unknown]} stored`;
      }
    }
  }
}

function* wrongCoverage({ scenario, fleet, witness, result }: Story): Iterable<string> {
  const columns = ['actualCompliant', 'knownCompliant', 'storedCompliant', 'shownCompliant'] as const;
  const shares = new Map<string, number>();
  const membersAt = new Map<string, number>();
  for (const row of rowsOf(result.compliance)) {
    if (row('belowTop') === 1) continue;
    const at = `${row('deployment')} ${row('t')}`;
    membersAt.set(at, (membersAt.get(at) ?? 0) + row('members'));
  }
  for (const row of rowsOf(result.compliance)) {
    if (row('belowTop') === 1) continue;
    const members = membersAt.get(`${row('deployment')} ${row('t')}`)!;
    for (const [reading, column] of columns.entries()) {
      const key = `${row('deployment')} ${reading} ${row('t')}`;
      shares.set(key, (shares.get(key) ?? 0) + row(column) / members);
    }
  }
  const reached = rowsOf(result.coverage);
  for (const row of reached) {
    const releasedMs = fleet.parts.deployments.releasedMs[row('deployment')]!;
    const name = `deployment ${row('deployment')}, ${READINGS[row('reading')]}, ${row('level')}`;
    const atMs = row('reachedMs');
    if (atMs >= 0 && atMs < releasedMs) yield `${name}: before the release`;
    for (const lower of reached) {
      const isSame = lower('deployment') === row('deployment') && lower('reading') === row('reading');
      if (!isSame || lower('level') >= row('level') || atMs < 0) continue;
      if (lower('reachedMs') < 0 || lower('reachedMs') > atMs) yield `${name}: before ${lower('level')}`;
    }
    for (const [key, share] of shares) {
      const [deployment, reading, t] = key.split(' ').map(Number) as [number, number, number];
      if (deployment !== row('deployment') || reading !== row('reading') || t < releasedMs) continue;
      const isThere = share >= row('level') - 1e-9;
      if (isThere && (atMs < 0 || atMs > t)) yield `${name}: not seen at ${t}`;
      if (share >= row('level') + 1e-9 !== isThere) continue;
      // Sites that summarize or revise at the same instant do so one after another: between them the share may have been there.
      const isRevised = witness.revisions.some((each) => each.deployment === deployment && each.atMs === t);
      const areInTurn = scenario.sites.length > 1 && (READINGS[reading] === 'shown' || isRevised);
      if (!isThere && atMs === t && !areInTurn) yield `${name}: seen too early`;
    }
  }
  if (reached.length !== scenario.deployments.length * READINGS.length * COVERAGE_LEVELS.length) {
    yield 'rows are missing';
  }
}

function* wrongTimesToCompliant({ result, fleet }: Story): Iterable<string> {
  for (const row of rowsOf(result.timeToCompliant)) {
    const name = `deployment ${row('deployment')}, group ${row('group')}`;
    const deployment = row('deployment');
    const { deployments } = fleet.parts;
    if (deployments.releasedMs[deployment]! > fleet.nowMs) continue;
    const sum = row('compliantAtRelease') + row('becameCompliant') + row('censored');
    if (row('members') !== sum || row('censored') < 0) yield `${name}: ${sum} of ${row('members')}`;
    if (row('bySuperseding') > row('becameCompliant')) yield `${name}: more superseded than compliant`;
    const steps = [row('p50Ms'), row('p90Ms'), row('p95Ms'), row('p99Ms')].filter((ms) => ms >= 0);
    if (steps.some((ms, index) => index > 0 && ms < steps[index - 1]!)) yield `${name}: quantiles`;
    const unfinished = sumOf(
      result.unfinished,
      'count',
      (other) =>
        other('deployment') === row('deployment') && (row('group') === -1 || other('group') === row('group')),
    );
    const { memberCount } = fleet.parts.memberships;
    const members = fleet.parts.deployments.groupsOf[row('deployment')]!.filter(
      (group) => row('group') === -1 || group === row('group'),
    ).reduce((sum, group) => sum + memberCount[fleet.parts.deployments.cell(row('deployment'), group)]!, 0);
    const left = row('members') - members;
    // Who is compliant because an update has left the deployment never became it.
    const keepsUpdates = !deployments.isChangeable[deployment] && row('group') >= 0;
    if (!keepsUpdates || !isCounted(fleet, deployment, row('group'))) continue;
    if (unfinished + left < row('censored'))
      yield `${name}: ${row('censored')} censored, ${unfinished} unfinished`;
  }
}

function* wrongExposure({ scenario, fleet, witness, result }: Story): Iterable<string> {
  const { clients, lifetimes, updates } = fleet.parts;
  const isOpen = (state: Actual) => state !== Actual.notRequired && state !== Actual.installed;
  const groupCount = scenario.groups.length;
  const cellCount = scenario.catalog.updates.length * groupCount;
  const clientMs = new Float64Array(cellCount);
  const open = new Float64Array(cellCount);
  const add = (client: number, slot: number, delta: number, atMs: number) => {
    const cell = updates.updateAt(client, slot) * groupCount + clients.groupOf[client]!;
    clientMs[cell]! += delta * (fleet.nowMs - atMs);
    open[cell]! += delta;
  };
  for (const [client, states] of witness.start.actual.entries()) {
    for (const [slot, state] of states.entries()) if (isOpen(state)) add(client, slot, 1, 0);
  }
  for (const { atMs, client, slot, from, to } of witness.transitions) {
    add(client, slot, Number(isOpen(to)) - Number(isOpen(from)), atMs);
  }
  for (let client = 0; client < clients.count; client++) {
    if (!lifetimes.hasLeft(client)) continue;
    for (let slot = 0; slot < updates.slotCountOf(client); slot++) {
      if (isOpen(updates.states.actual(client, slot))) add(client, slot, -1, lifetimes.leftMs(client));
    }
  }
  for (const row of rowsOf(result.exposure)) {
    const cell = row('update') * groupCount + row('group');
    if (row('clientMs') !== clientMs[cell]) yield `update ${row('update')}: ${row('clientMs')} client ms`;
    if (row('requiredAtEnd') !== open[cell])
      yield `update ${row('update')}: ${row('requiredAtEnd')} at the end`;
    clientMs[cell] = 0;
  }
  if (clientMs.some((ms) => ms !== 0)) yield 'a row is missing';
}
