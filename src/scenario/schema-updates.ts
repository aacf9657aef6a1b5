import { z } from 'zod';
import { listOfAny, moment, name, oneOf } from './fields.ts';

/* Which updates of the catalogue something is about. */

export const kind = oneOf(['LCU', 'DotNetCU', 'SSU', 'other']);

export const filterKeys = {
  released: z
    .strictObject({
      from: moment.meta({ description: 'Released at this instant or later.' }),
      to: moment.meta({ description: 'Released before this instant.' }),
    })
    .optional()
    .meta({ description: 'When they were released; left out: whenever.' }),
  classifications: listOfAny(name).meta({ description: 'Which classifications; left out: all.' }),
  products: listOfAny(name).meta({ description: 'Which products; left out: those of the groups.' }),
  kinds: listOfAny(kind).meta({ description: 'Which kinds; left out: all.' }),
};

/** Those that meet everything that is given. */
export const updateFilter = z.strictObject(filterKeys);
