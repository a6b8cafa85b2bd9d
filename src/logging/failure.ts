import type { LogFields } from './log.js';

/** An error without its message: messages are written by libraries, and libraries quote what they were given. */
export function describeFailure(thrown: unknown): LogFields {
  try {
    if (!(thrown instanceof Error)) return { error: 'not an Error', frames: [] };
    return { error: kindOf(thrown), frames: framesOf(thrown) };
  } catch {
    // Even looking at it throws, and what that throws would reach Node's own handler, which prints messages.
    return { error: 'unreadable', frames: [] };
  }
}

const PLAIN_NAME = /^[A-Za-z]{1,64}$/;
const FRAME = /^ {4}at [^\n]*:\d+:\d+\)?$/;
/** No file of ours has a path with so many digits in a row. */
const LOOKS_LIKE_A_CARD = /\d(?:[ .-]?\d){11}/;
const FRAMES_MAX = 20;

function kindOf(error: Error): string {
  return PLAIN_NAME.test(error.name) ? error.name : 'Error';
}

/**
 * The frames below the message. The message can hold lines that look like frames, so it is cut off as a whole; a stack that does
 * not begin with the message as we know it is not printed at all.
 */
function framesOf(error: Error): readonly string[] {
  const { stack, message } = error;
  if (typeof stack !== 'string' || typeof message !== 'string') return [];
  const at = stack.indexOf(message);
  if (at === -1 || stack.slice(0, at).includes('\n')) return [];
  return stack
    .slice(at + message.length)
    .split('\n')
    .filter((line) => FRAME.test(line) && !LOOKS_LIKE_A_CARD.test(line))
    .slice(0, FRAMES_MAX)
    .map((line) => line.trim().slice('at '.length));
}
