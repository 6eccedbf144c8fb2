/** Does work for every item, two at a time: what two cores can do, and what their memory holds. */
export async function inPairs<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const entries = [...items.entries()];
  const next = async (): Promise<void> => {
    for (let entry = entries.shift(); entry !== undefined; entry = entries.shift()) {
      results[entry[0]] = await work(entry[1]);
    }
  };
  await Promise.all([next(), next()]);
  return results;
}
