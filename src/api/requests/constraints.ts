import { ValidateBy, type ValidationOptions } from 'class-validator';

/** A card number as text, or as the JSON number somebody sent by mistake; the core has an answer for both. */
export function IsPanInput(): PropertyDecorator {
  return ValidateBy({
    name: 'isPanInput',
    validator: { validate: (value) => typeof value === 'string' || typeof value === 'number' },
  });
}

/** Unlike `MaxLength` it has no opinion on what is not a string: another constraint names that mistake. */
export function LengthAtMost(max: number, options?: ValidationOptions): PropertyDecorator {
  const validate = (value: unknown): boolean => typeof value !== 'string' || value.length <= max;
  return ValidateBy({ name: 'maxLength', constraints: [max], validator: { validate } }, options);
}

/** No list in a request but the batch itself is longer. */
export const LIST_ITEMS_MAX = 100;
