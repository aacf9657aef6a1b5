import { Doing } from '../../../src/model/remoteapp/user-days.ts';
import {
  COLLECTION_UPDATE_OUTCOMES,
  type RemoteAppCollectionColumn,
  type RemoteAppCollectionUpdateColumn,
  type RemoteAppUpdateColumn,
  type RunResult,
  SESSION_STATES,
  SIGN_OFF_CAUSES,
} from '../../../src/model/results.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import type { SessionWitness } from '../session-witness.ts';
import { type Law, rowsOf, type Story, sumOf } from './story.ts';

/** Sessions of RemoteApp collections, the hosts that they are on, and what updates do to them. */
export const SESSION_LAWS: readonly Law[] = [
  {
    number: 39,
    text: 'A session is in exactly one state, on hosts of exactly one set, and nobody has two.',
    broken: eachSeen(wrongSessions),
  },
  {
    number: 40,
    text: 'No session outlives the first grace that it is under, and no update that signs out at once.',
    broken: eachSeen(outlived),
  },
  {
    number: 41,
    text: 'Every sign-off has one cause; whoever is forced off is so by an update, and only active users lose work.',
    broken: eachSeen(wrongSignOffs),
  },
  {
    number: 42,
    text: 'Told = signed out in time + ended otherwise + still there; sign-ins − sign-offs = change of sessions.',
    broken: eachSeen(unbalancedSessions),
  },
  {
    number: 43,
    text: 'A set of hosts has as many as its sessions fill.',
    broken: eachSeen(wrongHosts),
  },
  {
    number: 44,
    text: 'Exposure of session hosts is hosts × time × updates that their image lacks, by update as by interval.',
    broken: eachSeen(wrongExposure),
  },
  {
    number: 45,
    text: 'What updates do to users is the same by update as by interval, and one that has not succeeded does nothing.',
    broken: eachSeen(wrongEffects),
  },
];

type Check = (story: Story, seen: SessionWitness) => Iterable<string>;

/** Without RemoteApp collections there is nothing to break. */
function eachSeen(check: Check): Law['broken'] {
  return (story) => (story.witness.sessions === null ? [] : check(story, story.witness.sessions));
}

function* wrongSessions({ fleet, result }: Story, { parts }: SessionWitness): Iterable<string> {
  const { users, sessions, userDays, sets } = parts;
  for (let user = 0; user < users.count; user++) {
    const state = sessions.stateOf(user);
    const set = sessions.hostSet[user]!;
    const doing = userDays.doing[user]!;
    const who = `user ${user}, ${state} on hosts ${set}`;
    if ((state === null) !== set < 0) yield `${who}: one without the other`;
    if (set >= 0 && sets.collection[set] !== users.collectionOf[user]) yield `${who}: of others`;
    if ((doing === Doing.working) !== (state === 'active')) yield `${who}: does ${doing}`;
    if (doing === Doing.signingIn && state !== null) yield `${who}: signs in twice`;
    const isTimed = state === 'idle' || state === 'disconnected';
    if (isTimed !== userDays.timeoutMs[user]! < Infinity) yield `${who}: until ${userDays.timeoutMs[user]}`;
    const isOld = sessions.isOnOldHosts(user);
    if (userDays.told[user]! > 0 && !isOld) yield `${who}: told for nothing`;
    if (doing === Doing.working && isOld && userDays.told[user] === 0) yield `${who}: not told`;
  }
  const { nowMs } = fleet;
  const shown = sumOf(result.remoteAppSessions, 'sessions', (row) => row('t') === nowMs);
  const counted = sumOf(result.remoteAppCollections, 'sessions', (row) => row('t') === nowMs);
  if (shown !== counted) yield `${shown} sessions by their states, ${counted} by their collections`;
}

