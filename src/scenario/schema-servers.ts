import { z } from 'zod';
import { count, distribution, duration, factor, name, oneOf, rate, setting, yesNo } from './fields.ts';
import { deliveryKeys } from './schema-content.ts';

/* The servers of a site. */

const SERVERS_MAX = 1024;
export const QUEUE_LIMIT_MAX = 1_000_000;

export const softwareUpdatePoint = z.strictObject({
  name: name.meta({ description: 'No other server has it.' }),
  location: name.meta({ description: 'Where it stands.' }),
  servers: setting(count(1, SERVERS_MAX), 4, {
    grade: 'assumed',
    source: 'ASSUME-WSUS-SVC: the measured machine had four cores',
    meaning: 'Clients that the WSUS server works for at a time.',
  }),
  deltaScan: setting(
    distribution,
    { exponential: { mean: '667 ms' } },
    {
      grade: 'measured',
      source: 'ASSUME-WSUS-SVC: 6 clients/s on four cores',
      meaning: 'Work of one delta scan at the WSUS server.',
    },
  ),
  fullScanFactor: setting(factor, 20, {
    grade: 'assumed',
    source: 'ASSUME-WSUS-SVC',
    meaning: 'A full scan is as much work as this many delta scans.',
  }),
  queueLimit: setting(count(0, QUEUE_LIMIT_MAX), 1000, {
    grade: 'documented',
    source: 'queue length of WsusPool',
    meaning: 'Scans that may wait; further ones are refused (HTTP 503).',
  }),
  abandonedWork: setting(oneOf(['dropped', 'done']), 'dropped', {
    grade: 'assumed',
    source: 'MA-ABANDONED-WORK',
    meaning:
      'What becomes of a scan whose client has given up: it is dropped, or the server does it in vain.',
  }),
  database: z.optional(name).meta({
    description:
      'Servers of one site that name the same share a WSUS database: who moves between them needs no full scan. ' +
      'Left out: one of its own.',
  }),
  tls: setting(yesNo, false, {
    grade: 'documented',
    source: 'software update point, TLS is off when it is installed',
    meaning: 'Whether it answers over TLS, which clients on the internet need (seed 002, scan process).',
  }),
});

export const managementPoint = z.strictObject({
  name: name.meta({ description: 'No other server has it.' }),
  location: name.meta({ description: 'Where it stands.' }),
  servers: setting(count(1, SERVERS_MAX), 4, {
    grade: 'assumed',
    source: 'ASSUME-MPRATE: four cores',
    meaning: 'Requests that the management point works on at a time.',
  }),
  request: setting(
    distribution,
    { exponential: { mean: '20 ms' } },
    {
      grade: 'assumed',
      source: 'ASSUME-MPRATE: 50 requests/s per core',
      meaning: 'Work of one request at the management point.',
    },
  ),
  queueLimit: setting(count(0, QUEUE_LIMIT_MAX), 1000, {
    grade: 'assumed',
    source: 'the default queue length of an IIS application pool',
    meaning: 'Requests that may wait; further ones are refused.',
  }),
  fileMover: setting(duration, '60 s', {
    grade: 'assumed',
    source: 'MA-MPFDM',
    meaning: "From a management point to the site server's inbox; write 0 s for one on the site server.",
  }),
});

export const distributionPoint = z.strictObject({
  name: name.meta({ description: 'No other server has it.' }),
  location: name.meta({ description: 'Where it stands.' }),
  rate: setting(rate, '1 Gbit/s', {
    grade: 'assumed',
    source: 'ASSUME-DPRATE',
    meaning: 'What the distribution point sends in all; of several machines, what each of them sends.',
  }),
  machines: setting(count(1, SERVERS_MAX), 1, {
    grade: 'assumed',
    source: 'a choice of ours',
    meaning: 'How many distribution points, alike and side by side, this one stands for.',
  }),
  clientRate: setting(rate, '1 Gbit/s', {
    grade: 'assumed',
    source: 'ASSUME-DPRATE',
    meaning: 'What one client gets from the distribution point at most.',
  }),
  ...deliveryKeys,
});
