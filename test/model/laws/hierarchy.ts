import type { Law, Story } from './story.ts';

/** What the sites of a hierarchy have of its metadata. */
export const HIERARCHY_LAWS: readonly Law[] = [
  {
    number: 27,
    text: 'No server and no database of a site holds metadata that its parent site does not have.',
    broken: aheadOfParent,
  },
  {
    number: 28,
    text: 'The policy of a site names only versions that its database and its servers have.',
    broken: namedTooEarly,
  },
];

/** The newest version of the servers of a site. */
function servedAt({ fleet }: Story, site: number): number {
  const { tree, updatePoints } = fleet.parts;
  return Math.max(0, ...tree.updatePointsOf[site]!.map((point) => updatePoints.versionOf(point)));
}

function* aheadOfParent(story: Story): Iterable<string> {
  const { tree, versions } = story.fleet.parts;
  for (const [site, parent] of tree.parentOf.entries()) {
    if (versions.stored[site]! >= versions.of(site).count)
      yield `site ${site}: a version that was never made`;
    if (parent < 0) continue;
    if (servedAt(story, site) > servedAt(story, parent)) yield `site ${site}: servers ahead`;
    if (versions.stored[site]! > versions.stored[parent]!) yield `site ${site}: database ahead`;
  }
}

function* namedTooEarly(story: Story): Iterable<string> {
  const { tree, versions } = story.fleet.parts;
  for (const site of tree.parentOf.keys()) {
    const named = versions.named(site);
    if (named > versions.stored[site]!) yield `site ${site}: not in its database`;
    if (named > servedAt(story, site)) yield `site ${site}: on none of its servers`;
    if (versions.namedAt(site, story.fleet.nowMs) !== named) yield `site ${site}: named at no instant`;
  }
}
