/**
 * Loaded into the real service by `node --import`: bugs of ours in their worst forms. `x-fault-place` says where, `x-fault-kind` what
 * is thrown, and `x-fault-pan` is the card number that it quotes.
 */
import 'reflect-metadata';
import { subscribe } from 'node:diagnostics_channel';
import { CardsController } from '../../dist/api/rest/cards.controller.js';
import { BatchScanner } from '../../dist/core/batch/batch-scanner.js';
import { CardValidationService } from '../../dist/validation/card-validation.service.js';

const KINDS = {
  'an Error': (pan) => new TypeError(`cannot read ${pan}`),
  'an Error with a cause': (pan) => new Error('no', { cause: { pan } }),
  'an Error with properties': (pan) => Object.assign(new Error('no'), { pan, input: { pan }, code: pan }),
  'an Error of that name': (pan) => Object.assign(new Error('no'), { name: pan }),
  'an Error with frames in its message': (pan) => new Error(`no\n    at read (${pan}:1:1)\n    at ${pan}:2:2`),
  'an Error with a stack of its own': (pan) =>
    Object.assign(new Error('no'), { stack: `Error: no\n    at f (/${pan}.js:1:1)` }),
  'an Error whose message throws': (pan) =>
    Object.defineProperty(new Error('no'), 'message', {
      get() {
        throw new Error(pan);
      },
    }),
  'many Errors in one': (pan) => new AggregateError([new Error(pan)], pan),
  'an HTTP error of the framework': (pan) =>
    Object.assign(new Error(pan), { statusCode: 400, status: 400, expose: true }),
  'a response of the framework': (pan) =>
    Object.assign(new Error(pan), { getStatus: () => 400, getResponse: () => pan, response: pan }),
  'a string': (pan) => pan,
  'an object': (pan) => ({ pan, message: pan, toString: () => pan }),
  'a number': (pan) => Number(pan),
  'a bigint': (pan) => BigInt(pan),
  'a symbol': (pan) => Symbol(pan),
  'a function': (pan) => Object.assign(() => pan, { message: pan }),
  'an array of bytes': (pan) => Buffer.from(pan),
};

let atHand = { place: '', thrown: undefined };
subscribe('http.server.request.start', ({ request }) => {
  const place = request.headers['x-fault-place'] ?? '';
  const thrown = KINDS[request.headers['x-fault-kind']]?.(request.headers['x-fault-pan']);
  atHand = { place, thrown };
  if (place === 'nobody catches')
    setImmediate(() => {
      throw thrown;
    });
  if (place === 'nobody awaits') void Promise.reject(thrown);
});

const { validateCard } = CardValidationService.prototype;
CardValidationService.prototype.validateCard = function (...args) {
  if (atHand.place === 'handler') throw atHand.thrown;
  return validateCard.apply(this, args);
};

const { validate } = CardsController.prototype;
CardsController.prototype.validate = function (...args) {
  return atHand.place === 'promise' ? Promise.reject(atHand.thrown) : validate.apply(this, args);
};
// Where Nest finds what the decorators said.
for (const key of Reflect.getMetadataKeys(validate))
  Reflect.defineMetadata(key, Reflect.getMetadata(key, validate), CardsController.prototype.validate);

const { fill } = BatchScanner.prototype;
BatchScanner.prototype.fill = function (...args) {
  if (atHand.place === 'stream') throw atHand.thrown;
  return fill.apply(this, args);
};
