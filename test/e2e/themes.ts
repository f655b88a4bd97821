/** Pictures of a page in both themes. */
import type { Page } from '@playwright/test'
import { expect } from './fixtures'

/** The slowest fade of the pages, twice. */
const fadeMilliseconds = 600

/** Fields fade from one theme's colours to the other's. The Electron of the tests cannot tell what still moves. */
const settled = (page: Page): Promise<void> => page.evaluate(async (wait) => {
  const known = typeof document.getAnimations === 'function'
  do await new Promise((resolve) => setTimeout(resolve, known ? 20 : wait))
  while (known && document.getAnimations().length > 0)
}, fadeMilliseconds)

export async function inBothThemes(page: Page, picture: (theme: string) => Promise<void>): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await expect(page.locator('html')).toHaveAttribute('data-scheme', theme)
    await settled(page)
    await picture(theme)
  }
}
