import { milliseconds, wholeNumber } from './kinds.js';
import { setting } from './setting.js';

/** Settings about more work than there is time for. */
export const LOAD_SETTINGS = {
  turnBudgetMs: setting(
    'TURN_BUDGET_MS',
    milliseconds(0),
    {
      text: '`0` if `NODE_ENV` is `test`, else `100`',
      // Tests share processors and event loops with whoever asks them.
      of: (read) => (read('NODE_ENV') === 'test' ? '0' : '100'),
    },
    'Longest time one turn of the event loop may spend on new requests, a fifth of it while the overload lasts; the others are refused (503). `0` refuses none.',
  ),
  requestsInFlightMax: setting(
    'REQUESTS_IN_FLIGHT_MAX',
    wholeNumber(1, 1_000_000),
    '5000',
    'Most requests under way at a time, those whose body is still on its way too. One more is refused (503).',
  ),
  pipelineMax: setting(
    'PIPELINE_MAX',
    wholeNumber(1, 1_000_000),
    '64',
    'Most requests on one connection that wait for their answers, on either port. One more cuts the connection, and what was not answered goes without.',
  ),
} as const;
