/** Equal to `version` in package.json (a test says so); a constant, so that a bundle needs no file beside it. */
export const VERSION = '0.1.0';
