/** How a difference of a response is told: reaches it *earlier*, is *longer*, *higher*, *larger*, *fewer* of, *less*. */
export type Form = 'moment' | 'duration' | 'level' | 'queue' | 'count' | 'amount';

/** A response in words. */
export interface Phrase {
  readonly form: Form;
  /** Without an article: `peak queue at SUP1`; of a moment what is reached then: `95 % of June`. */
  readonly noun: string;
  /** In place of the metric's own. */
  readonly unit?: string;
}

type Words = Readonly<Record<string, string>>;

interface Rule {
  readonly pattern: RegExp;
  readonly form: Form;
  readonly noun: (words: Words) => string;
  readonly unit?: string;
}

const READINGS: Words = {
  actual: '',
  known: ', as clients know it',
  stored: ', as the site has stored it',
  shown: ', as the console shows it',
};
const RESTARTS: Words = {
  deadline: 'forced restarts',
  user: 'restarts by users',
  shutdown: 'restarts by shutdown',
  other: 'other restarts',
  filter: 'restarts for write filters',
};
const SCANS: Words = {
  online: 'scans at WSUS',
  started: 'scans started',
  completed: 'scans completed',
  refused: 'refused scans',
  unreachable: 'scans that did not reach their server',
  timedOut: 'scans that timed out',
  notLocated: 'scans without a server',
  interrupted: 'interrupted scans',
};

const RULES: readonly Rule[] = [
  rule(
    /^coverage\.(?<of>.+)\.(?<reading>\w+)\.p(?<level>\d+)\.sinceReleaseHours$/,
    'moment',
    ({ of, reading, level }) => `${level} % of ${of}${READINGS[reading!] ?? ''}`,
  ),
  rule(
    /^compliance\.(?<of>.+)\.(?<reading>\w+)\.share$/,
    'level',
    ({ of, reading }) => `compliant share of ${of} at the end${READINGS[reading!] ?? ''}`,
  ),
  rule(
    /^timeToCompliant\.(?<of>.+)\.p(?<level>\d+)Hours$/,
    'duration',
    ({ of, level }) => `time in which ${level} % get compliant with ${of}`,
  ),
  rule(
    /^timeToCompliant\.(?<of>.+)\.restrictedMeanHours$/,
    'duration',
    ({ of }) => `mean time without ${of}`,
  ),
  rule(
    /^unfinished\.(?<of>.+)\.(?<cause>\w+)$/,
    'count',
    ({ of, cause }) => `clients that end without ${of} (${spaced(cause!)})`,
  ),
  rule(/^exposure\.clientHours$/, 'amount', () => 'exposure', 'client-hours'),
  rule(/^scans\.(?<kind>\w+)$/, 'count', ({ kind }) => SCANS[kind!] ?? `${spaced(kind!)} scans`),
  rule(/^installations\.hours$/, 'amount', () => 'installing', 'client-hours'),
  rule(/^restarts\.outsideBusinessHours$/, 'count', () => 'restarts outside business hours'),
  rule(/^restarts\.countdownsMetUser$/, 'count', () => 'restart countdowns that met a user'),
  rule(/^restarts\.(?<kind>\w+)$/, 'count', ({ kind }) => RESTARTS[kind!] ?? `${spaced(kind!)} restarts`),
  rule(/^downloads\.bytes$/, 'amount', () => 'downloaded content'),
  rule(/^downloads\.interrupted$/, 'count', () => 'interrupted downloads'),
  rule(/^stateMessages\.(?<kind>\w+)$/, 'count', ({ kind }) => `state messages ${kind}`),
  ...serverRules(/^server\.(?<of>.+)\./, ({ of }) => of!),
  ...serverRules(/^servers\.(?<of>\w+)\./, ({ of }) => `any ${spaced(of!)}`),
  ...serverRules(/^link\.(?<of>.+)\./, ({ of }) => of!),
];

/** A metric in words; what has none of its own is called by its name. */
export function phraseOf(metric: string): Phrase {
  for (const { pattern, form, noun, unit } of RULES) {
    const words = pattern.exec(metric)?.groups;
    if (words !== undefined || pattern.test(metric))
      return { form, noun: noun(words ?? {}), ...(unit !== undefined && { unit }) };
  }
  return { form: 'level', noun: metric };
}

/** `waitingForDeadline` → `waiting for deadline`. */
export function spaced(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function rule(pattern: RegExp, form: Form, noun: Rule['noun'], unit?: string): Rule {
  return { pattern, form, noun, ...(unit !== undefined && { unit }) };
}

function serverRules(prefix: RegExp, name: (words: Words) => string): Rule[] {
  const own = (figure: string, form: Form, noun: (at: string) => string) =>
    rule(new RegExp(`${prefix.source}${figure}$`), form, (words) => noun(name(words)));
  return [
    own('utilisation', 'level', (at) => `utilisation of ${at}`),
    own('utilisationMax', 'level', (at) => `utilisation of ${at} at its busiest`),
    own('waitMeanSeconds', 'duration', (at) => `mean wait at ${at}`),
    own('waitP95Seconds', 'duration', (at) => `95th percentile of the wait at ${at}`),
    own('queueMax', 'queue', (at) => `peak queue at ${at}`),
    own('served', 'count', (at) => `requests served at ${at}`),
    own('refused', 'count', (at) => `requests refused at ${at}`),
    own('bytes', 'amount', (at) => `traffic over ${at}`),
  ];
}
