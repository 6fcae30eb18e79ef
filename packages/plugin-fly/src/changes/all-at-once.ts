/** Changes of several machines at once. */

/** Starts all; every one is waited for, also when another failed, because a change that is left open fails its stage. Throws what failed first. */
export async function allAtOnce<T, R>(
  items: readonly T[],
  change: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const settled = await Promise.allSettled(items.map(change));
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}