function* outlived({ fleet }: Story, { parts, updates }: SessionWitness): Iterable<string> {
  const { users, sessions, sets } = parts;
  for (let user = 0; user < users.count; user++) {
    const set = sessions.hostSet[user]!;
    if (set < 0) continue;
    const own = updates.filter(({ collection }) => collection === sets.collection[set]);
    // Each update of the collection before it has brought a set of hosts.
    const isBefore = (collection: number) => collection === sets.collection[set];
    const ordinal = sets.collection.subarray(0, set).filter(isBefore).length;
    const leaveByMs = Math.min(Infinity, ...own.slice(ordinal).map((each) => each.leaveByMs));
    if (fleet.nowMs >= leaveByMs) yield `user ${user} should have left by ${leaveByMs}`;
  }
}

/** What a column of the table of collections adds up to, with what has been counted since the last interval. */
function totalOf(
  { result }: Story,
  { parts: { measures } }: SessionWitness,
  collection: number,
  column: Extract<
    RemoteAppCollectionColumn,
    'told' | 'signedOutInTime' | 'forcedOff' | 'forcedOffActive' | 'workLost' | 'signIns' | 'reconnections'
  >,
): number {
  const isOwn = (row: (column: RemoteAppCollectionColumn) => number) =>
    row('remoteAppCollection') === collection;
  return measures.countOf(collection, column) + sumOf(result.remoteAppCollections, column, isOwn);
}

/** What falls on instant 0 is before the measurement. */
const isMeasured = ({ atMs }: { readonly atMs: number }) => atMs > 0;

/** What is counted by update as well. */
const BY_UPDATE = [
  'told',
  'signedOutInTime',
  'forcedOff',
  'forcedOffActive',
  'workLost',
  'reconnections',
] as const;

function* wrongSignOffs(story: Story, seen: SessionWitness): Iterable<string> {
  const { users, measures } = seen.parts;
  for (const { user, cause, atMs } of seen.signOffs) {
    const policy = cause === 'graceEnded' ? 'grace' : 'signOutAtOnce';
    const isForced = cause === 'graceEnded' || cause === 'atOnce';
    const isDue = (update: SessionWitness['updates'][number]) =>
      update.policy === policy && update.leaveByMs === atMs && update.collection === users.collectionOf[user];
    if (isForced && !seen.updates.some(isDue)) yield `user ${user}: ${cause} at ${atMs} by no update`;
  }
  for (const collection of users.firstOf.keys()) {
    const ends = seen.signOffs.filter(
      (each) => isMeasured(each) && users.collectionOf[each.user] === collection,
    );
    for (const [number, cause] of SIGN_OFF_CAUSES.entries()) {
      for (const [at, state] of SESSION_STATES.entries()) {
        const count = ends.filter((each) => each.cause === cause && each.state === state).length;
        const written = sumOf(
          story.result.remoteAppSignOffs,
          'count',
          (row) =>
            row('remoteAppCollection') === collection && row('cause') === number && row('state') === at,
        );
        const counted = written + measures.signOffCount(collection, cause, state);
        if (counted !== count)
          yield `collection ${collection}: ${counted} ${cause} when ${state}, ${count} seen`;
      }
    }
    const forced = ends.filter(({ cause }) => cause === 'graceEnded' || cause === 'atOnce');
    const active = forced.filter(({ state }) => state === 'active').length;
    const told = ends.filter(({ cause }) => cause === 'told');
    if (told.some(({ state }) => state !== 'active')) yield `collection ${collection}: signed out while away`;
    const total = (column: Parameters<typeof totalOf>[3]) => totalOf(story, seen, collection, column);
    for (const column of BY_UPDATE) {
      const isOwn = (row: (name: RemoteAppCollectionUpdateColumn) => number) =>
        row('remoteAppCollection') === collection;
      const byUpdate = sumOf(story.result.remoteAppCollectionUpdates, column, isOwn);
      if (byUpdate !== total(column)) yield `collection ${collection}: ${byUpdate} ${column} by its updates`;
    }
    if (total('forcedOff') !== forced.length)
      yield `collection ${collection}: ${total('forcedOff')} forced off`;
    if (total('forcedOffActive') !== active)
      yield `collection ${collection}: ${active} active ones forced off`;
    if (total('signedOutInTime') !== told.length)
      yield `collection ${collection}: ${told.length} left in time`;
    const { unsavedIdleShare } = story.result.scenario.assumptions.remoteApp;
    if (total('workLost') > (unsavedIdleShare > 0 ? forced.length : active))
      yield `collection ${collection}: more lost work than were at it`;
    if (total('reconnections') > forced.length + told.length) yield `collection ${collection}: reconnections`;
  }
}

