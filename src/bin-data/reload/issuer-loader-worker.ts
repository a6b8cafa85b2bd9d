import { parentPort } from 'node:worker_threads';
import { type IntakeRequest, takeIssuerData } from './issuer-intake.js';

/** The thread of `WorkerIssuerLoader`: one message in, one message out. Shared memory is passed, not copied. */
parentPort?.on('message', (request: IntakeRequest) => {
  void takeIssuerData(request).then((message) => parentPort?.postMessage(message));
});
