/** Runs are looked at up to here: longer than any card number. */
export const RUN_MAX = 20;
// An exported name is looked up every time it is used.
const RUN_END = RUN_MAX;

/**
 * How many ASCII digits stand at `at`: exact below `RUN_MAX`, else `RUN_MAX`. Looks at four bytes at a time, so it may read a few
 * beyond the digits: `BLOCK_TAIL_BYTES`.
 */
export function digitRun(view: DataView, at: number): number {
  for (let length = 0; length < RUN_END; length += 4) {
    const difference = view.getInt32(at + length, true) ^ 0x30303030;
    // The top bit of every byte that is no digit; nothing carries from one byte into the next.
    const others = (((difference & 0x7f7f7f7f) + 0x76767676) | difference) & 0x80808080;
    if (others !== 0) return length + ((31 - Math.clz32(others & -others)) >> 3);
  }
  return RUN_END;
}
