import { describe, expect, it } from '@jest/globals';
import { STATUS_CODES } from 'node:http';
import { INPUT_ERRORS } from './input-error.js';
import { PROBLEMS } from './problem.js';

describe('the table of problems', () => {
  it.each(Object.entries(PROBLEMS))(
    '%s has a status of HTTP and a title in both languages, without a digit run',
    (code, problem) => {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(STATUS_CODES).toHaveProperty(String(problem.status));
      expect(problem.status).toBeGreaterThanOrEqual(400);
      expect(problem.title.en).toMatch(/^[A-Z].*\.$/);
      expect(problem.title.ko).toMatch(/[가-힣].*\.$/);
      expect(JSON.stringify(problem.title)).not.toMatch(/\d{6}/);
    },
  );

  it.each(Object.entries(INPUT_ERRORS))('%s is said in both languages', (code, message) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(message.en).toMatch(/^[A-Z].*\.$/);
    expect(message.ko).toMatch(/[가-힣].*\.$/);
  });

  it('says every title once', () => {
    const titles = Object.values(PROBLEMS).flatMap(({ title }) => [title.en, title.ko]);
    expect(new Set(titles).size).toBe(titles.length);
  });
});
