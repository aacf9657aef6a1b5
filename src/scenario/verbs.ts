/** What an action can do: with which keys beside `at` or `every`, and what it is. */
export const VERBS = {
  outage: {
    keys: ['server', 'link'],
    meaning:
      'A server answers nobody, or nothing passes a link or a distribution point, until a `restore` of it. ' +
      'Names either a server or, by its location, a link.',
  },
  restore: { keys: ['server', 'link'], meaning: 'Ends an outage.' },
  setCapacity: {
    keys: ['server', 'link', 'servers', 'rate'],
    meaning:
      'From now on `servers` requests at a time (software update points, management points), or a `rate` ' +
      '(distribution points, links).',
  },
  syncNow: { keys: [], meaning: 'A synchronization starts, unless one is under way.' },
  scanNow: {
    keys: ['groups'],
    meaning: 'The clients of the groups, left out: all clients, are asked to scan.',
  },
} as const satisfies Readonly<Record<string, { readonly keys: readonly string[]; readonly meaning: string }>>;

export type Verb = keyof typeof VERBS;

export const VERB_NAMES = Object.keys(VERBS) as [Verb, ...Verb[]];