function* unbalancedSessions(story: Story, seen: SessionWitness): Iterable<string> {
  const { users, userDays } = seen.parts;
  for (const collection of users.firstOf.keys()) {
    const isOwn = ({ user }: { readonly user: number }) => users.collectionOf[user] === collection;
    const [ins, outs] = [seen.signIns.filter(isOwn), seen.signOffs.filter(isOwn)];
    const present = seen.sessionsOf(collection);
    const due = seen.atStart[collection]! + ins.length - outs.length;
    if (present !== due) yield `collection ${collection}: ${present} sessions instead of ${due}`;
    const signIns = totalOf(story, seen, collection, 'signIns');
    const measured = ins.filter(isMeasured).length;
    if (signIns !== measured) yield `collection ${collection}: ${signIns} sign-ins, ${measured} seen`;
    const told = totalOf(story, seen, collection, 'told');
    const still = userDays.told.filter((each, user) => each > 0 && isOwn({ user })).length;
    const gone = outs.filter(({ wasTold }) => wasTold).length;
    if (told !== gone + still) yield `collection ${collection}: ${told} told, ${gone} gone, ${still} there`;
  }
}

function* wrongHosts({ scenario }: Story, { parts }: SessionWitness): Iterable<string> {
  const { sessions, sets } = parts;
  for (let set = 0; set < sets.count; set++) {
    const recount = sessions.hostSet.filter((other) => other === set).length;
    const { usersPerHost } = scenario.remoteAppCollections[sets.collection[set]!]!;
    const hosts = Math.max(sets.isInService(set) ? 1 : 0, Math.ceil(recount / usersPerHost));
    if (sets.sessions[set] !== recount) yield `${sets.sessions[set]} sessions of ${recount} on ${set}`;
    if (sets.hosts[set] !== hosts) yield `${sets.hosts[set]} hosts of ${hosts} in ${set}`;
  }
  for (const collection of scenario.remoteAppCollections.keys()) {
    const sum = (column: Int32Array) =>
      column.reduce((all, each, set) => all + (sets.collection[set] === collection ? each : 0), 0);
    const [sessionCount, hostCount] = [sum(sets.sessions), sum(sets.hosts)];
    if (sets.sessionCount(collection) !== sessionCount)
      yield `collection ${collection}: ${sessionCount} sessions on its hosts, by its books ${sets.sessionCount(collection)}`;
    if (sets.hostCount(collection) !== hostCount)
      yield `collection ${collection}: ${hostCount} hosts, by its books ${sets.hostCount(collection)}`;
  }
}

function* wrongExposure({ scenario, fleet, result }: Story, seen: SessionWitness): Iterable<string> {
  const { exposure } = seen.parts;
  const { updates } = scenario.catalog;
  for (const collection of scenario.remoteAppCollections.keys()) {
    const lacked = updates.map((_, update) => exposedMs(scenario, fleet, seen, collection, update));
    const total = lacked.reduce((sum, each) => sum + each, 0);
    const since = exposure.exposedHostMs(collection);
    const counted = since + exposureOf(result, collection);
    if (counted !== total) yield `collection ${collection}: exposed for ${counted} instead of ${total}`;
    const isOwn = (row: (column: RemoteAppUpdateColumn) => number) =>
      row('remoteAppCollection') === collection;
    const byUpdate = sumOf(result.remoteAppUpdates, 'exposedHostMs', isOwn);
    if (byUpdate !== total) yield `collection ${collection}: by update ${byUpdate} instead of ${total}`;
    for (const row of rowsOf(result.remoteAppUpdates)) {
      if (row('remoteAppCollection') !== collection) continue;
      const expected = lacked[row('update')]!;
      if (row('exposedHostMs') !== expected)
        yield `collection ${collection}, update ${row('update')}: ${row('exposedHostMs')} instead of ${expected}`;
    }
  }
}

