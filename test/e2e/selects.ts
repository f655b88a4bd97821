/** Choosing from a menu as a person does. */
import type { Locator } from '@playwright/test'
import { expect } from './fixtures'

const clickMilliseconds = 3000

/**
 * A dialog that has just opened takes the focus when it stands, which closes a menu that was opened before: the menu is
 * opened again, as a person would.
 */
export async function choose(select: Locator, option: string | RegExp): Promise<void> {
  const item = select.page().locator('.n-base-select-option', { hasText: option }).first()
  await expect(async () => {
    if (!(await item.isVisible())) await select.click({ timeout: clickMilliseconds })
    await item.click({ timeout: clickMilliseconds })
  }).toPass({ timeout: 10 * clickMilliseconds })
}
