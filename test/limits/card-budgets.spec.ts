import { describe, expect, it } from '@jest/globals';
import { BudgetExhausted, type BudgetState } from '../../src/security/card-budget.js';
import { addressKey, clientKey } from '../../src/security/budget/budget-keys.js';
import { CardBudgets } from '../../src/security/budget/card-budgets.js';
import { MemoryWindows } from '../../src/security/budget/memory-windows.js';
import { clientOf, FakeClock } from './support.js';

function budgetsOf(cardsPerClient: number, cardsPerAddress: number) {
  const clock = new FakeClock();
  const limited: string[] = [];
  const store = new MemoryWindows({ windowMs: 60_000, holdersMax: 1000, monotonicMs: clock.monotonicMs });
  const limits = { cardsPerClient, cardsPerAddress, windowSeconds: 60 };
  const budgets = new CardBudgets(limits, store, { limited: (by) => limited.push(by) });
  return { clock, limited, budgets };
}

async function refused(spend: () => unknown): Promise<BudgetState & { retryAfterSeconds: number }> {
  try {
    await spend();
  } catch (error) {
    if (error instanceof BudgetExhausted) return { ...error.state, retryAfterSeconds: error.retryAfterSeconds };
  }
  throw new Error('It was not refused.');
}

describe('a budget of cards', () => {
  it('holds for nobody unless it is set, and costs no promise then', () => {
    const { budgets } = budgetsOf(0, 0);
    expect(budgets.spend(clientOf(), 1_000_000)).toBeNull();
    expect(budgets.spendUpTo(clientOf(), 4096)).toEqual({ cards: 4096, state: null });
  });

  it('of a credential holds wherever the credential comes from', async () => {
    const { budgets, limited } = budgetsOf(10, 0);
    await budgets.spend(clientOf({ address: '192.0.2.1' }), 6);
    expect(await refused(() => budgets.spend(clientOf({ address: '192.0.2.2' }), 5))).toMatchObject({ remaining: 4 });
    expect(limited).toEqual(['client']);
    expect(budgets.spend(clientOf({ id: 'other' }), 10)).toMatchObject({ remaining: 0 });
  });

  it('of an address holds whoever comes from there, and beside that of the credential', async () => {
    const { budgets, limited } = budgetsOf(10, 15);
    expect(budgets.spend(clientOf({ id: 'one' }), 8)).toMatchObject({ cardsMax: 10, remaining: 2 });
    expect(budgets.spend(clientOf({ id: 'two' }), 7)).toMatchObject({ cardsMax: 15, remaining: 0 });
    expect(await refused(() => budgets.spend(clientOf({ id: 'one' }), 1))).toMatchObject({ cardsMax: 15 });
    expect(await refused(() => budgets.spend(clientOf({ kind: 'none', id: null }), 1))).toMatchObject({ cardsMax: 15 });
    expect(limited).toEqual(['address', 'address']);
  });

  it('of a key of its own replaces the setting, upwards and downwards', async () => {
    const { budgets } = budgetsOf(10, 0);
    expect(budgets.spend(clientOf({ id: 'big', cardsMax: 500 }), 400)).toMatchObject({ cardsMax: 500, remaining: 100 });
    expect(await refused(() => budgets.spend(clientOf({ id: 'small', cardsMax: 3 }), 4))).toMatchObject({
      cardsMax: 3,
    });
  });

  it('says when it is whole again, and that both are when both are spent', async () => {
    const { budgets, clock } = budgetsOf(10, 10);
    void budgets.spend(clientOf({ id: 'other' }), 5);
    clock.ms = 30_500;
    void budgets.spend(clientOf(), 5);
    expect(await refused(() => budgets.spend(clientOf(), 1))).toMatchObject({ resetSeconds: 30, cardsMax: 10 });
    // The tighter one is told of, and the wait is that for the later one.
    expect(await refused(() => budgets.spend(clientOf(), 6))).toMatchObject({
      remaining: 0,
      resetSeconds: 30,
      retryAfterSeconds: 60,
    });
    clock.ms = 60_000;
    expect(budgets.spend(clientOf(), 5)).toMatchObject({ remaining: 0 });
  });

  it('never says more seconds than the window has, however its sums come out', () => {
    const { budgets, clock } = budgetsOf(10, 0);
    clock.ms = 15820.74;
    // The control: the sum of the two is more than the window away.
    expect(clock.ms + 60_000 - clock.ms).toBeGreaterThan(60_000);
    expect(budgets.spend(clientOf(), 1)).toMatchObject({ resetSeconds: 60 });
  });

  it('gives a stream what is left', async () => {
    const { budgets } = budgetsOf(10, 0);
    expect(budgets.spendUpTo(clientOf(), 4)).toMatchObject({ cards: 4, state: { remaining: 6 } });
    expect(budgets.spendUpTo(clientOf(), 4096)).toMatchObject({ cards: 6, state: { remaining: 0 } });
    expect(await refused(() => budgets.spendUpTo(clientOf(), 1))).toMatchObject({ remaining: 0 });
  });
});

describe('the holder of a budget', () => {
  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['local', 'local'],
  ])('at %s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  it('with a credential is that of its kind: a key and a certificate of the same name are two', () => {
    expect(clientKey(clientOf())).not.toBe(clientKey(clientOf({ kind: 'certificate' })));
    expect(clientKey(clientOf({ kind: 'none', id: null }))).toBeNull();
  });
});
