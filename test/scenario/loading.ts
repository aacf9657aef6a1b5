import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatIssue } from '../../src/scenario/issue.ts';
import { type Loaded, type LoadOptions, loadScenario } from '../../src/scenario/load.ts';
import type { SourceReader } from '../../src/scenario/sources.ts';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Reads real files. */
export const disk: SourceReader = {
  read: (path) => readFileSync(path, 'utf8'),
  resolve: (from, relative) => resolve(dirname(from), relative),
};

/** Reads files that exist only here, by name. */
export function shelf(files: Readonly<Record<string, string>>): SourceReader {
  return {
    read: (path) => {
      const text = files[path];
      if (text === undefined) throw new Error(`cannot be read: no such file`);
      return text;
    },
    resolve: (_, relative) => relative,
  };
}

/** Loads a scenario from its text, as the file `s.yaml`. */
export function loadText(
  text: string,
  options: LoadOptions = {},
  others: Record<string, string> = {},
): Loaded {
  return loadScenario('s.yaml', shelf({ 's.yaml': text, ...others }), options);
}

/** The mistakes of a text, as the user sees them. */
export function mistakesOf(text: string, options: LoadOptions = {}, others: Record<string, string> = {}) {
  return loadText(text, options, others).issues.map(formatIssue);
}

/** A small scenario without mistakes. Line numbers matter to the tests of mistakes. */
export const SMALL = `name: small
start: 2024-06-10 00:00 UTC
horizon: 21 d
initial:
  patched: [96 %, 4 %]
catalog:
  updates:
    - id: u1
      kb: KB5037771
      product: Windows 11
      kind: LCU
      classification: Security Updates
      released: 2024-05-14T17:00:00Z
      size: 700 MB
    - id: u2
      kb: KB5039212
      product: Windows 11
      kind: LCU
      classification: Security Updates
      released: 2024-06-11T17:00:00Z
      size: 750 MB
locations:
  - name: Paris
    timeZone: Europe/Paris
  - name: Tokyo
    timeZone: Asia/Tokyo
    link: { rate: 100 Mbit/s }
site:
  synchronization: { schedule: daily at 20:00 UTC }
  softwareUpdatePoints:
    - { name: SUP1, location: Paris }
  managementPoints:
    - { name: MP1, location: Paris }
  distributionPoints:
    - { name: DP1, location: Paris }
    - { name: DP2, location: Tokyo }
groups:
  - name: offices
    count: 100
    product: Windows 11
    kind: workstation
    location: Paris
  - name: branch
    count: 50
    product: Windows 11
    kind: laptop
    location: Tokyo
deployments:
  - name: June
    updates: { released: { from: 2024-06-11 00:00 UTC, to: 2024-06-12 00:00 UTC } }
    created: 2024-06-11 21:00 UTC
    deadline: 2024-06-18 17:00 client-local
thresholds:
  - { metric: coverage.June.actual.p95.sinceReleaseHours, atMost: 14 d }
`;

/** SMALL with one line replaced by another. Throws when it is not there, so that no test goes stale. */
export function smallWith(line: string, other: string): string {
  if (!SMALL.includes(line)) throw new Error(`no "${line}" in the small scenario`);
  return SMALL.replace(line, other);
}

/** A hierarchy without mistakes: a central administration site, two primaries, a secondary. */
const SITES = `sites:
  - name: S01
    type: secondary
    parent: P01
    location: Tokyo
    softwareUpdatePoints: [{ name: SUP-S01, location: Tokyo }]
    distributionPoints: [{ name: DP-S01, location: Tokyo }]
  - name: P01
    parent: CAS
    softwareUpdatePoints:
      - { name: SUP1, location: Paris }
      - { name: SUP2, location: Paris }
    managementPoints: [{ name: MP-P01, location: Paris }]
    distributionPoints: [{ name: DP-P01, location: Paris }]
  - name: P02
    parent: CAS
    softwareUpdatePoints: [{ name: SUP-P02, location: Paris }]
    managementPoints: [{ name: MP-P02, location: Paris }]
    distributionPoints: [{ name: DP-P02, location: Paris }]
  - name: CAS
    type: centralAdministration
    synchronization: { schedule: daily at 20:00 UTC }
    softwareUpdatePoints: [{ name: SUP-CAS, location: Paris }]
`;

/** SMALL with the sites of a hierarchy; its groups belong to a primary and to a secondary site. */
export const HIERARCHY = SMALL.replace(/site:\n[\s\S]*?(?=groups:)/, SITES)
  .replace('name: offices', 'name: offices\n    site: P01')
  .replace('name: branch', 'name: branch\n    site: S01');

/** HIERARCHY with one text replaced by another. Throws when it is not there. */
export function hierarchyWith(text: string, other: string): string {
  if (!HIERARCHY.includes(text)) throw new Error(`no "${text}" in the hierarchy`);
  return HIERARCHY.replace(text, other);
}

/** Line and column of every § of a text, as they are once the marks are taken out. */
function placesOf(marked: string): string[] {
  return marked.split('\n').flatMap((line, at) => {
    const columns = line.split('§').slice(0, -1);
    return columns.map((_, mark) => `${at + 1}:${columns.slice(0, mark + 1).join('').length + 1}`);
  });
}

/** Messages as they are shown, each at the place of its mark §; further ones at that of the last mark. */
export function placed(marked: string, messages: readonly string[]): string[] {
  const places = placesOf(marked);
  return messages.map((message, at) => `s.yaml:${places[Math.min(at, places.length - 1)]}  ${message}`);
}
