/** What a page takes of memory. */
import type { Page } from '@playwright/test'

/** Megabytes of JavaScript's heap and of its buffers, after what nobody needs has been collected. */
export async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize, ...rest } = await session.send('Runtime.getHeapUsage')
  const { backingStorageSize = 0 } = rest as { backingStorageSize?: number }
  await session.detach()
  return (usedSize + backingStorageSize) / 2 ** 20
}
