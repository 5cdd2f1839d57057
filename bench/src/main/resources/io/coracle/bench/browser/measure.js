// What all contestants' pages share.

/** The median of a work's times within so many milliseconds, in milliseconds; at least one. */
export async function turn(work, millis) {
  const times = [];
  const end = performance.now() + millis;
  do {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  } while (performance.now() < end);
  return times.sort((a, b) => a - b)[times.length >> 1];
}

/** Token ids of some words between the marks that BERT wants, and what goes with them: [name, int64s]. */
export function inputs(length) {
  const ids = Array.from({ length }, (_, i) => i === 0 ? 101n : i === length - 1 ? 102n : BigInt(2000 + i * 97 % 20000));
  return [['input_ids', ids], ['attention_mask', ids.map(() => 1n)], ['token_type_ids', ids.map(() => 0n)]]
    .map(([name, numbers]) => [name, BigInt64Array.from(numbers)]);
}

/** Offers a contestant to the benchmark; with ?first in its address, the page loads and embeds one text at once. */
export function offer(contestant) {
  window.contestant = {
    ...contestant,
    turn: (length, millis) => turn(() => contestant.call(length), millis),
    async texts(texts, batch) {
      const start = performance.now();
      await contestant.embed(texts, batch);
      return 1000 * texts.length / (performance.now() - start);
    },
  };
  if (new URLSearchParams(location.search).has('first')) {
    contestant.first().then(() => window.first = performance.now(), error => window.failed = String(error));
  }
}