const EFFECTS = [
  'told',
  'signedOutInTime',
  'forcedOff',
  'forcedOffActive',
  'workLost',
  'reconnections',
] as const;

function* wrongEffects(story: Story, seen: SessionWitness): Iterable<string> {
  const { scenario, fleet, result } = story;
  const { remoteAppCollectionUpdates: updates, remoteAppCollections } = result;
  for (const collection of scenario.remoteAppCollections.keys()) {
    type Cell = (column: RemoteAppCollectionUpdateColumn) => number;
    const isOwn = (row: Cell) => row('remoteAppCollection') === collection;
    for (const effect of EFFECTS) {
      const [each, all] = [sumOf(updates, effect, isOwn), totalOf(story, seen, collection, effect)];
      if (each !== all) yield `collection ${collection}: ${each} ${effect} by update instead of ${all}`;
    }
    const lostMs =
      seen.parts.measures.lostMs(collection, fleet.nowMs) +
      sumOf(remoteAppCollections, 'lostMs', (row) => row('remoteAppCollection') === collection);
    const byUpdateMs = sumOf(updates, 'lostMs', isOwn);
    if (byUpdateMs !== lostMs) yield `collection ${collection}: ${byUpdateMs} ms lost instead of ${lostMs}`;
    const ended = seen.updates.filter((update) => update.collection === collection).length;
    const succeeded = [...rowsOf(updates)].filter((row) => isOwn(row) && isSucceeded(row)).length;
    if (succeeded !== ended) yield `collection ${collection}: ${succeeded} updates instead of ${ended}`;
  }
  for (const row of rowsOf(updates)) {
    if (isSucceeded(row)) continue;
    if (EFFECTS.some((effect) => row(effect) !== 0))
      yield `update ${row('number')}: an effect without a cause`;
  }
}

const isSucceeded = (row: (column: RemoteAppCollectionUpdateColumn) => number) =>
  COLLECTION_UPDATE_OUTCOMES[row('outcome')] === 'succeeded';

function exposureOf({ remoteAppCollections }: RunResult, collection: number): number {
  const isOwn = (row: (column: RemoteAppCollectionColumn) => number) =>
    row('remoteAppCollection') === collection;
  return sumOf(remoteAppCollections, 'exposedHostMs', isOwn);
}

/** Hosts of a collection times time without an update, from its release to its expiry. */
function exposedMs(
  scenario: Scenario,
  { nowMs, parts: { remoteApp } }: Story['fleet'],
  { hostChanges, parts: { sets } }: SessionWitness,
  collection: number,
  update: number,
): number {
  const { product, releasedMs, expiresMs } = scenario.catalog.updates[update]!;
  const { contents } = remoteApp!;
  const replacing = [...scenario.catalog.updates.keys()].filter((each) => replaces(scenario, each, update));
  let sumMs = 0;
  for (let set = 0; set < sets.count; set++) {
    const version = sets.version[set]!;
    const isOfProduct = scenario.templateImages[contents.imageOf[version]!]!.product === product;
    if (sets.collection[set] !== collection || !isOfProduct) continue;
    if (replacing.some((each) => contents.has(version, each))) continue;
    const changes = hostChanges.filter((change) => change.set === set);
    changes.forEach(({ atMs, hosts }, number) => {
      const untilMs = changes[number + 1]?.atMs ?? nowMs;
      sumMs += hosts * Math.max(0, Math.min(untilMs, expiresMs) - Math.max(atMs, releasedMs));
    });
  }
  return sumMs;
}

/** Whether an update is another one, or replaces it, directly or through others. */
function replaces(scenario: Scenario, update: number, other: number): boolean {
  const { supersedes } = scenario.catalog.updates[update]!;
  return update === other || supersedes.some((each) => replaces(scenario, each, other));
}
