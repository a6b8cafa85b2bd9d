import { type CommandParser, defineScript } from '@redis/client';

/**
 * What `MemoryWindows.take` does, in one step of the server, so that nothing comes between looking and taking. Keys: the windows. Arguments:
 * cards, the fewest that will do, milliseconds of a window, and the limit of each. Answer: cards taken, then of each window what is used and the
 * milliseconds it has left. The clock is the server's: keys that expire.
 */
const TAKE = `
local cards, least, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local used, left, fit = {}, {}, cards
for i, key in ipairs(KEYS) do
  used[i] = tonumber(redis.call('GET', key) or '0')
  left[i] = redis.call('PTTL', key)
  fit = math.min(fit, tonumber(ARGV[3 + i]) - used[i])
end
if fit < least then fit = 0 end
local answer = {fit}
for i, key in ipairs(KEYS) do
  if fit > 0 then redis.call('INCRBY', key, fit) end
  if left[i] < 0 then
    redis.call('PEXPIRE', key, window)
    left[i] = window
  end
  answer[2 * i] = used[i] + fit
  answer[2 * i + 1] = left[i]
end
return answer
`;

/** `EVALSHA`, and `EVAL` where the server does not know the script yet. */
export const takeScript = defineScript({
  SCRIPT: TAKE,
  parseCommand(parser: CommandParser, keys: readonly string[], numbers: readonly number[]) {
    parser.pushKeysLength([...keys]);
    parser.push(...numbers.map(String));
  },
  transformReply: (reply: unknown): readonly number[] => (reply as readonly unknown[]).map(Number),
});
