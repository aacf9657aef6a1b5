import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { SECOND_MS } from '../model/small-fleet.ts';
import { instant, Observer } from './observer.ts';

/** Which client, for how long, and facts that are left out, for other clients are in them too. */
interface TraceOptions {
  readonly fromMs?: number;
  readonly untilMs?: number;
  readonly client?: number;
  readonly without?: readonly string[];
}

/**
 * The life of one client as text, one line per change: day and time since the start, what changed, and what it is now.
 * Begins with all that can be said at its beginning. Exact to the millisecond: a scout runs a second ahead; where it
 * meets events the fleet goes through that second millisecond by millisecond.
 */
export function traceOf(
  scenario: Scenario,
  { fromMs = 0, untilMs = scenario.horizonMs, client = 0, without = [] }: TraceOptions = {},
): string[] {
  const observer = new Observer(scenario, client);
  const [scout, fleet] = [new Fleet(scenario, 0), new Fleet(scenario, 0)];
  scout.run(fromMs);
  fleet.run(fromMs);
  let facts = observer.factsOf(fleet);
  let eventCount = fleet.parts.events.rows.length;
  const lines = [...facts]
    .filter(([what]) => !without.includes(what))
    .map(([what, is]) => `${instant(fromMs)}  ${what}: ${is}`);
  for (let sliceMs = fromMs; sliceMs < untilMs; sliceMs += SECOND_MS) {
    if (!observer.runAndSee(scout, Math.min(untilMs, sliceMs + SECOND_MS))) continue;
    for (let atMs = sliceMs + 1; atMs <= scout.nowMs; atMs++) {
      if (!observer.runAndSee(fleet, atMs)) continue;
      const now = observer.factsOf(fleet);
      for (const line of observer.eventsOf(fleet, eventCount)) lines.push(`${instant(atMs)}  ${line}`);
      eventCount = fleet.parts.events.rows.length;
      for (const [what, is] of now)
        if (facts.get(what) !== is && !without.includes(what)) lines.push(`${instant(atMs)}  ${what}: ${is}`);
      facts = now;
    }
  }
  return lines;
}

const PAGE = readFileSync(new URL('../../docs/conformance.md', import.meta.url), 'utf8');

/**
 * Compares a trace with the committed one of that name. What follows `#` in a line of the file is why it is so, by the
 * numbers of docs/conformance.md or by the scenario, and does not count; nor do empty lines. Every line but those of the
 * beginning says why.
 */
export function expectTrace(name: string, trace: readonly string[]): void {
  const lines = readFileSync(new URL(`traces/${name}.txt`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const told = lines.map((line) => line.replace(/\s*#.*$/, ''));
  expect(trace).toEqual(told);
  const startsWith = instantOf(lines[0]!);
  const silent = lines.filter(
    (line) => instantOf(line) !== startsWith && !/#.*(\b[A-Z]\d+\.\d|scenario)/.test(line),
  );
  expect(silent).toEqual([]);
  const numbers = lines.flatMap((line) => line.replace(/^[^#]*/, '').match(/\b[A-Z]\d+\.\d+[a-z]?\b/g) ?? []);
  expect(numbers.filter((number) => !PAGE.includes(`| ${number} |`))).toEqual([]);
}

const instantOf = (line: string) => line.split('  ')[0];
