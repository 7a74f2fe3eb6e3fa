import t from 'tap';
import {
  creationObserved,
  deleteExpectations,
  deletionObserved,
  expectCreations,
  expectDeletions,
  EXPECTATIONS_TIMEOUT,
  lowerExpectations,
  NO_EXPECTATIONS,
  satisfiedExpectations,
  setExpectations,
  type Expectations,
} from '../../../engine/client/expectations.js';

const satisfied = (expectations: Expectations, now = 0): boolean => satisfiedExpectations(expectations, 'k', now);

t.test('a key that expects nothing is satisfied', async (t) => {
  t.ok(satisfied(NO_EXPECTATIONS));
  t.ok(satisfied(expectCreations(NO_EXPECTATIONS, 'k', 0, 0)));
  t.ok(satisfied(expectCreations(NO_EXPECTATIONS, 'other', 3, 0)));
});

t.test('creations are expected until each was seen', async (t) => {
  const two = expectCreations(NO_EXPECTATIONS, 'k', 2, 0);
  const one = creationObserved(two, 'k');
  t.notOk(satisfied(two));
  t.notOk(satisfied(one));
  t.ok(satisfied(creationObserved(one, 'k')));
  t.ok(satisfied(creationObserved(creationObserved(one, 'k'), 'k')), 'seeing more than that does no harm');
  t.equal(creationObserved(two, 'other'), two);
});

t.test('a tracked deletion counts once, and only if it was expected', async (t) => {
  const two = expectDeletions(NO_EXPECTATIONS, 'k', ['ns/a', 'ns/b'], 0);
  const one = deletionObserved(two, 'k', 'ns/a');
  t.notOk(satisfied(one));
  t.equal(deletionObserved(one, 'k', 'ns/a'), one, 'the object that was being deleted is gone');
  t.equal(deletionObserved(one, 'k', 'ns/c'), one);
  t.ok(satisfied(deletionObserved(one, 'k', 'ns/b')));
});

t.test('deletions that are not tracked count down', async (t) => {
  const one = expectDeletions(NO_EXPECTATIONS, 'k', 1, 0);
  t.notOk(satisfied(one));
  t.ok(satisfied(deletionObserved(one, 'k')));
});

t.test('creations and deletions can be expected together', async (t) => {
  const both = setExpectations(NO_EXPECTATIONS, 'k', 1, 1, 0);
  t.notOk(satisfied(creationObserved(both, 'k')));
  t.ok(satisfied(lowerExpectations(both, 'k', 1, 1)));
  t.equal(lowerExpectations(both, 'k', 0, 0), both);
});

t.test('after five minutes nothing is waited for any more', async (t) => {
  const one = expectCreations(NO_EXPECTATIONS, 'k', 1, 1_000);
  t.notOk(satisfied(one, 1_000 + EXPECTATIONS_TIMEOUT));
  t.ok(satisfied(one, 1_001 + EXPECTATIONS_TIMEOUT));
});

t.test('a key that is forgotten starts clean', async (t) => {
  t.equal(deleteExpectations(expectCreations(NO_EXPECTATIONS, 'k', 1, 0), 'k').size, 0);
});
