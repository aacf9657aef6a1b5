import type { Scenario } from '../../../model/scenario.ts';
import { groupThousands } from '../../number.ts';
import { percent } from '../../summary/figures.ts';
import { formatDuration } from '../../time.ts';
import type { Section } from '../blocks.ts';
import { rankedChart } from '../charts/ranked-chart.ts';
import type { ResultTables, RunSource } from '../source.ts';

const SHOWN_MAX = 15;
const HOUR_S = 3600;

interface UpdateExposure {
  readonly update: string;
  readonly product: string;
  readonly classification: string;
  readonly isDeployed: boolean;
  readonly clients: number;
  readonly clientSeconds: number;
  readonly requiredAtEnd: number;
}

/** For how long clients required each update and had not installed it. */
export function exposureSection({ scenario, tables }: RunSource): Section | null {
  const exposures = exposuresOf(scenario, tables);
  if (exposures.length === 0) return null;
  const shown = exposures.slice(0, SHOWN_MAX);
  const rest = exposures.slice(SHOWN_MAX);
  const sum = (list: readonly UpdateExposure[]) => list.reduce((all, each) => all + each.clientSeconds, 0);
  const items = shown.map((each) => itemOf(`${each.update} · ${each.product}`, each.clientSeconds));
  if (rest.length > 0) items.push(itemOf(`${rest.length} further updates together`, sum(rest)));
  const undeployed = exposures.filter(({ isDeployed }) => !isDeployed);
  const most = shown[0]!;
  return {
    id: 'exposure',
    title: 'Exposure by update',
    blocks: [
      {
        kind: 'text',
        text: `A client is exposed while it requires an update and has not installed it: one client for one hour is a client-hour. In all ${hours(sum(exposures))} client-hours${undeployed.length === 0 ? '' : `, ${percent(sum(undeployed) / sum(exposures))} of them by updates that no deployment contains`}.`,
      },
      {
        kind: 'chart',
        chart: {
          title: 'Exposure by update (client-hours)',
          description: `The most by ${most.update} for ${most.product}: ${hours(most.clientSeconds)} client-hours, ${perClient(most)} for each client that required it.`,
          draw: (canvas) => rankedChart(canvas, items, 'client-hours'),
          table: {
            head: [
              'Update',
              'Product',
              'Classification',
              'client-hours',
              'clients',
              'per client',
              'still required',
            ],
            rows: shown.map((each) => [
              each.update,
              each.product,
              each.classification,
              hours(each.clientSeconds),
              groupThousands(each.clients),
              perClient(each),
              groupThousands(each.requiredAtEnd),
            ]),
            figures: [3, 4, 5, 6],
            more: 'exposure.csv',
          },
        },
      },
    ],
  };
}

function itemOf(label: string, clientSeconds: number) {
  return { label, value: clientSeconds / HOUR_S, figure: hours(clientSeconds) };
}

function hours(seconds: number): string {
  return groupThousands(seconds / HOUR_S);
}

function perClient({ clients, clientSeconds }: UpdateExposure): string {
  return formatDuration((1000 * clientSeconds) / clients);
}

/** All groups together, most exposed first. */
function exposuresOf({ catalog, deployments }: Scenario, tables: ResultTables): UpdateExposure[] {
  const deployed = new Set(deployments.flatMap(({ updates }) => updates));
  const exposures = new Map<string, UpdateExposure>();
  const classes = new Map(
    catalog.updates.map(({ kb, product, classification }, update) => [
      keyOf(kb, catalog.products[product]!),
      { classification, isDeployed: deployed.has(update) },
    ]),
  );
  for (const row of tables.rows('exposure')) {
    const [update, product] = [String(row.update), String(row.product)];
    const key = keyOf(update, product);
    const before = exposures.get(key);
    exposures.set(key, {
      update,
      product,
      ...(classes.get(key) ?? { classification: '', isDeployed: false }),
      clients: Number(row.clients) + (before?.clients ?? 0),
      clientSeconds: Number(row.clientSeconds) + (before?.clientSeconds ?? 0),
      requiredAtEnd: Number(row.requiredAtEnd) + (before?.requiredAtEnd ?? 0),
    });
  }
  return [...exposures.values()]
    .filter(({ clients, clientSeconds }) => clients > 0 && clientSeconds > 0)
    .sort((a, b) => b.clientSeconds - a.clientSeconds);
}

function keyOf(update: string, product: string): string {
  return JSON.stringify([update, product]);
}
