import { Inject, Injectable, type PipeTransform } from '@nestjs/common';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import type { InputErrorCode } from '../problems/input-error.js';
import { RequestProblem } from '../problems/request-problem.js';
import type { DigitsRequest } from './digits.request.js';

/** Text of the caller into the plain ASCII digits the Luhn calls want. Runs after validation, which knows no setting. */
@Injectable()
export class DigitsPipe implements PipeTransform<DigitsRequest> {
  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

  transform(request: DigitsRequest): Pick<DigitsRequest, 'digits'> {
    const digits = request.digits.replace(/[ -]/g, '');
    const mistake = mistakeIn(digits, this.options.limits.luhnDigitsMax);
    if (mistake !== null) throw new RequestProblem('invalid_request', [{ pointer: '/digits', code: mistake }]);
    return { digits };
  }
}

function mistakeIn(digits: string, digitsMax: number): InputErrorCode | null {
  if (digits === '') return 'empty';
  if (!/^[0-9]+$/.test(digits)) return 'not_digits';
  return digits.length > digitsMax ? 'too_long' : null;
}
