/**
 * A young generation of the default size takes 40 MB more, and answers no sooner. Measured with `npm run batch:run`: idle 175 and 145 MB,
 * at the peak of a stream 223 and 179 MB. Beside everything else (`npm run soak:run`) it takes 134 MB and gives none of it back.
 */
const MEMORY_FLAGS = ['--max-semi-space-size=4'];

/** No signal opens an inspector, and a diagnostic report, should somebody ask for one, tells neither settings nor peers. */
const QUIET_FLAGS = ['--disable-sigusr1', '--report-exclude-env', '--report-exclude-network'];

/** How the service is started, by `npm start` and by whoever measures it. */
export const NODE_FLAGS = [...MEMORY_FLAGS, ...QUIET_FLAGS];
